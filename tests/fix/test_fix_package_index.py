"""Versions of packages are read from files, and never made up."""

from __future__ import annotations

import gzip
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from dockerlint.context import MemoryContext
from dockerlint.fix.package_index import compare_versions, read_index, read_locks

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = """\
Package: curl
Architecture: amd64
Version: 8.14.1-2
Description: a tool
 Version: 9 in the description

Package: git
Version: 1:2.47.3-0+deb13u1

Package: curl
Version: 8.14.1-2+deb13u2
"""


def versions(kind: str, *names: str, **files: str) -> list[str | None]:
    context = MemoryContext({name.replace("__", "."): text for name, text in files.items()})
    index = read_locks(kind, context, set(names))
    return [index.version(name) for name in names]


def test_plain_text_and_json() -> None:
    context = MemoryContext(
        {
            "a.txt": "# curl 1\ncurl 8.14.1-2 # why\ngit\none two three\nbad 1;rm\n",
            "b.json": '{"git": "2.47", "jq": 1}',
            "c.json": '[{"name": "jq", "version": "1.7"}, {"name": "x"}, 3]',
        }
    )
    index = read_index(["a.txt", "b.json", "c.json", "missing.txt"], context, {"curl", "git", "jq", "bad", "x"})
    assert index.versions == {"curl": "8.14.1-2", "git": "2.47", "jq": "1.7"}


def test_several_versions_are_none() -> None:
    context = MemoryContext({"a.txt": "curl 1\ncurl 2\n"})
    assert read_index(["a.txt"], context, {"curl"}).version("curl") is None


@pytest.mark.parametrize("name", ["Packages", "Packages.gz", "deb.example.com_dists_trixie_main_binary-amd64_Packages"])
def test_a_package_list_gives_the_highest(tmp_path: Path, name: str) -> None:
    data = PACKAGES.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    index = read_index([str(tmp_path / name)], None, {"curl", "git"})
    assert index.versions == {"curl": "8.14.1-2+deb13u2", "git": "1:2.47.3-0+deb13u1"}


def test_a_broken_file_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "Packages.gz").write_bytes(b"\x1f\x8bnonsense")
    (tmp_path / "a.json").write_text("{")
    assert read_index([str(tmp_path / "Packages.gz"), str(tmp_path / "a.json")], None, {"curl"}).versions == {}


def test_python() -> None:
    lock = '[[package]]\nname = "Flask_Login"\nversion = "0.6.3"\n'
    assert versions("pip", "flask-login", uv__lock=lock) == ["0.6.3"]
    assert versions("pip", "flask-login", poetry__lock=lock) == ["0.6.3"]
    assert versions("pip", "x", uv__lock="[[package", requirements__txt="x==1.0 ; python_version > '3'\n") == ["1.0"]
    hashed = "flask[async]==3.1.1 \\\n    --hash=sha256:00\ngunicorn>=23\nx==1,!=1.1\n"
    assert versions("pip", "flask", "gunicorn", "x", requirements__txt=hashed) == ["3.1.1", None, None]
    assert versions("pip", "y", Pipfile__lock='{"default": {"y": {"version": "==2"}}}') == ["2"]
    # Markers let a lock file have two.
    two = '[[package]]\nname = "a"\nversion = "1"\n[[package]]\nname = "a"\nversion = "2"\n'
    assert versions("pip", "a", uv__lock=two) == [None]


def test_npm() -> None:
    inner = '"node_modules/c/node_modules/d": {"version": "2"}'
    lock = f'{{"packages": {{"": {{}}, "node_modules/@a/b": {{"version": "1.0.0"}}, {inner}}}}}'
    context = MemoryContext({"package-lock.json": lock})
    index = read_locks("npm", context, {"@a/b", "d"})
    assert (index.version("@a/b"), index.version("d")) == ("1.0.0", None)
    first = '{"lockfileVersion": 1, "dependencies": {"c": {"version": "3.0.0"}}}'
    assert read_locks("npm", MemoryContext({"package-lock.json": first}), {"c"}).version("c") == "3.0.0"
    classic = '# yarn lockfile v1\n\n"@a/b@^1.0", "@a/b@^1.1":\n  version "1.2.0"\n\nc@^2:\n  version "2.1.0"\n'
    assert versions("npm", "@a/b", "c", yarn__lock=classic) == ["1.2.0", "2.1.0"]
    berry = '__metadata:\n  version: 8\n\n"c@npm:^2":\n  version: 2.2.0\n'
    assert versions("npm", "c", yarn__lock=berry) == ["2.2.0"]


def test_gems_and_modules() -> None:
    lock = "GEM\n  specs:\n    rails (8.0.2)\n      rake (>= 12)\n    rake (13.2.1)\n"
    assert versions("gem", "rails", "rake", Gemfile__lock=lock) == ["8.0.2", "13.2.1"]
    module = "module x\n\nrequire a.b/c v1.0.0\n\nrequire (\n\td.e/f v2.0.0 // indirect\n)\n"
    assert versions("go", "a.b/c", "d.e/f", go__mod=module) == ["v1.0.0", "v2.0.0"]


def test_no_context_tells_nothing() -> None:
    assert read_locks("pip", None, {"flask"}).versions == {}


def test_versions_compare_as_in_dpkg() -> None:
    ordered = ["1.0~rc1-1", "1.0-1", "1.0-1+deb13u1", "1.0a-1", "1.0+b-1", "1.2-1", "1.10-1", "1:0.1"]
    for one, other in pairwise(ordered):
        assert compare_versions(one, other) < 0 < compare_versions(other, one)
    assert compare_versions("1.0", "1.00-0") == 0
