"""List the packages: `rules/` and `fixers/` install as `dockerlint.rules` and `dockerlint.fixers`.

The symbolic links `dockerlint/rules` and `dockerlint/fixers` serve type checkers and runs without installation only; a
clone without symbolic links (Windows) builds the same distribution.

With DOCKERLINT_COMPILE=1 the modules that every check goes through are compiled to machine code by mypyc, from the
same sources. That needs a C compiler and mypy: `pip wheel --no-build-isolation` in an environment that has it.
"""

import os
from pathlib import Path

from setuptools import find_packages, setup

# Rooms whose code every check goes through.
COMPILED = ("context", "graph", "knowledge", "lint", "shell", "syntax")
# Tables have nothing to compile; rules are interpreted subclasses of `Rule`; mypyc knows no TypedDict inside `if` and
# no `else` of TYPE_CHECKING; the two about ShellCheck wait for another process.
INTERPRETED = (
    "knowledge/lazy.py",
    "knowledge/package_managers.py",
    "lint/rule.py",
    "lint/shellcheck.py",
    "lint/table.py",
    "shell/shellcheck.py",
)


def below(directory: str, package: str) -> list[str]:
    return [package, *(f"{package}.{name}" for name in find_packages(directory))]


def extensions() -> list[object]:
    if os.environ.get("DOCKERLINT_COMPILE") != "1":
        return []
    from mypyc.build import mypycify

    modules = [
        path.as_posix()
        for room in COMPILED
        for path in sorted(Path("dockerlint", room).glob("*.py"))
        if path.name != "__init__.py" and not path.stem.endswith("_table")
    ]
    return mypycify(
        [
            "--ignore-missing-imports",
            *[path for path in modules if path.removeprefix("dockerlint/") not in INTERPRETED],
        ],
        opt_level="2",
        debug_level="0",
    )


linked = ("dockerlint.rules", "dockerlint.fixers")
own = [name for name in below("dockerlint", "dockerlint") if not name.startswith(linked)]
setup(
    packages=[*own, *below("rules", "dockerlint.rules"), *below("fixers", "dockerlint.fixers")],
    package_dir={"dockerlint.rules": "rules", "dockerlint.fixers": "fixers"},
    ext_modules=extensions(),
)
