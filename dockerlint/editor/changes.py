"""The difference of two texts as edits of whole lines, so that an editor keeps its cursor and its marks."""

from __future__ import annotations

from difflib import SequenceMatcher

from dockerlint.lint.finding import Edit


def difference(before: str, after: str) -> list[Edit]:
    """Return edits that make the second text of the first."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        Edit(starts[first], starts[last], "".join(new[begin:end]))
        for tag, first, last, begin, end in matcher.get_opcodes()
        if tag != "equal"
    ]
