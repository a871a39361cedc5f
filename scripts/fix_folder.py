"""The laws of `fix` over folders of Dockerfiles.

    python scripts/fix_folder.py FOLDER ... [--select RULES] [--unsafe] [--jobs N] [--refusals] [--write-to DIR]
        [--json FILE] [--first N] [--no-laws] [--option RULE:NAME=VALUE,... ...]

For every file: nothing crashes; what BuildKit's parser (PyPI `dockerfile`) accepted it accepts afterwards; a second
run changes nothing; no rule of the selection has more findings than before, but for those that an applied fix names;
every comment is there, but for those that an applied fix names; a finding with a fix that may be applied is gone, or
refused with a reason. Prints what was applied and refused by rule, and exits with 1 where a law is broken.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import dockerfile as buildkit  # noqa: E402

from dockerlint.fix import Applier, Fixed, Fixers  # noqa: E402
from dockerlint.fix.style import comment_lines  # noqa: E402
from dockerlint.lint.api import check  # noqa: E402
from dockerlint.lint.engine import Linter, Result  # noqa: E402
from dockerlint.lint.registry import entries, select  # noqa: E402
from dockerlint.syntax import parse  # noqa: E402


def accepts(text: str) -> bool | None:
    """Whether BuildKit's parser takes a text; None for one that its binding cannot be given."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return None
    try:
        buildkit.parse_string(text)
    except (buildkit.GoParseError, ValueError):
        return False
    return True


def counts(result: Result) -> Counter[str]:
    """Count the findings of each rule, suppressed ones included."""
    return Counter(finding.rule for finding in (*result.findings, *result.suppressed))


def examine(
    text: str,
    path: str,
    selection: tuple[str, ...],
    *,
    unsafe: bool,
    laws: bool = True,
    options: dict[str, dict[str, list[str]]] | None = None,
) -> tuple[Fixed, list[str], dict[str, Any]]:
    """Fix a text; return what became of it, the laws that it breaks, and the findings before and after by rule."""
    linter = Linter(select(selection), options)

    def checked(text: str) -> tuple[Any, Result]:
        return check(text, path, linter)

    before = checked(text)[1]
    applier = Applier(checked, Fixers(entries()), unsafe=unsafe)
    fixed = applier.fix(text)
    broken = list(fixed.troubles)
    if not laws:
        after = checked(fixed.text)[1]
        return fixed, broken, {"before": counts(before), "after": counts(after)}
    told = {id(refusal.finding) for refusal in fixed.refused}
    safeties = ("safe", "unsafe") if unsafe else ("safe",)
    broken += [
        f"a fix of {finding.rule} was neither applied nor refused"
        for finding in fixed.findings
        if finding.fix is not None and finding.fix.safety in safeties and finding.fix.edits and id(finding) not in told
    ]
    if accepts(text) and accepts(fixed.text) is False:
        broken.append("BuildKit's parser refuses the result")
    if applier.fix(fixed.text).text != fixed.text:
        broken.append("a second run changes it again")
    file, after = checked(fixed.text)
    named = {rule for applied in fixed.applied for rule in applied.fix.may_add}
    broken += [f"more findings of {rule}" for rule in counts(after) - counts(before) if rule not in named]
    dropped = Counter(comment for applied in fixed.applied for comment in applied.fix.drops)
    if Counter(comment_lines(parse(text))) - Counter(comment_lines(file.tree)) - dropped:
        broken.append("a comment is lost")
    return fixed, broken, {"before": counts(before), "after": counts(after)}


class Work(NamedTuple):
    """What is done to each file."""

    selection: tuple[str, ...]
    unsafe: bool
    laws: bool
    folder: Path | None
    options: dict[str, dict[str, list[str]]]


def examine_file(task: tuple[str, Work]) -> dict[str, Any]:
    """Fix one file and say what became of it, and which laws it breaks."""
    path, work = task
    folder, unsafe = work.folder, work.unsafe
    text = parse(Path(path).read_bytes()).text
    fixed, broken, numbers = examine(text, path, work.selection, unsafe=unsafe, laws=work.laws, options=work.options)
    if folder is not None:
        (folder / Path(path).name).write_bytes(fixed.text.encode("utf-8", "surrogateescape"))
    fixable = {entry.name for entry in entries() if entry.safety in (("safe", "unsafe") if unsafe else ("safe",))}
    return {
        "path": path,
        "broken": broken,
        "changed": fixed.text != text,
        **{
            when: {rule: number for rule, number in found.items() if rule in fixable} for when, found in numbers.items()
        },
        "applied": Counter(applied.rule for applied in fixed.applied),
        "refused": [(refusal.finding.rule, refusal.reason) for refusal in fixed.refused],
    }


def safe_share(before: Counter[str], after: Counter[str], refused: Counter[str]) -> str:
    """Say what became of the findings of rules that have a safe fixer."""
    safe = [entry.name for entry in entries() if entry.safety == "safe"]
    found, left, told = (sum(counter[rule] for rule in safe) for counter in (before, after, refused))
    return (
        f"{found} findings of rules with a safe fixer: {found - left} gone, {told} refused with a reason, "
        f"{max(left - told, 0)} with a fix that is not safe there"
    )


def main() -> int:
    """Fix every file and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--select", default="ALL", help="the rules, separated by commas (default: %(default)s)")
    parser.add_argument("--unsafe", action="store_true", help="apply unsafe fixes too")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: %(default)s)")
    parser.add_argument("--first", type=int, metavar="N", help="only so many files, in the order of their names")
    parser.add_argument("--no-laws", action="store_true", help="fix and count, which takes a third of the time")
    parser.add_argument("--write-to", type=Path, metavar="DIR", help="keep the fixed files there, by their names")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what became of each file there")
    parser.add_argument(
        "--option", action="append", default=[], metavar="RULE:NAME=VALUE,...", help="a list for a rule"
    )
    parser.add_argument("--refusals", action="store_true", help="list every refusal with its file")
    options = parser.parse_args()
    files = sorted(str(path) for folder in options.folders for path in folder.rglob("*") if path.is_file())[
        : options.first
    ]
    if options.write_to:
        options.write_to.mkdir(parents=True, exist_ok=True)
    settings: dict[str, dict[str, list[str]]] = {}
    for text in options.option:
        rule, _, setting = text.partition(":")
        name, _, value = setting.partition("=")
        settings.setdefault(rule, {})[name] = value.split(",")
    work = Work(tuple(options.select.split(",")), options.unsafe, not options.no_laws, options.write_to, settings)
    tasks = [(file, work) for file in files]
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:  # Go does not survive a fork
        reports = list(pool.map(examine_file, tasks, chunksize=20))
    if options.json:
        options.json.write_text(json.dumps(reports), encoding="utf-8")
    before, after, applied = (
        sum((Counter(report[key]) for report in reports), Counter()) for key in ("before", "after", "applied")
    )
    reasons = Counter(refusal for report in reports for refusal in report["refused"])
    refused = Counter(rule for report in reports for rule, _ in report["refused"])
    print(f"{len(files)} files, {sum(report['changed'] for report in reports)} changed")
    print(f"{'':<36}{'before':>8}{'after':>8}{'applied':>9}{'refused':>9}")
    for rule in sorted({*before, *applied}):
        print(f"{rule:<36}{before[rule]:>8}{after[rule]:>8}{applied[rule]:>9}{refused[rule]:>9}")
    print(safe_share(before, after, refused))
    for (rule, reason), number in reasons.most_common(60):
        print(f"{number:>6} refused, {rule}: {reason}")
    if options.refusals:
        for report in reports:
            for rule, reason in report["refused"]:
                print(f"{report['path']}: {rule}: {reason}")
    failed = [report for report in reports if report["broken"]]
    for report in failed:
        print(f"{report['path']}: {'; '.join(report['broken'])}", file=sys.stderr)
    print(f"{len(failed)} files break a law")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
