"""What was read on real files: no rule that is on by default says what a reviewer would dispute.

`docs/precision.tsv` has the verdicts, `docs/findings.tsv` in how many places of those files each rule finds something.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from dockerlint.lint.registry import entries

DOCS = Path(__file__).resolve().parents[2] / "docs"
LEAST_SHARE = 0.95
LEAST_READ = 20  # of fewer findings one that is disputed says little
WANTED = {True: 30, False: 10}  # how many are read, by whether the rule is on by default
GROUPS = {entry.name: entry.groups for entry in entries()}


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (DOCS / name).read_text(encoding="utf-8").splitlines()[1:]]


def test_rules_that_are_on_by_default_hold() -> None:
    read: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for rule, digest, number, verdict in rows("precision.tsv"):
        assert verdict in ("holds", "disputed")
        assert len(digest) == len("0123456789ab")
        assert int(number) > 0
        read[rule] += 1
        held[rule] += verdict == "holds"
    assert set(read) <= set(GROUPS)
    for rule, count in read.items():
        if "recommended" in GROUPS[rule] and count >= LEAST_READ:
            assert held[rule] / count >= LEAST_SHARE, rule


def test_enough_findings_of_each_rule_were_read() -> None:
    read = Counter(row[0] for row in rows("precision.tsv"))
    places = {rule: int(count) for rule, count in rows("findings.tsv")}
    assert list(places) == list(GROUPS), "the rules and their places"
    lacking = {rule: count for rule, count in places.items() if read[rule] < wanted(rule, count)}
    assert lacking == {}


def wanted(rule: str, count: int) -> int:
    return min(count, WANTED["recommended" in GROUPS[rule]])
