"""Fixes that take away an option, a flag or a setting by which a protection is switched off."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_word, replace
from dockerlint.fixers.packages.common import run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Edit, Finding
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Flag, Instruction


def remove_option(finding: Finding, file: Dockerfile, letters: str = "") -> Fix:
    """Return the fix that deletes the option at hand; of a cluster (`-fsSk`) those of its `letters` that mean it."""
    parts: tuple[Command, ShellWord] = finding.subject  # type: ignore[assignment]
    word = parts[1]
    return Fix(f"Remove `{word.text}`", "unsafe", [_removal(finding, file, word, letters)])


def _removal(finding: Finding, file: Dockerfile, word: ShellWord, letters: str) -> Edit:
    if run_of(file, finding).is_json:
        raise Refused("the exec form is a JSON array")
    text = word.raw
    if text.startswith("-") and not text.startswith("--") and len(text) > len("-k"):
        kept = "".join(letter for letter in text if letter not in letters)
        if kept == text:
            raise Refused("the option is one of several in a word")
        return replace(word, kept)
    if not text.startswith("-"):
        raise Refused("it is the value of another option")
    return delete_word(file.tree.text, word)


def remove_flag(finding: Finding, file: Dockerfile) -> Fix:
    """Return the fix that deletes a flag of an instruction."""
    parts: tuple[Instruction, Flag] = finding.subject  # type: ignore[assignment]
    node, flag = parts
    text = file.tree.text
    if "\\" in text[flag.word.end : flag.word.end + 3] or node.inner_comments:
        raise Refused("a comment or a line end stands behind the flag")
    return Fix(f"Remove `--{flag.name}={flag.value}`", "unsafe", [delete_word(text, flag.word, node.escape)])
