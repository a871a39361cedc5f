"""COPYs in a row to one folder become one that names all sources."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_instruction, line_end
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Copy

# Sources are copied one after the other, in one instruction as in several.
SAFETY = "safe"
_LONGEST_LINE = 120
_INDENTATION = "    "


def fix(finding: Finding, file: Dockerfile) -> Fix:
    row: list[Copy] = finding.subject  # type: ignore[assignment]
    first, *others = row
    source = file.tree.text
    reason = next(filter(None, map(_hindrance, row)), "")
    if reason:
        raise Refused(reason)
    if any(node.is_json != first.is_json for node in others):
        raise Refused("one is a JSON array, and another is not")
    if any(flag.name == "checksum" for flag in first.flags):
        raise Refused("a checksum is that of one file")
    place = first.destination
    assert place is not None  # noqa: S101  # the rule flags none without
    sources = [word for node in others for word in node.sources]
    added = [source[word.start : word.end] for word in sources]
    if any("\n" in text for text in added):
        raise Refused("a source goes over several lines")
    mark = ", " if first.is_json else " "
    text = "".join(one + mark for one in added)
    line = source.rfind("\n", 0, place.start) + 1
    if place.end - line + len(text) > _LONGEST_LINE:
        new_line = f"{first.escape}{line_end(source, place.start)}{_INDENTATION}"
        text = new_line + "".join(one + mark + new_line for one in added)
    edits = [Edit(place.start, place.start, text)]
    if place.value == ".":
        # With several sources Docker wants a slash.
        dot = source.index(".", place.start)
        edits.append(Edit(dot + 1, dot + 1, "/"))
    edits += [delete_instruction(source, node) for node in others]
    return Fix(f"Name all sources in one {first.keyword}", SAFETY, edits)


def _hindrance(node: Copy) -> str:
    """Return why an instruction cannot be one with others, "" where it can."""
    place = node.destination
    if node.in_onbuild:
        return "it is a trigger"
    if place is None or not (place.value == "." or place.value.endswith("/")):
        return "the destination has no slash at its end: it may be a file"
    if node.inner_comments:
        return "a comment stands between its lines"
    return ""
