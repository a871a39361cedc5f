"""The finder of the command finds what Python's own would, and nothing else."""

from __future__ import annotations

import os
import py_compile
import sys
from importlib.machinery import PathFinder
from importlib.util import cache_from_source, module_from_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from dockerlint.quick_import import Finder

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec

    Process = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "pycache_prefix", None)
    for name in ("plain.py", "below/__init__.py", "below/inner.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"NAME = {name!r}\n")
        py_compile.compile(str(path))
    return tmp_path


def find(name: str, folder: Path) -> ModuleSpec | None:
    return Finder.find_spec(f"dockerlint.{name}", [str(folder)])


@pytest.mark.parametrize("name", ["plain", "below", "below.inner"])
def test_it_finds_what_pythons_own_finds(name: str, package: Path) -> None:
    folder = package / "below" if "." in name else package
    spec, own = find(name, folder), PathFinder.find_spec(f"dockerlint.{name}", [str(folder)])
    assert spec is not None
    assert own is not None
    for attribute in ("name", "origin", "cached", "parent", "has_location", "submodule_search_locations"):
        assert getattr(spec, attribute) == getattr(own, attribute)
    module, expected = module_from_spec(spec), module_from_spec(own)
    for each, each_spec in ((module, spec), (expected, own)):
        assert each_spec.loader is not None
        each_spec.loader.exec_module(each)
    assert module.NAME == expected.NAME
    assert (module.__file__, module.__package__) == (expected.__file__, expected.__package__)


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


def grow(path: Path) -> None:
    stat = path.stat()
    path.write_text(path.read_text() + "# longer\n")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def spoil(path: Path) -> None:
    cached = Path(cache_from_source(path))
    cached.write_bytes(b"xxxx" + cached.read_bytes()[4:])


def cut(path: Path) -> None:
    Path(cache_from_source(path)).write_bytes(b"")


def check_by_hash(path: Path) -> None:
    py_compile.compile(str(path), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)


def forget(path: Path) -> None:
    Path(cache_from_source(path)).unlink()


@pytest.mark.parametrize("change", [touch, grow, spoil, cut, check_by_hash, forget, Path.unlink])
@pytest.mark.parametrize("name", ["plain.py", "below/__init__.py"])
def test_it_leaves_what_is_not_as_expected_to_python(change: Callable[[Path], None], name: str, package: Path) -> None:
    change(package / name)
    assert find(name.partition("/")[0].removesuffix(".py"), package) is None


def test_it_leaves_other_modules_to_python(package: Path) -> None:
    assert find("gone", package) is None
    assert Finder.find_spec("plain", [str(package)]) is None
    assert Finder.find_spec("dockerlint", None) is None


def test_what_is_in_the_library_of_machine_code_comes_from_there(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = ModuleType("machine")
    library.__dict__["init_dockerlint___plain"] = None
    monkeypatch.setattr(Finder, "library", library)
    plain, other = find("plain", package), find("below.inner", package / "below")
    assert plain is not None
    assert other is not None
    assert plain.origin == f"{package}/plain.py"
    assert plain.loader is not None
    assert other.loader is not None
    assert (plain.cached, other.cached) == (None, cache_from_source(package / "below/inner.py"))


@pytest.mark.parametrize("arguments", [[], ["-O"], ["-B"], ["-X", "pycache_prefix=elsewhere"]])
def test_the_command_works_in_any_kind_of_interpreter(arguments: list[str], process: Process, tmp_path: Path) -> None:
    program = f"import os, sys; os.execv(sys.executable, [sys.executable, *{arguments!r}, '-m', 'dockerlint', '-'])"
    for _ in range(2):
        done = process(program=program, input=b"FROM scratch\nENV HOME\n", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"error[parse-error]" in done.stdout
