"""dockerlint: a Dockerfile static analyzer and optimizer.

The public names are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fix.api import fix_text
    from dockerlint.graph import build_graph
    from dockerlint.lint.api import check_text
    from dockerlint.syntax import parse

__all__ = ["__version__", "build_graph", "check_text", "fix_text", "parse"]

_HOMES = {
    "parse": "dockerlint.syntax",
    "build_graph": "dockerlint.graph",
    "check_text": "dockerlint.lint.api",
    "fix_text": "dockerlint.fix.api",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value
