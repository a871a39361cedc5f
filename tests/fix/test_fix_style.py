"""Edits in the style of the text around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import (
    append_command,
    apply_edits,
    delete_command,
    delete_instruction,
    delete_word,
    insert_instruction,
    script_of,
)
from dockerlint.shell import commands
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree


def run_of(text: str) -> tuple[Tree, Instruction]:
    tree = parse(text)
    return tree, next(node for node in tree.instructions if node.keyword == "RUN")


def appended(text: str) -> str:
    tree, run = run_of(text)
    try:
        return apply_edits(tree.text, [append_command(tree.text, run, commands(run), "new")])
    except Refused as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("RUN a\n", "RUN a && new\n"),
        ("RUN a", "RUN a && new"),
        ("\ufeffRUN a\n", "\ufeffRUN a && new\n"),
        ("RUN a;\n", "RUN a && new\n"),
        ("RUN a > b\n", "RUN a > b && new\n"),
        ("RUN a | b\n", "RUN a | b && new\n"),
        ("RUN (a; b)\n", "RUN (a; b) && new\n"),
        ("RUN if a; then b; fi\n", "RUN if a; then b; fi && new\n"),
        ('RUN a "$(b)"\n', 'RUN a "$(b)" && new\n'),
        ("RUN a \\\n    && b\n", "RUN a \\\n    && b \\\n    && new\n"),
        ("RUN a && \\\n    b\n", "RUN a && \\\n    b && \\\n    new\n"),
        ("RUN a \\\n\t&& b\n", "RUN a \\\n\t&& b \\\n\t&& new\n"),
        ("RUN a \\\r\n  && b\r\n", "RUN a \\\r\n  && b \\\r\n  && new\r\n"),
        ("# escape=`\nRUN a `\n  && b\n", "# escape=`\nRUN a `\n  && b `\n  && new\n"),
        ("RUN a \\\n  b \\\n  c\n", "RUN a \\\n  b \\\n  c \\\n  && new\n"),
        ("RUN set -e; \\\n  a; \\\n  b\n", "RUN set -e; \\\n  a; \\\n  b; \\\n  new\n"),
        ("RUN a \\\n  # why\n  && b\n", "RUN a \\\n  # why\n  && b \\\n  && new\n"),
        ("RUN <<EOF\nset -e\na\nEOF\n", "RUN <<EOF\nset -e\na\nnew\nEOF\n"),
        ("RUN <<-EOF\n\tset -e\n\ta\n\tEOF\n", "RUN <<-EOF\n\tset -e\n\ta\n\tnew\n\tEOF\n"),
    ],
)
def test_append_command(text: str, result: str) -> None:
    assert appended(text) == result


@pytest.mark.parametrize(
    "text",
    [
        'RUN ["a"]\n',
        "RUN a # why\n",
        "RUN a; exit 0\n",
        "RUN exec a\n",
        "RUN a &\n",
        "RUN <<EOF\na\nEOF\n",
        "RUN\n",
        "RUN set -e; for i in 1; do a; done\n",
    ],
)
def test_append_command_is_refused(text: str) -> None:
    assert "new" not in appended(text)


def deleted(text: str, name: str) -> str:
    tree, run = run_of(text)
    found = commands(run)
    command = next(command for command in found if command.name == name)
    try:
        return apply_edits(tree.text, [delete_command(run, found, command)])
    except Refused as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("RUN x && a && b\n", "RUN a && b\n"),
        ("RUN a && x && b\n", "RUN a && b\n"),
        ("RUN a && x\n", "RUN a\n"),
        ("RUN a; x; b\n", "RUN a; b\n"),
        ("RUN a \\\n  && x \\\n  && b\n", "RUN a \\\n  && b\n"),
        ("RUN a && \\\n  x && \\\n  b\n", "RUN a && \\\n  b\n"),
        ("RUN a && \\\r\n  x\r\n", "RUN a\r\n"),
        ("RUN x \\\n  && b\n", "RUN b\n"),
        ("RUN x 1 > /dev/null && b", "RUN b"),
        ("# escape=`\nRUN a `\n  && x `\n  && b\n", "# escape=`\nRUN a `\n  && b\n"),
        ("RUN x && cd /a && b\n", "RUN cd /a && b\n"),
    ],
)
def test_delete_command(text: str, result: str) -> None:
    assert deleted(text, "x") == result


@pytest.mark.parametrize(
    "text",
    [
        "RUN x\n",
        "RUN a | x\n",
        "RUN x || a\n",
        "RUN a || x\n",
        "RUN if x; then a; fi; b\n",
        "RUN a && (x && b)\n",
        "RUN a \\\n  # why\n  && x\n",
        "RUN (a) && x\n",
        "RUN x && (a; b)\n",
        "RUN x && if a; then b; fi\n",
        "RUN x & a\n",
        "RUN ! x && a\n",
    ],
)
def test_delete_command_is_refused_or_right(text: str) -> None:
    result = deleted(text, "x")
    if result.startswith("RUN"):
        assert result in ("RUN (a; b)\n", "RUN if a; then b; fi\n")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("RUN a x b\n", "RUN a b\n"),
        ("RUN a  x\n", "RUN a\n"),
        ("RUN a \\\n    x \\\n    b\n", "RUN a \\\n    b\n"),
        ("RUN a \\\n    b \\\n    x\n", "RUN a \\\n    b\n"),
        ("RUN a \\\n    b \\\n    x && c\n", "RUN a \\\n    b \\\n    && c\n"),
        ("RUN a \\\r\n    x \\\r\n    b\r\n", "RUN a \\\r\n    b\r\n"),
        ("RUN a \\\r\n    x\r\n", "RUN a\r\n"),
        ("RUN a \\\n    # why\n    x \\\n    b\n", "RUN a \\\n    # why\n    b\n"),
        ("RUN a b \\\n    x", "RUN a b"),
    ],
)
def test_delete_word(text: str, result: str) -> None:
    tree, run = run_of(text)
    word = next(word for word in commands(run)[0].arguments if word.text == "x")
    assert apply_edits(tree.text, [delete_word(tree.text, word)]) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("FROM a\n\nRUN x\n\nCMD y\n", "FROM a\n\nCMD y\n"),
        ("FROM a\nRUN x\nCMD y\n", "FROM a\nCMD y\n"),
        ("FROM a\nRUN x", "FROM a\n"),
        ("FROM a\n# why\nRUN x\n\nCMD y\n", "FROM a\n# why\n\nCMD y\n"),
        ("FROM a\nRUN x \\\n  # inside\n  y\nCMD z\n", "FROM a\n# inside\nCMD z\n"),
        ("FROM a\r\n\r\nRUN x\r\n\r\nCMD y\r\n", "FROM a\r\n\r\nCMD y\r\n"),
        ("\ufeffRUN x\nCMD y\n", "\ufeffCMD y\n"),
        ("FROM a\nRUN <<EOF\nx\nEOF\nCMD y\n", "FROM a\nCMD y\n"),
    ],
)
def test_delete_instruction(text: str, result: str) -> None:
    tree, run = run_of(text)
    assert apply_edits(tree.text, [delete_instruction(tree.text, run)]) == result


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("FROM a\nRUN x\n", "FROM a\nNEW\nRUN x\n", "FROM a\nRUN x\nNEW\n"),
        ("FROM a\nRUN x", "FROM a\nNEW\nRUN x", "FROM a\nRUN x\nNEW"),
        ("FROM a\r\nRUN x\r\n", "FROM a\r\nNEW\r\nRUN x\r\n", "FROM a\r\nRUN x\r\nNEW\r\n"),
        ("\ufeffRUN x\n", "\ufeffNEW\nRUN x\n", "\ufeffRUN x\nNEW\n"),
        ("FROM a\n  RUN x\n", "FROM a\n  NEW\n  RUN x\n", "FROM a\n  RUN x\n  NEW\n"),
        ("FROM a\n# why\nRUN x\n", "FROM a\n# why\nNEW\nRUN x\n", "FROM a\n# why\nRUN x\nNEW\n"),
        ("RUN <<E\nx\nE\nCMD y\n", "NEW\nRUN <<E\nx\nE\nCMD y\n", "RUN <<E\nx\nE\nNEW\nCMD y\n"),
    ],
)
def test_insert_instruction(text: str, before: str, after: str) -> None:
    tree, run = run_of(text)
    assert apply_edits(tree.text, [insert_instruction(tree.text, "NEW", before=run)]) == before
    assert apply_edits(tree.text, [insert_instruction(tree.text, "NEW", after=run)]) == after


def test_script_of() -> None:
    _, run = run_of("RUN A=1 sudo x -y \\\n  z > /dev/null 2>&1 && b\n")
    assert script_of(commands(run)[0]) == "A=1 sudo x -y   z > /dev/null 2>&1"


NAMES = st.sampled_from(("a", "b 1", "c --d=e", "f > g", "h 'i j'", '"k" l'))
CHAINS = st.sampled_from((" && ", " \\\n    && ", " && \\\n  ", " \\\n  # why\n  && ", " \\\r\n\t&& "))


@given(
    names=st.lists(NAMES, min_size=2, max_size=5),
    chains=st.lists(CHAINS, min_size=4, max_size=4),
    place=st.integers(0, 4),
)
def test_chains_lose_and_win_commands(names: list[str], chains: list[str], place: int) -> None:
    text = "RUN " + "".join(name + chain for name, chain in zip(names, [*chains, ""], strict=False))
    text = text[: len(text) - len(chains[len(names) - 1])] if len(names) < 5 else text
    text += "\n"
    tree, run = run_of(text)
    found = commands(run)
    assert len(found) == len(names)
    longer = apply_edits(tree.text, [append_command(tree.text, run, found, "new")])
    _, changed = run_of(longer)
    assert [script_of(one) for one in commands(changed)] == [*(script_of(one) for one in found), "new"]
    command = found[place % len(found)]
    if "# why" in text:
        return  # a comment beside the command may stop it
    shorter = apply_edits(tree.text, [delete_command(run, found, command)])
    _, changed = run_of(shorter)
    assert [script_of(one) for one in commands(changed)] == [script_of(one) for one in found if one is not command]
