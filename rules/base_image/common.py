"""What the rules about images share: reading a name of which a part may be unknown, and finding its tag."""

from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import ImageUse
    from dockerlint.knowledge.reference import ImageReference


def read_end(use: ImageUse) -> ImageReference | None:
    """Return a reference that is right about tag and digest; None where they are unknown or it is invalid.

    Behind the last variable without a value, `/app` or `:1.2` tells enough: `$REGISTRY/app` has no tag,
    whatever the registry is. What stands in front is then replaced by a name that means nothing.
    """
    if use.reference is not None:
        return parse_reference(use.reference)
    from dockerlint.syntax.expansion import references

    variables = references(use.written)
    rest = use.written[max(variable.last for variable in variables) :] if variables else ""
    return parse_reference("unknown" + rest) if any(mark in rest for mark in "/:@") else None


def tag_span(use: ImageUse) -> tuple[int, int]:
    """Return where the tag stands in the file; the whole name where a variable brings the tag along."""
    name, at, _ = use.written.partition("@")
    colon = name.rfind(":")
    start, end = use.span
    if colon <= name.rfind("/") or "{" in name[:colon].rpartition("}")[2] or end - start != len(use.written):
        return use.span
    return start + colon + 1, start + len(name) if at else end


def shown(use: ImageUse) -> str:
    """Return the name as a message shows it: as written, and what it stands for where that differs."""
    if use.reference is None or use.reference == use.written:
        return f"`{use.written}`"
    return f"`{use.written}` (by default `{use.reference}`)"


def short(reference: ImageReference) -> str:
    """Return the last part of the name with the tag: what tells one image of a file from another."""
    return str(reference).rpartition("/")[2].partition("@")[0]
