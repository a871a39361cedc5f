"""What a rule finds in a RUN, it finds in `ONBUILD RUN` and in a here-document too, or its class says why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.context import MemoryContext
from dockerlint.lint.api import check
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import Entry, entries

if TYPE_CHECKING:
    from dockerlint.lint.rule import Example
    from dockerlint.syntax.instructions import Instruction

TODAY = "2026-11-21"
CASES = [
    pytest.param(entry, variant, number, id=f"{entry.name}-{variant}-{number}")
    for entry in entries()
    for variant in ("onbuild", "heredoc")
    for number in range(len(entry.load().examples.bad))
]


def judge(entry: Entry, text: str, example: Example) -> tuple[list[Instruction], int]:
    """Return the RUNs with a finding in them, and how many findings there are."""
    context = MemoryContext(example.files) if example.files is not None else None
    linter = Linter([(entry, {})], {entry.name: example.options})
    file, result = check(text, "Dockerfile", linter, context=context, today=TODAY)
    runs = [node for node in file.tree.instructions if node.keyword == "RUN"]
    spans = [node.span for node in runs]
    found = [
        node
        for node, (start, end) in zip(runs, spans, strict=True)
        if any(start <= finding.start < end for finding in result.findings)
    ]
    return found, len(result.findings)


def varied(text: str, run: Instruction, variant: str) -> str | None:
    """Return the example with one RUN written otherwise; None where that makes no sense."""
    start, end = run.span
    if variant == "onbuild":
        return f"{text[:start]}ONBUILD {text[start:]}"
    if run.is_json or run.heredocs or "<<" in run.arguments.value or "#" in text[start:end]:
        return None
    flags = "".join(f"{text[slice(*flag.span)]} " for flag in run.flags)
    return f"{text[:start]}RUN {flags}<<EOF\n{run.arguments.value.strip()}\nEOF\n{text[end:].removeprefix(chr(10))}"


@pytest.mark.parametrize(("entry", "variant", "number"), CASES)
def test_variant(entry: Entry, variant: str, number: int) -> None:
    rule = entry.load()
    example = rule.examples.bad[number]
    runs, _ = judge(entry, example.text, example)
    if not runs:
        return
    text = varied(example.text, runs[0], variant)
    if text is None:
        return
    _, after = judge(entry, text, example)
    if variant in rule.not_in:
        assert rule.not_in[variant], "a reason"
    else:
        assert after >= 1, text
