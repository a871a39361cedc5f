"""What was read on real files: no rule that is on by default says what a reviewer would dispute."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from dockerlint.lint.registry import entries

TABLE = Path(__file__).resolve().parents[2] / "docs" / "precision.tsv"
LEAST_SHARE = 0.95
LEAST_READ = 20  # of fewer findings one that is disputed says little


def test_rules_that_are_on_by_default_hold() -> None:
    read: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        rule, digest, number, verdict = line.split("\t")
        assert verdict in ("holds", "disputed")
        assert len(digest) == len("0123456789ab")
        assert int(number) > 0
        read[rule] += 1
        held[rule] += verdict == "holds"
    groups = {entry.name: entry.groups for entry in entries()}
    assert set(read) <= set(groups)
    for rule, count in read.items():
        if "recommended" in groups[rule] and count >= LEAST_READ:
            assert held[rule] / count >= LEAST_SHARE, rule
