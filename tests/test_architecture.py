"""The order in which rooms may import each other, what is importable after installation, and what start-up loads."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each group may import the groups in front of it, and its own room; rooms of one group do not know each other, except
# that rules and fixers stand on lint and fix.
ORDER = (
    ("syntax", "knowledge"),
    ("shell", "context", "deploy"),
    ("graph",),
    ("config", "lint"),
    ("rules",),
    ("fix",),
    ("fixers",),
    ("measure",),
    ("verify",),
    ("report",),
    ("editor",),
    ("cli",),
)
LEVEL = {room: level for level, rooms in enumerate(ORDER) for room in rooms}
FOLDERS = {"rules": ROOT / "rules", "fixers": ROOT / "fixers"}
# Lint applies a configuration; the configuration knows nothing of lint. A command starts the language server.
ALLOWED_BESIDE = {("lint", "config"), ("cli", "editor")}


def files() -> list[tuple[str, Path]]:
    found = []
    for room in LEVEL:
        folder = FOLDERS.get(room, ROOT / "dockerlint" / room)
        found += [(room, file) for file in sorted(folder.rglob("*.py"))]
    return found


def imported_rooms(file: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "dockerlint" and len(parts) > 1:
                rooms.add(parts[1])
    return rooms


@pytest.mark.parametrize(("room", "file"), files(), ids=lambda value: value if isinstance(value, str) else value.name)
def test_imports_go_one_way(room: str, file: Path) -> None:
    for other in imported_rooms(file) - {room}:
        assert other in LEVEL, f"{file} imports an unknown room {other}"
        assert LEVEL[other] < LEVEL[room] or (room, other) in ALLOWED_BESIDE, f"{file}: {room} must not import {other}"


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {path.name for path in (ROOT / "dockerlint").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms <= set(LEVEL)


def test_no_package_but_dockerlint_is_installed() -> None:
    text = (ROOT / "setup.py").read_text(encoding="utf-8")
    recorded: dict[str, object] = {}
    import os

    import setuptools

    before, setup = Path.cwd(), setuptools.setup
    os.chdir(ROOT)
    try:
        setuptools.setup = lambda **options: recorded.update(options)
        exec(compile(text, "setup.py", "exec"), {"__name__": "__main__"})  # noqa: S102  # our own file
    finally:
        setuptools.setup = setup
        os.chdir(before)
    packages = recorded["packages"]
    assert isinstance(packages, list)
    assert all(name == "dockerlint" or name.startswith("dockerlint.") for name in packages)
    for folder in ("rules", "fixers"):
        below = [path.parent for path in (ROOT / folder).rglob("__init__.py")]
        expected = {"dockerlint." + ".".join(path.relative_to(ROOT).parts) for path in below}
        assert expected <= set(packages)
    assert len(set(packages)) == len(packages)
