"""The images that a file takes from elsewhere: where they are named, and what the name says once variables are known."""

from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference
from dockerlint.syntax.expansion import ExpansionError, expand, references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.knowledge.reference import ImageReference
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Instruction

# Stands for what nobody can know: the value of a variable without a default.
UNKNOWN = "\0"
# The keywords that can name an image.
IMAGE_KEYWORDS = ("FROM", "COPY", "RUN")


class ImageUse:
    """A place where FROM, `COPY --from` or `RUN --mount=from=` names an image that no stage of the file provides."""

    __slots__ = ("instruction", "resolved", "span", "written")

    def __init__(self, instruction: Instruction, written: str, resolved: str, span: tuple[int, int]) -> None:
        self.instruction = instruction
        self.written = written
        self.resolved = resolved  # with the defaults of ARGs put in; UNKNOWN for a variable that has none
        self.span = span  # of the name as written

    @property
    def reference(self) -> ImageReference | None:
        """The reference that the name spells; None where a variable is not known, or it is no valid reference."""
        return parse_reference(self.resolved)

    @property
    def tag_span(self) -> tuple[int, int]:
        """Where the tag stands in the file; the whole name where a variable brings it along."""
        colon = _tag_colon(self.written)
        start, end = self.span
        # Where quotes or a continuation stand inside the name, characters and offsets do not run in step.
        if colon < 0 or end - start != len(self.written):
            return self.span
        at = self.written.find("@", colon)
        return start + colon + 1, start + at if at > 0 else end
