"""What the rules about layer order share: what a COPY brings, and which RUNs it makes run again."""

from __future__ import annotations

from dockerlint.graph.paths import join
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import ShellWord
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import Word


def from_context(node: Instruction) -> Copy | Add | None:
    """Return the instruction where it is a COPY or ADD from the build context."""
    if isinstance(node, (Copy, Add)) and node.from_ is None and node.destination is not None:
        return node
    return None


def whole_folder(source: Word) -> bool:
    """Whether a source is the whole context: any file of it may change."""
    return source.value.strip("/") in (".", "", "*", "./*", ".//.")


def source_path(source: Word) -> str:
    """Return a source as a path below the context's root: `.` is empty."""
    parts = [part for part in source.value.split("/") if part not in ("", ".")]
    return "/".join(parts)


def is_folder(source: Word, file: Dockerfile) -> bool:
    """Whether a source is known to be a folder."""
    if whole_folder(source) or source.value.endswith("/"):
        return True
    return file.context is not None and file.context.is_directory(source.value)


def resolved(word: Word | ShellWord | None, node: Instruction, file: Dockerfile) -> str | None:
    """Return the absolute path that a word names, without a word the working directory; None where it is unknown."""
    directory = file.graph.working_directory(node)
    if word is None:
        return directory
    text = file.graph.expand(node, word.value or "") if word.value else None
    return join(directory, text) if text else None
