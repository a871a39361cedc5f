"""Workspaces of npm, yarn and pnpm: which packages a project has, and which of them a command is about."""

from __future__ import annotations

from dockerlint.graph.paths import base_name, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.fixers.multi_stage.common import Project

    Package = dict[str, object]

_MOST = 60
_PNPM = "pnpm-workspace.yaml"


def has(project: Project, directory: str | None, package: Package) -> bool:
    """Whether a project has workspaces."""
    return bool(package.get("workspaces")) or project.text_at(join(directory, _PNPM)) is not None


def members(project: Project, directory: str | None, package: Package) -> dict[str, Package]:
    """Return the package.json of each package of a workspace by its folder; none where they are not all known."""
    import json

    manifest = project.context_path(f"{(directory or '').rstrip('/')}/package.json")
    if project.context is None or manifest is None or directory is None or not has(project, directory, package):
        return {}
    prefix = manifest[: -len("package.json")]
    found: dict[str, Package] = {}
    for pattern in _patterns(project, directory, package):
        if pattern.startswith("!"):
            continue
        for path in project.context.glob(f"{prefix}{pattern.strip('/')}/package.json"):
            folder = path[len(prefix) : -len("/package.json")]
            text = project.text_at(join(directory, f"{folder}/package.json"))
            try:
                one = json.loads(text or "")
            except ValueError:
                return {}
            if not isinstance(one, dict) or len(found) > _MOST:
                return {}
            found[folder] = one
    return found


def _patterns(project: Project, directory: str, package: Package) -> list[str]:
    text = project.text_at(join(directory, _PNPM))
    if text is not None:
        import yaml

        try:
            value = yaml.safe_load(text)
        except yaml.YAMLError:
            return []
        wanted = value.get("packages") if isinstance(value, dict) else None
    else:
        wanted = package.get("workspaces")
        if isinstance(wanted, dict):
            wanted = wanted.get("packages")
    return [one for one in wanted if isinstance(one, str)] if isinstance(wanted, list) else []


def addressed(root: Package, found: Mapping[str, Package], line: list[str]) -> tuple[str, Package, list[str]]:
    """Return folder and package whose scripts a command is about, and the command without the words that name it."""
    if not line or not found or base_name(line[0]) not in ("npm", "yarn", "pnpm"):
        return "", root, line
    words, name = [line[0]], ""
    rest = iter(line[1:])
    for word in rest:
        option, equals, value = word.partition("=")
        if option in ("-w", "--workspace", "--filter", "-F") or (word == "workspace" and base_name(line[0]) == "yarn"):
            name = value if equals else next(rest, "")
        else:
            words.append(word)
    for folder, package in found.items():
        if name and name.removeprefix("./").rstrip("/") in (folder, package.get("name")):
            return folder, package, words
    return "", root, words if not name else line
