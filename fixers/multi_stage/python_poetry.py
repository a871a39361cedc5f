"""Poetry: a project installed ahead of its sources.

Poetry installs the project itself too, as a link to where its sources are: of those it asks only whether each package
is there (https://python-poetry.org/docs/cli/#install). So one file of each package is enough in front of it, and no
change of the others installs anything again.
"""

from __future__ import annotations

from dockerlint.fixers.multi_stage.ahead import (
    Unclear,
    copied_before,
    copy_line,
    first_copy,
    first_lines,
    passes_only_files,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.fixers.multi_stage.draft import Draft
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Run

_PROJECT = "pyproject.toml"
_BACKENDS = ("poetry.core.masonry.api", "poetry.masonry.api")
_BESIDE = ("poetry.lock", "poetry.toml")
# Dependencies that are folders or files of the project.
_LOCAL = ("path", "file", "develop")


def install_ahead(project: Project, found: Draft, calls: list[tuple[Run, PackageCall]]) -> None:
    """Let `poetry install` move in front of the sources, where it is known what it needs of them."""
    installs = [(node, call) for node, call in calls if call.name == "poetry" and call.verb in ("install", "sync")]
    if len(installs) != 1:
        return
    node, call = installs[0]
    root = project.cwd(node, call.command)
    others = [command for command in project.file.commands(node) if command is not call.command]
    if root in (None, "/") or call.command.has("--no-root", "--directory", "-C", "--project", "-P"):
        return
    if any(
        [command.name, *(word.text for word in command.arguments[:1])] != ["poetry", "config"] for command in others
    ):
        return
    try:
        _move(project, found, node, str(root))
    except Unclear:
        return


def _move(project: Project, found: Draft, node: Run, root: str) -> None:
    needed = _needed(project, root)
    at = first_copy(project, node, root, lambda path: path not in needed)
    if at is None or not passes_only_files(project, at, node):
        return
    there = copied_before(project, at)
    groups: dict[str, list[str]] = {}
    for path in needed:
        source = project.context_path(f"{root}/{path}")
        if source is None:
            raise Unclear
        if f"{root}/{path}" not in there:
            groups.setdefault(path.rpartition("/")[0], []).append(source)
    lines = first_lines(project, at, node, root)
    lines += [copy_line(at, group, folder) for folder, group in groups.items()]
    found.dependencies, found.dependencies_at, found.moved = lines, at, node


def _needed(project: Project, root: str) -> list[str]:
    """Return the files that the installation reads or looks for, by path from the project's folder."""
    import tomllib

    try:
        data = tomllib.loads(project.text_at(f"{root}/{_PROJECT}") or "")
    except tomllib.TOMLDecodeError:
        raise Unclear from None
    poetry = data.get("tool", {}).get("poetry")
    if (
        not isinstance(poetry, dict)
        or "project" in data
        or "build" in poetry
        or data.get("build-system", {}).get("build-backend") not in _BACKENDS
        or _is_local(poetry)
    ):
        raise Unclear
    readme = poetry.get("readme", [])
    pages = [readme] if isinstance(readme, str) else readme
    beside = [name for name in _BESIDE if project.context_path(f"{root}/{name}") is not None]
    return [
        _PROJECT,
        *beside,
        *pages,
        *(_one_of(project, root, package) for package in _packages(project, root, poetry)),
    ]


def _packages(project: Project, root: str, poetry: dict[str, Any]) -> list[str]:
    """Return the folders of the packages, or the modules."""
    given = poetry.get("packages")
    if given is None:
        name = str(poetry.get("name", "")).lower().replace("-", "_").replace(".", "_")
        usual = (name, f"src/{name}", f"{name}.py", f"src/{name}.py")
        found = [place for place in usual if name and _is_there(project, f"{root}/{place}")]
        if len(found) != 1:
            raise Unclear
        return found
    places: list[str] = []
    for one in given:
        if not isinstance(one, dict) or one.keys() - {"include", "from"} or "*" in str(one.get("include", "*")):
            raise Unclear
        places.append(f"{one['from']}/{one['include']}" if "from" in one else str(one["include"]))
    return places


def _is_there(project: Project, path: str) -> bool:
    return project.context_path(path) is not None


def _one_of(project: Project, root: str, place: str) -> str:
    """Return the file that shows Poetry that a package is there."""
    path = place if place.endswith(".py") else f"{place}/__init__.py"
    if path.startswith(("/", ".")) or not _is_there(project, f"{root}/{path}"):
        raise Unclear
    return path


def _is_local(value: object) -> bool:
    """Whether a dependency, of whatever group, lies in the project."""
    if isinstance(value, dict):
        return any(name in _LOCAL or _is_local(inner) for name, inner in value.items())
    return isinstance(value, list) and any(map(_is_local, value))
