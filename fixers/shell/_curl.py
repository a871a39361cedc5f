"""A further letter among curl's options."""

from __future__ import annotations

from dockerlint.fix.style import replace
from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command

# The order in which people write them, and those that take no value.
_ORDER = "fsSLO"
_PLAIN = frozenset("fsSLOkvgINi#")


def add_letter(finding: Finding, file: Dockerfile) -> Fix:
    """Return the fix that adds an option of one letter, to the options that are there where that is possible."""
    parts: tuple[Command, str] = finding.subject  # type: ignore[assignment]
    command, letter = parts
    title = f"Add `-{letter}`"
    for word in command.arguments:
        text = word.raw
        if text.startswith("-") and not text.startswith("--") and text[1:2] in _PLAIN:
            place = 1
            while place < len(text) and text[place] in _ORDER and _ORDER.index(text[place]) < _ORDER.index(letter):
                place += 1
            return Fix(title, "unsafe", [replace(word, text[:place] + letter + text[place:])])
    assert command.name_word is not None  # noqa: S101  # for the type checker: the rule has found `curl`
    return Fix(title, "unsafe", [insert_option(run_of(file, finding), command.name_word, f"-{letter}")])
