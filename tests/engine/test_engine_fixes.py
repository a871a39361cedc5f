"""Images before and after a fix are the same but for what the case states: each family of fixers once.

`python scripts/build_pairs.py` builds all of `corpus/fixes/`; these are the ones that CI has time for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.build_pairs import Pairs
    from scripts.images import Engine

CASES = [
    "add-json-form",  # ADD to COPY
    "apt-lists-continued",  # package lists
    "apt-yes-missing-options",  # -y
    "apt-command",  # apt to apt-get
    "apt-update-alone-comments",  # RUNs that belong together
    "cache-mount-pip",  # cache mounts
    "cd-alone",  # WORKDIR
    "chown-later-numeric",  # --chown
    "exec-form",  # list form
    "keyword-casing",  # style
    "legacy-env-quotes",  # key=value
    "lock-file",  # lock files
    "maintainer-odd",  # labels
    "merge-runs-state",  # merged RUNs
    "npm-cache",  # npm's cache
    "platform",  # FROM
    "pip-cache-requirements",  # pip's cache
    "secret-argument",  # secrets
    "style-layout",  # layout
    "several-commands",  # instructions that do not count
    "unused-stage",  # stages
    "user-by-name",  # users
    "volatile-argument",  # order
    "everything-python",  # all together
]


# Families whose fixers write a second file, or change FROM.
NOT_IN_CI = {"context", "policy"}


def test_each_family_of_fixers_is_built_in_ci() -> None:
    from dockerlint.lint.registry import entries, select
    from scripts.build_pairs import CASES as FOLDER
    from scripts.build_pairs import read_case

    built = {entry.family for name in CASES for entry, _ in select(read_case(FOLDER / name).rules)}
    families = {entry.family for entry in entries() if entry.safety in ("safe", "unsafe")}
    assert families - NOT_IN_CI <= built


def test_each_fixer_has_a_case_or_a_reason() -> None:
    from dockerlint.lint.registry import entries, select
    from scripts.build_pairs import CASES as FOLDER
    from scripts.build_pairs import NOT_BUILT, read_cases

    cases = {
        entry.name
        for case in read_cases([FOLDER])
        if "recommended" not in case.rules
        for entry, _ in select(case.rules, case.ignored)
    }
    fixers = {entry.name for entry in entries() if entry.safety in ("safe", "unsafe")}
    assert fixers - cases == NOT_BUILT.keys()


@pytest.fixture(scope="module")
def pairs(engine: Engine) -> Iterator[Pairs]:
    from scripts.build_pairs import Pairs

    with Pairs(engine) as found:
        yield found


@pytest.mark.engine
@pytest.mark.parametrize("name", CASES)
def test_a_fixed_file_builds_the_same_image(pairs: Pairs, name: str) -> None:
    from scripts.build_pairs import CASES as FOLDER
    from scripts.build_pairs import SAME, read_case

    row = pairs.row(read_case(FOLDER / name))
    assert (row.outcome, row.details) == (SAME, [])
