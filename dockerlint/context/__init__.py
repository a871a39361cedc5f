"""The build context: files, `.dockerignore`, change frequency."""

from dockerlint.context.build_context import BuildContext, Context, ContextEntry, MemoryContext
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
