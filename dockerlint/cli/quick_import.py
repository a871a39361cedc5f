"""Importing our own modules from their byte code without a search.

A check of one file imports some seventy small modules. Python's import asks the file system several times for each and
passes through several layers; here the paths follow from the name, which takes a seventh off the whole run. What is not
as expected (no byte code, older than its source, another kind) is left to Python's own import, so that nothing is ever
written here, and nothing stale is run.

Only the command uses it, for its own process.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER
from io import FileIO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType, ModuleType
    from typing import Any

_PACKAGE = __name__.partition(".")[0] + "."
_SUFFIX = f".{sys.implementation.cache_tag}.pyc"
_HEADER = 16  # PEP 552: magic number, flags, time and size of the source, four bytes each
_FLAGS = bytes(4)  # byte code that is checked against its source by time


class Finder:
    """A finder for `sys.meta_path`."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, _: ModuleType | None = None) -> ModuleSpec | None:
        """Return the specification of a module of ours with valid byte code; None leaves it to the next finder."""
        if not path or not name.startswith(_PACKAGE):
            return None
        folder = path[0]
        last = name.rpartition(".")[2]
        below = os.path.join(folder, last)
        return _spec(name, folder, last, None) or _spec(name, below, "__init__", [below])


class _Loader:
    __slots__ = ("_code",)

    def __init__(self, code: CodeType) -> None:
        self._code = code

    def create_module(self, _: ModuleSpec) -> None:
        """Leave that to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code."""
        exec(self._code, module.__dict__)  # noqa: S102  # what a loader is for


def install() -> None:
    """Put the finder first, unless byte code lies elsewhere than usual."""
    if sys.pycache_prefix is None and not sys.flags.optimize and sys.implementation.cache_tag:
        sys.meta_path.insert(0, Finder)


def _spec(name: str, folder: str, stem: str, locations: list[str] | None) -> ModuleSpec | None:
    source = os.path.join(folder, stem + ".py")
    cached = os.path.join(folder, "__pycache__", stem + _SUFFIX)
    try:
        with FileIO(cached) as file:
            data = file.readall()
        stat = os.stat(source)
    except OSError:
        return None
    time = (int(stat.st_mtime) & 0xFFFFFFFF).to_bytes(4, "little")
    size = (stat.st_size & 0xFFFFFFFF).to_bytes(4, "little")
    if data[:_HEADER] != MAGIC_NUMBER + _FLAGS + time + size:
        return None
    code = marshal.loads(memoryview(data)[_HEADER:])  # noqa: S302  # byte code, as Python reads it
    # The stubs ask for a class of importlib, which would have to be imported.
    loader: Any = _Loader(code)
    spec = ModuleSpec(name, loader, origin=source, is_package=locations is not None)
    spec.has_location = True
    spec.cached = cached
    if locations is not None:
        spec.submodule_search_locations = locations
    return spec
