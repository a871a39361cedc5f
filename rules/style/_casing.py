"""What the casing rules and their fixers ask: how a keyword is written, and what most of the file does."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Instruction


def keywords(file: Dockerfile, *, inner: bool = True) -> Iterator[Instruction]:
    """Yield every instruction, with `inner` also those that an ONBUILD holds."""
    for node in file.tree.instructions:
        yield node
        if inner and node.inner is not None:
            yield node.inner


def mostly_lower(file: Dockerfile) -> bool:
    """Whether more keywords are in lower case than in upper case; mixed ones count for neither, as in BuildKit."""
    balance = 0
    for node in keywords(file, inner=False):
        written = node.keyword_word.value
        balance += written.islower() - written.isupper()
    return balance > 0


def cased(text: str, *, lower: bool) -> str:
    """Return a keyword in lower or in upper case."""
    return text.lower() if lower else text.upper()
