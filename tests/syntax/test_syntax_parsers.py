"""The same Dockerfiles through BuildKit's parser and through dockerfile-parse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockerlint.syntax import parse
from scripts.compare_parsers import (
    BINDING_CLASSES,
    CLASSES,
    Binding,
    binding_takes,
    compare_with_binding,
    compare_with_dockerfile_parse,
    parse_takes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DIFFERENCES = sorted((HERE / "samples" / "differences").glob("*.Dockerfile"))
# Damaged on purpose: BuildKit refuses them.
REFUSED = (HERE / "samples" / "refused", ROOT / "corpus" / "dockerfiles" / "damaged-")


@pytest.fixture(scope="module")
def binding() -> Iterator[Binding]:
    with Binding() as binding:
        yield binding


def test_buildkit_reads_the_same(sample: Path, binding: Binding) -> None:
    source = sample.read_bytes()
    tree = parse(source)
    if not binding_takes(source):
        assert b"\0" in source or "\ufffd" in source.decode("utf-8", "replace")
        return
    theirs = binding.parse(tree.text)
    assert theirs is not None
    assert isinstance(theirs, str) == str(sample).startswith(tuple(map(str, REFUSED)))
    found = compare_with_binding(tree, theirs)
    assert [str(difference) for difference in found if difference.reason is None] == []
    if sample not in DIFFERENCES:
        assert found == []


def test_dockerfile_parse_reads_the_same(sample: Path) -> None:
    source = sample.read_bytes()
    tree = parse(source)
    found = compare_with_dockerfile_parse(tree, source) if parse_takes(tree, source) else []
    assert [str(difference) for difference in found if difference.reason is None] == []


@pytest.mark.parametrize("path", DIFFERENCES, ids=lambda path: path.stem)
def test_a_documented_difference_is_still_there(path: Path, binding: Binding) -> None:
    source = path.read_bytes()
    tree = parse(source)
    theirs = binding.parse(tree.text)
    assert theirs is not None
    found = compare_with_binding(tree, theirs)
    if path.stem not in BINDING_CLASSES:
        found = compare_with_dockerfile_parse(tree, source)
    assert [difference.reason for difference in found] == [path.stem]


def test_every_class_of_difference_has_a_sample_and_a_description() -> None:
    assert sorted(CLASSES) == [path.stem for path in DIFFERENCES]
    page = (ROOT / "docs" / "parser.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^- `([a-z-]+)`: ", page, re.MULTILINE)) == sorted(CLASSES)


# ASCII alone, no flags beside a changed escape, no operand beside an operator: what is documented is left out.
PIECES = (
    "\n|\n|\r\n|\r| |\t|\\|\\\n|\\ \n|#|# |'|\"|$|[|]|,|=|<<E|<<E \n|E\n|\nE\n|\n\tE\n|<<-E|3<<'E'|--a=|--|/|FROM a\n|"
    'RUN |RUN x\n|COPY |COPY <<A <<B /c\n|ENV |ENV a=b |LABEL a=|ARG |CMD |["a", "b"]|[1]|HEALTHCHECK CMD |ONBUILD |'
    "ONBUILD ENV |SHELL |VOLUME |USER |nope |\\\n\n|\\\n# c\n|# escape=\\\n|# syntax=x\n"
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES.split("|")), max_size=20))
def test_buildkit_reads_arbitrary_text_the_same(pieces: list[str], binding: Binding) -> None:
    text = "".join(pieces)
    theirs = binding.parse(text)
    assert theirs is not None
    assert [str(difference) for difference in compare_with_binding(parse(text), theirs)] == []
