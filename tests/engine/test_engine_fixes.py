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
    "pip-cache-requirements",  # pip's cache
    "secret-argument",  # secrets
    "several-commands",  # instructions that do not count
    "user-by-name",  # users
    "volatile-argument",  # order
    "everything-python",  # all together
]


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
