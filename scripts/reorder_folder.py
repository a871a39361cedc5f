"""What re-ordering makes of real files, and whether its laws hold.

    python scripts/reorder_folder.py FOLDER ... [--fetch WHICH] [--jobs N] [--refusals] [--diff] [--json FILE]

A folder holds build contexts, one a folder, with a Dockerfile in each; or plain Dockerfiles, of whose contexts nothing
is known. In a context whose folder's name ends in the beginning of a file's SHA-256, that file is the Dockerfile. For
every file: nothing crashes; BuildKit's parser (PyPI `dockerfile`) accepts the result where it accepted the file; a
second run changes nothing; every comment is there; the run-time configuration is the same; every instruction is there,
but for RUNs that were parted; no default rule has more findings. Exits with 1 where a law is broken.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import re
import sys
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import dockerfile as buildkit  # noqa: E402

from dockerlint.context import BuildContext  # noqa: E402
from dockerlint.fix.contract import contract  # noqa: E402
from dockerlint.fix.style import comment_lines  # noqa: E402
from dockerlint.fixers.layer_order.reorder import reorder  # noqa: E402
from dockerlint.lint.dockerfile import Dockerfile  # noqa: E402
from dockerlint.lint.engine import Linter  # noqa: E402
from dockerlint.lint.registry import select  # noqa: E402
from dockerlint.syntax import parse  # noqa: E402


def dockerfile_of(folder: Path) -> Path | None:
    """Return the Dockerfile of a context."""
    suffix = folder.name.rpartition("-")[2]
    names = sorted(path for path in folder.iterdir() if path.is_file())
    if re.fullmatch("[0-9a-f]{12}", suffix):
        for path in names:
            if hashlib.sha256(path.read_bytes()).hexdigest().startswith(suffix):
                return path
    return next((path for path in names if path.name == "Dockerfile"), None)


def tasks_of(folders: list[Path]) -> list[tuple[str, str | None]]:
    """Return the files, each with its context."""
    found: list[tuple[str, str | None]] = []
    for folder in folders:
        for path in sorted(folder.iterdir()):
            if path.is_file():
                found.append((str(path), None))
            elif (own := dockerfile_of(path)) is not None:
                found.append((str(own), str(path)))
    return found


def read(text: str | bytes, path: str, context: str | None) -> Dockerfile:
    """Return a text as the passes see it."""
    return Dockerfile(parse(text), path, context=BuildContext(context, path) if context else None)


def accepts(text: str) -> bool | None:
    """Whether BuildKit's parser takes a text; None for one that its binding cannot be given."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return None
    try:
        buildkit.parse_string(text)
    except (buildkit.GoParseError, ValueError):
        return False
    return True


def counts(file: Dockerfile) -> Counter[str]:
    """Count the findings of each default rule, suppressed ones included."""
    result = Linter(select()).check(file)
    return Counter(finding.rule for finding in (*result.findings, *result.suppressed))


def broken_laws(before: Dockerfile, text: str, context: str | None, fetch: str) -> list[str]:
    """Return the laws that a result breaks."""
    broken = []
    after = read(text, before.path, context)
    if accepts(before.tree.text) and accepts(text) is False:
        broken.append("BuildKit's parser refuses the result")
    if reorder(read(text, before.path, context), fetch=fetch).text != text:
        broken.append("a second run changes it again")
    if sorted(comment_lines(before.tree)) != sorted(comment_lines(after.tree)):
        broken.append("a comment is lost")
    if contract(before.graph) != contract(after.graph):
        broken.append("the configuration differs")
    left = Counter(node.text for node in after.tree.instructions)
    lost = [node for node in before.tree.instructions if left[node.text] == 0]
    broken += [f"line {node.start_line} is lost" for node in lost if node.keyword != "RUN"]
    more = counts(read(text, before.path, context)) - counts(read(before.tree.text, before.path, context))
    return broken + [f"more findings of {rule}" for rule in more]


def examine(task: tuple[str, str | None, str]) -> dict[str, Any]:
    """Re-order one file and say what became of it."""
    path, context, fetch = task
    report: dict[str, Any] = {"path": path, "broken": [], "changes": [], "refused": [], "before": 0.0, "after": 0.0}
    try:
        file = read(Path(path).read_bytes(), path, context)
        result = reorder(file, fetch=fetch)
        report["changes"] = [(change.kind, change.line, change.title) for change in result.changes]
        report["refused"] = result.refused
        report["before"], report["after"] = result.cost_before, result.cost_after
        report["runs"] = any(node.keyword == "RUN" for node in file.tree.instructions)
        report["text"] = result.text
        if result.text != file.tree.text:
            report["broken"] = broken_laws(read(file.tree.text, path, context), result.text, context, fetch)
            lines = file.tree.text.splitlines(keepends=True), result.text.splitlines(keepends=True)
            report["diff"] = "".join(
                line if line.endswith("\n") else line + "\n" for line in difflib.unified_diff(*lines)
            )
    except Exception:  # noqa: BLE001  # a crash is what is looked for
        report["broken"] = [traceback.format_exc()]
    return report


def main() -> int:
    """Re-order every file and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--fetch", default="sure", choices=("none", "sure", "all"), help="as `reorder` takes it")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: %(default)s)")
    parser.add_argument("--refusals", action="store_true", help="list every refusal with its file")
    parser.add_argument("--diff", action="store_true", help="print what changed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the reports go as JSON")
    options = parser.parse_args()
    tasks = tasks_of(options.folders)
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:  # Go does not survive a fork
        reports = list(pool.map(examine, [(*task, options.fetch) for task in tasks], chunksize=8))
    for report in reports:
        if options.diff and report.get("diff"):
            print(f"=== {report['path']}: {report['before']:.1f} s -> {report['after']:.1f} s")
            for kind, line, title in report["changes"]:
                print(f"    {kind}, line {line}: {title}")
            print(report["diff"])
        if options.refusals:
            for line, reason in report["refused"]:
                print(f"{report['path']}:{line}: {reason}")
    summary(reports)
    if options.json:
        options.json.write_text(json.dumps(reports, indent=1) + "\n", encoding="utf-8")
    failed = [report for report in reports if report["broken"]]
    for report in failed:
        print(f"{report['path']}: {'; '.join(report['broken'])}", file=sys.stderr)
    print(f"{len(failed)} files break a law")
    return int(bool(failed))


def summary(reports: list[dict[str, Any]]) -> None:
    """Print the figures."""
    running = [report for report in reports if report.get("runs")]
    changed = [report for report in reports if report.get("diff")]
    savings = [1 - report["after"] / report["before"] for report in running if report["before"]]
    own = [1 - report["after"] / report["before"] for report in changed if report["before"]]
    before, after = sum(report["before"] for report in reports), sum(report["after"] for report in reports)
    print(
        f"{len(reports)} files, {len(running)} with a RUN, "
        f"{len(changed)} improved ({share(len(changed), len(running))} of these)"
    )
    print(f"expected cost of a rebuild: {before:.0f} s -> {after:.0f} s in all ({share(before - after, before)} saved)")
    print(f"mean saving: {mean(savings):.1%} of files with a RUN, {mean(own):.1%} of improved ones")
    kinds = Counter(kind for report in reports for kind, _, _ in report["changes"])
    print("changes: " + (", ".join(f"{number} {kind}" for kind, number in kinds.most_common()) or "none"))
    refused = [report for report in reports if report["refused"]]
    print(f"{len(refused)} files with refusals, {sum(len(report['refused']) for report in refused)} refusals")
    reasons = Counter(
        re.sub(r"line \d+", "line N", re.sub(r"`[^`]*`", "`…`", reason))
        for one in refused
        for _, reason in one["refused"]
    )
    for reason, number in reasons.most_common(40):
        print(f"{number:>6} {reason}")


def share(part: float, whole: float) -> str:
    """Return a share in percent."""
    return f"{part / whole:.1%}" if whole else "0 %"


def mean(values: list[float]) -> float:
    """Return the mean, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
