"""What a report tells of a run as a whole, beside the findings of each file."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.registry import Entry


class Run:
    """A run: the rules that were selected, the files without findings, and what went wrong.

    `others` are the names of what was found by others than our rules: `shellcheck:SC2086`.
    """

    __slots__ = ("clean", "notes", "others", "rules", "troubles")

    def __init__(
        self,
        rules: Sequence[Entry] = (),
        clean: Sequence[str] = (),
        notes: Sequence[str] = (),
        troubles: Sequence[str] = (),
        others: Sequence[str] = (),
    ) -> None:
        self.rules = rules
        self.clean = clean  # names as the user gave them
        self.notes = notes
        self.troubles = troubles
        self.others = others
