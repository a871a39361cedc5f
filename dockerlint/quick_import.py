"""Importing our own modules from their byte code without a search.

A check of one file imports a hundred small modules. Python's import asks the file system several times for each, takes
locks and passes through several layers; here the paths follow from the name, which takes a quarter off the whole run.
What is not as expected (no byte code, older than its source, another kind, threads) is left to Python's own import, so
that nothing is ever written here, and nothing stale is run.

A wheel may bring the modules that every check goes through as machine code too, in one library (`setup.py`). Then they
are taken from there. Documentation and examples of rules are not in it: `report/rule_page.py` takes them from the
source.

Only the command uses it, for its own process.
"""

from __future__ import annotations

import _frozen_importlib
import _imp
import marshal
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER, ExtensionFileLoader
from io import FileIO
from os import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import CodeType, ModuleType
    from typing import Any

_PACKAGE = __name__.partition(".")[0] + "."
_SUFFIX = f".{sys.implementation.cache_tag}.pyc"
_LIBRARY = "machine__mypyc"
_HEADER = 16  # PEP 552: magic number, flags, time and size of the source, four bytes each
_BEGIN = MAGIC_NUMBER + bytes(4)  # with the flags of byte code that is checked against its source by time

_new_module = type(sys)
# What Python's `import` calls for a module that is not there yet; its name has been this since Python 3.3.
_find_and_load: Callable[..., ModuleType] = getattr(_frozen_importlib, "_find_and_load")  # noqa: B009  # no stub has it


class Finder:
    """A finder for `sys.meta_path`."""

    library: ModuleType | None = None  # the machine code

    @classmethod
    def find_spec(cls, name: str, path: Sequence[str] | None = None, _: ModuleType | None = None) -> ModuleSpec | None:
        """Return the specification of a module of ours with valid byte code; None leaves it to the next finder."""
        if not path or not name.startswith(_PACKAGE):
            return None
        folder = path[0]
        last = name.rpartition(".")[2]
        below = f"{folder}/{last}"
        if cls.library is not None and hasattr(cls.library, "init_" + name.replace(".", "___")):
            return ModuleSpec(name, _MachineCode, origin=f"{below}.py")  # type: ignore[arg-type]
        return _spec(name, folder, last, None) or _spec(name, below, "__init__", [below])


class _MachineCode:
    """Loads a module from the library."""

    @staticmethod
    def create_module(spec: ModuleSpec) -> ModuleType:
        """Make a module and run it: in machine code that is one step."""
        library = Finder.library
        assert library is not None  # noqa: S101  # or there would be no such specification
        name = spec.name.replace(".", "___")
        module = _imp.create_dynamic(ModuleSpec(name, None, origin=library.__file__))
        del sys.modules[name]  # where Python puts it
        return module

    @staticmethod
    def exec_module(_: ModuleType) -> None:
        """Do nothing more."""


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
    """Import quickly from now on, unless byte code lies elsewhere than usual; from machine code where there is some."""
    if sys.pycache_prefix is None and not sys.flags.optimize and sys.implementation.cache_tag:
        above = __file__.replace("\\", "/").rpartition("/")[0]
        path = f"{above}/{_LIBRARY}{_imp.extension_suffixes()[0]}"
        sys.meta_path.insert(0, Finder)
        setattr(_frozen_importlib, "_find_and_load", find_and_load)  # noqa: B010  # no stub has it
        if _exists(path):
            _open_library(path)


def _open_library(path: str) -> None:
    """Load the machine code. It asks `importlib` for what is built in, and importing that would take a while."""
    machinery = _new_module("importlib.machinery")
    machinery.__dict__.update(ModuleSpec=ModuleSpec, ExtensionFileLoader=ExtensionFileLoader)
    standing_in = {
        "importlib": _frozen_importlib,
        "importlib._bootstrap": _frozen_importlib,
        machinery.__name__: machinery,
    }
    is_first = sys.modules.keys().isdisjoint(standing_in)
    if is_first:
        sys.modules.update(standing_in)
    Finder.library = _imp.create_dynamic(ModuleSpec(_PACKAGE + _LIBRARY, None, origin=path))
    if is_first:
        # The first module that imports another one asks for the last of it, which the library keeps.
        __import__(f"{_PACKAGE}report.text")
        for name in standing_in:
            del sys.modules[name]


def find_and_load(name: str, import_: Callable[[str], object]) -> ModuleType:
    """Return a module that is not in `sys.modules`: one of ours at once, others as Python does it."""
    # With threads two could ask for the same module at once, which Python's locks are for.
    if name.startswith(_PACKAGE) and "threading" not in sys.modules:
        above, _, last = name.rpartition(".")
        if above not in sys.modules:
            import_(above)
        module = sys.modules.get(name)
        if module is not None:
            return module  # the package has imported it
        package = sys.modules[above]
        spec = Finder.find_spec(name, getattr(package, "__path__", None))
        if spec is not None:
            module = _load(spec)
            setattr(package, last, module)
            return module
    return _find_and_load(name, import_)


def _load(spec: ModuleSpec) -> ModuleType:
    loader: Any = spec.loader
    module: ModuleType = loader.create_module(spec) or _new_module(spec.name)
    place = module.__dict__
    place["__spec__"] = spec
    place["__loader__"] = loader
    place["__package__"] = spec.parent
    place["__file__"] = spec.origin
    if spec.cached is not None:
        place["__cached__"] = spec.cached
    if spec.submodule_search_locations is not None:
        place["__path__"] = spec.submodule_search_locations
    sys.modules[spec.name] = module
    try:
        loader.exec_module(module)
    except BaseException:
        sys.modules.pop(spec.name, None)
        raise
    return module


def _spec(name: str, folder: str, stem: str, locations: list[str] | None) -> ModuleSpec | None:
    source = f"{folder}/{stem}.py"
    cached = f"{folder}/__pycache__/{stem}{_SUFFIX}"
    try:
        with FileIO(cached) as file:
            data = file.readall()
        status = stat(source)
    except OSError:
        return None
    time = (int(status.st_mtime) & 0xFFFFFFFF).to_bytes(4, "little")
    size = (status.st_size & 0xFFFFFFFF).to_bytes(4, "little")
    if data[:_HEADER] != _BEGIN + time + size:
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


def _exists(path: str) -> bool:
    try:
        stat(path)
    except OSError:
        return False
    return True
