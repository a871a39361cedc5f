"""The build context: files, `.dockerignore`, change frequency.

The reader of ignore files is imported on first use: most checks of a single file never need it.
"""

from __future__ import annotations

from dockerlint.context.build_context import BuildContext, Context, ContextEntry, MemoryContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.context.ignore import IgnoreError, IgnoreFile, IgnorePattern, parse_ignore

__all__ = [
    "BuildContext",
    "Context",
    "ContextEntry",
    "IgnoreError",
    "IgnoreFile",
    "IgnorePattern",
    "MemoryContext",
    "parse_ignore",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dockerlint.context import ignore

    return getattr(ignore, name)
