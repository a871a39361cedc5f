"""The laws of `fix` (scripts/fix_folder.py) on the corpus, on every rule's examples, and on mixtures of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.lint.registry import entries
from dockerlint.syntax import parse
from scripts.compare_parsers import dockerfiles
from scripts.fix_folder import examine

ROOT = Path(__file__).resolve().parents[2]
CORPUS = list(dockerfiles([ROOT / "corpus"]))
EXAMPLES = [
    pytest.param(example.text, id=f"{entry.name}-{kind}-{number}")
    for entry in entries()
    for kind in ("bad", "good")
    for number, example in enumerate(getattr(entry.load().examples, kind))
]
# Instructions of all examples but FROM; a file made of them means nothing, and still has to survive.
PARTS = sorted(
    {
        node.text
        for example in EXAMPLES
        for node in parse(str(example.values[0])).instructions
        if node.keyword != "FROM" and len(node.text) < 400
    }
)
BASES = (
    "FROM debian:13-slim",
    "FROM alpine:3.24 AS Build",
    "FROM node:24-slim",
    "FROM centos:7",
    "from x",
    "FROM scratch",
)


def hold(text: str, *, unsafe: bool) -> None:
    fixed, broken, _ = examine(text, "Dockerfile", ("ALL",), unsafe=unsafe)
    assert broken == [], fixed.text


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: str(path.relative_to(ROOT)))
def test_laws_on_the_corpus(path: Path, *, unsafe: bool) -> None:
    hold(parse(path.read_bytes()).text, unsafe=unsafe)


@pytest.mark.parametrize("text", EXAMPLES)
def test_laws_on_examples(text: str) -> None:
    hold(text, unsafe=True)


@st.composite
def mixtures(draw: st.DrawFn) -> str:
    lines = []
    for _ in range(draw(st.integers(1, 2))):
        lines.append(draw(st.sampled_from(BASES)))
        for part in draw(st.lists(st.sampled_from(PARTS), max_size=8)):
            lines += draw(st.sampled_from(([], [], ["# why"], [""])))
            lines.append(part)
    text = "\n".join(lines) + draw(st.sampled_from(("", "\n", "\n\n")))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@given(mixtures(), st.booleans())
@settings(max_examples=150)
def test_laws_on_mixtures(text: str, unsafe: bool) -> None:
    hold(text, unsafe=unsafe)
