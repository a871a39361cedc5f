"""Plans and refusals of `optimize` over a folder of Dockerfiles, and the laws that every plan keeps.

python scripts/optimize_folder.py FOLDER [--list] [--show] [--kind single|multi] [--table contexts.tsv]

FOLDER holds one folder per build context. The laws: BuildKit's parser (the package `dockerfile`) takes the result, the
run-time configuration is the same but for what the plan names, no rule that was silent before finds something, a second
run changes nothing, the last stage has no build tool, and only named paths are copied from the build.
"""

from __future__ import annotations

import argparse
import collections
import os
import sys
import tempfile
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dockerlint.context import BuildContext  # noqa: E402
from dockerlint.fix.contract import FIELDS, contract  # noqa: E402
from dockerlint.fixers.multi_stage import packages  # noqa: E402
from dockerlint.fixers.multi_stage.convert import plan_for  # noqa: E402
from dockerlint.fixers.multi_stage.plan import NoPlan, Plan  # noqa: E402
from dockerlint.graph import build_graph  # noqa: E402
from dockerlint.lint.api import check_text, dockerfile  # noqa: E402
from dockerlint.shell.package_calls import package_calls  # noqa: E402
from dockerlint.syntax import parse  # noqa: E402
from dockerlint.syntax.instructions import Run  # noqa: E402

ABOVE = ("/", "/usr", "/usr/local", "/usr/lib", "/etc", "/var", "/opt", "/home", "/root", "/lib", "/bin", "/app/..")


def files(folder: Path) -> list[Path]:
    """The Dockerfile of each context, or all that lie in the folder itself."""
    found = []
    for context in sorted(folder.iterdir()):
        if context.is_dir():
            names = [path for path in sorted(context.iterdir()) if path.is_file() and is_dockerfile(path.name)]
            found += names
        elif is_dockerfile(context.name):
            found.append(context)
    return found


def is_dockerfile(name: str) -> bool:
    """Whether a name is one of a Dockerfile."""
    lower = name.lower()
    return "dockerfile" in lower and not lower.endswith((".dockerignore", ".yml", ".yaml", ".md", ".sh"))


def wanted(folder: Path, table: str) -> list[Path]:
    """The Dockerfiles that a table of contexts names, else all."""
    if not table:
        return files(folder)
    found = []
    lines = Path(table).read_text(encoding="utf-8").splitlines()
    head = lines[0].split("\t")
    for line in lines[1:]:
        row = dict(zip(head, line.split("\t"), strict=False))
        path = folder / f"{row['ecosystem']}-{row['sha256'][:12]}" / row["dockerfile"]
        if path.exists():
            found.append(path)
    return found


def broken_laws(path: Path, text: str, plan: Plan, context: BuildContext) -> list[str]:
    """What is wrong with a plan's output."""
    import dockerfile as buildkit

    found = []
    with tempfile.NamedTemporaryFile("w", suffix=".Dockerfile", encoding="utf-8", errors="surrogateescape") as file:
        file.write(plan.text)
        file.flush()
        try:
            buildkit.parse_file(file.name)
        except Exception as error:  # noqa: BLE001  # whatever the parser says
            found.append(f"BuildKit's parser: {error}")
    old, new = build_graph(parse(text), context), build_graph(parse(plan.text), context)
    before, after = contract(old), contract(new)
    found += [
        f"configuration: {field}"
        for field in FIELDS
        if field not in ("base", "workdir") and before.get(field) != after.get(field) and field not in plan.changes
    ]
    known = {finding.rule for finding in check_text(text, str(path), context=context)}
    new_findings = {finding.rule for finding in check_text(plan.text, str(path), context=context)} - known
    if new_findings:
        found.append(f"new findings: {', '.join(sorted(new_findings))}")
    try:
        again = plan_for(dockerfile(plan.text, str(path), context=context))
        if again.text != plan.text:
            found.append("not idempotent")
    except NoPlan:
        pass
    last = new.stages[-1]
    own = dockerfile(plan.text, str(path), context=context)
    for node in own.graph.stages[-1].instructions:
        if isinstance(node, Run):
            for call in package_calls(own.commands(node)):
                if call.name in ("apt", "apk", "yum", "dnf") and call.does(call.manager["install"]):
                    names = [packages.bare(word.text) for word in call.about(call.manager["install"])]
                    reasons = {package.name for package in plan.kept_packages}
                    found += [
                        f"build tool: {name}" for name in names if packages.is_build_only(name) and name not in reasons
                    ]
    del last
    found += [f"path: {artifact.path}" for artifact in plan.artifacts if artifact.path.rstrip("/") in ("", *ABOVE)]
    return found


def main() -> int:
    """Print the figures; returns 1 where something crashes or a law is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true", help="one line a file")
    parser.add_argument("--show", action="store_true", help="the plans' texts")
    parser.add_argument("--kind", choices=("single", "multi"), help="only files with one stage, or with several")
    parser.add_argument("--table", default="", help="a table of contexts that names the Dockerfiles")
    parser.add_argument("--only", default="", help="a part of the paths")
    options = parser.parse_args()
    counts: collections.Counter[str] = collections.Counter()
    reasons: collections.Counter[str] = collections.Counter()
    recipes: collections.Counter[str] = collections.Counter()
    bad = 0
    for path in wanted(options.folder, options.table):
        if options.only not in str(path):
            continue
        text = parse(path.read_bytes()).text
        context = BuildContext(str(path.parent), str(path))
        file = dockerfile(text, str(path), context=context)
        stages = len(file.graph.stages)
        if options.kind and (options.kind == "single") != (stages == 1):
            continue
        counts["files"] += 1
        name = os.path.join(path.parent.name, path.name)
        try:
            plan = plan_for(file)
        except NoPlan as refusal:
            counts["refusals"] += 1
            reasons[" ".join("N" if part.isdigit() else part for part in refusal.reason.split())] += 1
            if options.list:
                print(f"- {name}: {refusal.reason} | {refusal.question}")
            continue
        except Exception:  # noqa: BLE001  # counted and shown
            bad += 1
            counts["crashes"] += 1
            print(f"! {name}\n{traceback.format_exc()}")
            continue
        counts["plans"] += 1
        recipes[plan.recipe] += 1
        laws = broken_laws(path, text, plan, context)
        if laws:
            bad += 1
            counts["broken"] += 1
        if options.list or laws:
            print(
                f"+ {name}: {plan.recipe}, {len(plan.artifacts)} artifacts, {plan.runtime_base}"
                + "".join(f"\n    BROKEN {law}" for law in laws)
            )
        if options.show:
            print(plan.text)
            for artifact in plan.artifacts:
                print(f"    artifact {artifact.path} line {artifact.line}: {artifact.reason}")
            for package in plan.kept_packages:
                print(f"    keep {package.name}: {package.reason}")
            for package in plan.left_packages:
                print(f"    drop {package.name}: {package.reason}")
            for note in plan.assumed:
                print(f"    assumed {note}")
    for reason, number in reasons.most_common():
        print(f"{number:5} {reason}")
    print(dict(recipes))
    print(dict(counts))
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
