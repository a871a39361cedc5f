from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dockerlint.lint.api import check
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import SelectionError, entries, find, select

ROOT = Path(__file__).resolve().parents[2]


def names(*selection: str, ignored: tuple[str, ...] = ()) -> set[str]:
    return {entry.name for entry, _ in select(selection, ignored)}


def test_the_table_is_what_the_rules_say() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "generate_registry.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_all_is_everything() -> None:
    assert names("ALL") == names("all") == {entry.name for entry in entries()}


@pytest.mark.parametrize("selector", ["parse-error", "PARSE_ERROR"])
def test_a_rule_by_name_or_alias(selector: str) -> None:
    assert names(selector) == {"parse-error"}


@pytest.mark.parametrize("selector", ["DL1000", "dl1000", "hadolint:DL1000"])
def test_an_alias_of_two_rules(selector: str) -> None:
    assert names(selector) == {"parse-error", "unknown-instruction"}


def test_families_and_groups() -> None:
    assert {"parse-error", "unknown-instruction"} <= names("correctness")
    assert names("base-image") == names("base_image")
    assert names("buildkit", "hadolint") <= names("ALL")
    assert names("recommended") <= names("strict")


def test_ignoring() -> None:
    assert "parse-error" not in names("ALL", ignored=("DL1000",))
    assert names("correctness", ignored=("correctness",)) == set()


def test_an_unknown_selector_names_the_nearest() -> None:
    with pytest.raises(SelectionError, match="did you mean `parse-error`") as caught:
        find("parse-eror")
    assert caught.value.selector == "parse-eror"
    with pytest.raises(SelectionError):
        select(("ALL",), ("no-such-rule-at-all",))


def test_the_linter_of_the_default_selection_needs_no_selection() -> None:
    made_beforehand, made_now = Linter(), Linter(select())
    assert set(made_beforehand.names) == set(made_now.names)
    for path in sorted((ROOT / "corpus" / "dockerfiles").glob("*")):
        found = [check(path.read_bytes(), path.name, linter)[1].findings for linter in (made_beforehand, made_now)]
        assert repr(found[0]) == repr(found[1])
