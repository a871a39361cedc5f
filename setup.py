"""List the packages: `rules/` and `fixers/` install as `dockerlint.rules` and `dockerlint.fixers`.

The symbolic links `dockerlint/rules` and `dockerlint/fixers` serve type checkers and runs without installation only; a
clone without symbolic links (Windows) builds the same distribution.
"""

from setuptools import find_packages, setup


def below(directory: str, package: str) -> list[str]:
    return [package, *(f"{package}.{name}" for name in find_packages(directory))]


linked = ("dockerlint.rules", "dockerlint.fixers")
own = [name for name in below("dockerlint", "dockerlint") if not name.startswith(linked)]
setup(
    packages=[*own, *below("rules", "dockerlint.rules"), *below("fixers", "dockerlint.fixers")],
    package_dir={"dockerlint.rules": "rules", "dockerlint.fixers": "fixers"},
)
