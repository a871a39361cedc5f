"""A relative path written out."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.graph.paths import join
from dockerlint.lint.finding import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.syntax.text import Word


def written_out(word: Word, directory: str | None, *, keep_directory: bool) -> Edit:
    """Return the edit that makes a path absolute; quotes stay. Refused where the directory is not known."""
    if directory is None or not directory.startswith("/"):
        raise Refused("the working directory is the base image's, which is not known")
    value = word.value.strip("\"'")
    path = join(directory, value)
    if path is None or "\\" in value or "%" in value:
        raise Refused("the path is not understood")
    if keep_directory and (value.endswith("/") or value.rpartition("/")[2] in (".", "..")) and path != "/":
        path += "/"
    quotes = len(word.raw) - len(word.raw.lstrip("\"'"))
    return Edit(word.start + quotes, word.end - quotes, path)
