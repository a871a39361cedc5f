"""How many of the files that a smell affects become clean.

    python scripts/fix_folder.py FOLDER --unsafe --write-to FIXED --json fixed.json
    hadolint --no-fail -f json FOLDER/* > before.json     # in portions that a command line can hold
    hadolint --no-fail -f json FIXED/* > after.json
    python scripts/cleaned_files.py fixed.json --before before.json --after after.json... --markdown PAGE

A file counts as affected by a code of hadolint where hadolint reports it before, as clean where it does not afterwards;
by a rule of ours likewise. Files that hadolint cannot read, before or afterwards, do not count for its codes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dockerlint.lint.registry import entries  # noqa: E402
from scripts.sections import write_section  # noqa: E402

# What the paper on DockerCleaner tells of its own repairs, in percent of the affected files.
PUBLISHED = {
    "apt-recommends-installed": "96.6",
    "package-index-updated-alone": "45.0",
    "add-instead-of-copy": "100",
    "root-as-last-user": "95.3",
    "secret-in-variable": "75",
    "apt-version-unpinned": "17 to 99, by manager",
    "pip-version-unpinned": "17 to 99, by manager",
    "npm-version-unpinned": "17 to 99, by manager",
    "apk-version-unpinned": "17 to 99, by manager",
    "gem-version-unpinned": "17 to 99, by manager",
    "yum-version-unpinned": "17 to 99, by manager",
}
MOST_REASONS = 6


class Share(NamedTuple):
    """Affected files, and how many of them become clean."""

    affected: int
    clean: int

    def __str__(self) -> str:
        if not self.affected:
            return " | "
        return f"{self.affected} | {self.clean / self.affected:.1%}"


def codes(outputs: list[Path]) -> dict[str, set[str]]:
    """Return the names of the files by hadolint's codes."""
    found: dict[str, set[str]] = {}
    for output in outputs:
        for each in json.loads(output.read_text(encoding="utf-8")):
            found.setdefault(each["code"], set()).add(Path(each["file"]).name)
    return found


def by_hadolint(code: str, before: dict[str, set[str]], after: dict[str, set[str]], names: set[str]) -> Share:
    """Return the share for a code."""
    unread = before.get("DL1000", set()) | after.get("DL1000", set())
    affected = (before.get(code, set()) & names) - unread
    return Share(len(affected), len(affected - after.get(code, set())))


def by_rule(rule: str, reports: list[dict[str, Any]]) -> Share:
    """Return the share for a rule of ours."""
    affected = [report for report in reports if report["before"].get(rule)]
    return Share(len(affected), sum(not report["after"].get(rule) for report in affected))


def general(reason: str) -> str:
    """Return a reason without what is particular to a file."""
    reason = re.sub(r"\b\d+\b", "N", re.sub(r"`[^`]*`", "`…`", reason))
    return re.sub(r"(no version is known): .*", r"\1", reason)


def reasons(rule: str, reports: list[dict[str, Any]]) -> tuple[int, Counter[str]]:
    """Return how many files have a refusal of a rule, and the reasons with the number of their files."""
    found: Counter[str] = Counter()
    refused = 0
    for report in reports:
        why = {general(reason) for one, reason in report["refused"] if one == rule}
        refused += bool(why)
        found.update(why)
    return refused, found


def table(reports: list[dict[str, Any]], before: dict[str, set[str]], after: dict[str, set[str]]) -> str:
    """Return both tables."""
    names = {Path(report["path"]).name for report in reports}
    lines = [
        "| rule | hadolint | affected | clean | affected (our rule) | clean | refused | published % |",
        "|---|---|--:|--:|--:|--:|--:|---|",
    ]
    details = []
    for entry in sorted(entries(), key=lambda entry: (entry.name not in PUBLISHED, entry.name)):
        own = by_rule(entry.name, reports)
        if entry.safety not in ("safe", "unsafe") or not own.affected:
            continue
        code = next((alias.partition(":")[2] for alias in entry.aliases if alias.startswith("hadolint:")), "")
        theirs = by_hadolint(code, before, after, names) if code else Share(0, 0)
        refused, why = reasons(entry.name, reports)
        share = f"{refused / own.affected:.1%}"
        lines.append(f"| {entry.name} | {code} | {theirs} | {own} | {share} | {PUBLISHED.get(entry.name, '')} |")
        if why and entry.name in PUBLISHED:
            told = "; ".join(f"{reason} ({number})" for reason, number in why.most_common(MOST_REASONS))
            details.append(f"- {entry.name}: {told}")
    return "\n".join([*lines, "", "Why fixes are refused, with the number of files:", "", *details, ""])


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fixed", type=Path, help="what fix_folder.py --json has written")
    parser.add_argument("--before", type=Path, nargs="+", default=[], help="hadolint's findings before")
    parser.add_argument("--after", type=Path, nargs="+", default=[], help="hadolint's findings afterwards")
    parser.add_argument("--markdown", type=Path, metavar="PAGE", help="a page whose section is replaced")
    options = parser.parse_args()
    reports = json.loads(options.fixed.read_text(encoding="utf-8"))
    text = table(reports, codes(options.before), codes(options.after))
    print(text)
    if options.markdown:
        date = dt.datetime.now(dt.UTC).date().isoformat()
        changed = sum(report["changed"] for report in reports)
        broken = sum(bool(report["broken"]) for report in reports)
        head = f"{date}: {len(reports)} files fixed with `--unsafe`, {changed} changed, {broken} break a law.\n\n"
        write_section(options.markdown, "Results of fixing", "DockerCleaner's files", head + text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
