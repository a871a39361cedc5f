"""Node.js: dependencies installed ahead of the sources where the installation needs more than its own manifests.

The packages of a workspace are linked to each other: the manifests of all are copied, and the installation moves in
front of the sources. Hooks of a project may build what its sources hold: then the same command installs without them,
and runs once more when the sources are there, with all that others have published in place. Where the only hook builds
a native module, its sources are copied as well.

Where a build needs the dependencies of development they are deleted in a stage beside it: behind it, that would run
again with each change of the sources.
"""

from __future__ import annotations

from itertools import groupby

from dockerlint.fix.style import cased
from dockerlint.fixers.multi_stage import node_addon
from dockerlint.fixers.multi_stage.ahead import (
    Unclear,
    copied_before,
    copy_line,
    first_copy,
    first_lines,
    passes_only_files,
)
from dockerlint.fixers.multi_stage.draft import Branch
from dockerlint.fixers.multi_stage.writer import stage_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.fixers.multi_stage.draft import Draft
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction, Run

_HOOKS = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")
_MANIFESTS = (
    *("package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"),
    *("pnpm-workspace.yaml", ".npmrc", ".yarnrc"),
)
_ELSEWHERE = ('"file:', '"link:', '"portal:', '"patch:', '"patchedDependencies"', "patch-package")
# Settings that may lead anywhere, and what would be copied over what was installed.
_IN_THE_WAY = (".yarn", ".yarnrc.yml", ".pnpmfile.cjs", "node_modules", "patches")
_MOST_PACKAGES = 12


def add_dependencies(
    project: Project,
    found: Draft,
    installs: list[tuple[Run, PackageCall]],
    root: str | None,
    packages: Mapping[str, dict[str, object]],
    *,
    builds: bool,
    pruned_apart: bool = False,
) -> None:
    """Let dependencies be installed ahead, for packages by their folders ("" is the project's own).

    Where nothing `builds`, those of development go at once too, so that what is left is the same for all sources. Where
    a build needs them they may be `pruned_apart`: in a stage beside it.
    """
    is_simple = len(packages) == 1 and (not found.after_build or (builds and not pruned_apart))
    try:
        if len(installs) == 1 and root not in (None, "/") and project.context is not None:
            _add(project, found, *installs[0], str(root), packages, is_simple=is_simple)
    except Unclear:
        return
    if found.moved is not None and not builds:
        found.after_moved, found.after_build = found.after_build, []
    if pruned_apart and root is not None:
        _prune_apart(project, found, installs[0][0], f"{root.rstrip('/')}/node_modules")


def _prune_apart(project: Project, found: Draft, node: Run, modules: str) -> None:
    """Let what goes behind the build go in a stage beside it, unless sources stand in front of the installation."""
    for copied, source, _, is_folder in project.copies():
        if copied.index < node.index and found.moved is not node and (is_folder or not source.endswith(_MANIFESTS)):
            return
    if found.dependencies and found.moved is not node:
        return  # they are installed twice
    name = stage_name(project, ("production", "production-dependencies", "stage-of-production"))
    trunk = stage_name(project, ("dependencies", "all-dependencies", "stage-of-dependencies"))
    found.branch = Branch(trunk, name, node, found.after_build)
    found.after_build = []
    for artifact in found.artifacts:
        if artifact.path == modules:
            artifact.stage = name


def _add(
    project: Project,
    found: Draft,
    node: Run,
    call: PackageCall,
    root: str,
    packages: Mapping[str, dict[str, object]],
    *,
    is_simple: bool,
) -> None:
    command = call.command
    text = project.source[command.start : command.end]
    is_alone = len(project.file.commands(node)) == 1
    is_plain = not command.context and not command.wrappers and "\n" not in text and "|" not in command.follower
    hooked = any(_hooks(one) for one in packages.values()) or _has(project, f"{root}/binding.gyp")
    if not is_plain or len(packages) > _MOST_PACKAGES or (is_simple and not hooked):
        return  # a plain installation is put in front of the sources by the order of layers
    if project.cwd(node, command) != root or _reads_more(project, root, packages):
        return
    native = _native(project, root, packages) if hooked else []
    if native:
        hooked = False  # what its hook reads is known, and copied too
    if hooked:
        # `npm ci` begins with nothing each time.
        if call.name != "npm" or call.verb in ("ci", "clean-install") or not _has_plain_lock(project, root):
            return
        if not command.has("--ignore-scripts"):
            text += " --ignore-scripts"
    at = first_copy(project, node, root, lambda path: not path.endswith(_MANIFESTS))
    if at is None or (not hooked and not (is_alone and _may_move(project, at, node, packages))):
        return
    lines = first_lines(project, at, node, root)
    there = copied_before(project, at)
    for folder in packages:
        place = f"{root}/{folder}" if folder else root
        names = _MANIFESTS if not folder else _MANIFESTS[:1]
        paths = [f"{place}/{name}" for name in names]
        files = [project.context_path(path) for path in paths if path not in there]
        if any(files):
            lines.append(copy_line(at, filter(None, files), folder))
    for folder, group in groupby(native, lambda path: path.rpartition("/")[0]):
        lines.append(copy_line(at, (project.context_path(f"{root}/{path}") or path for path in group), folder))
    if hooked:
        lines.append(f"{cased('RUN', node)} {text}")
    else:
        found.moved = node
    found.dependencies, found.dependencies_at = lines, at


def _native(project: Project, root: str, packages: Mapping[str, dict[str, object]]) -> list[str]:
    """Return what the project's own native module is built from where an installation reads nothing else."""
    package = packages.get("")
    if package is None or len(packages) > 1 or not node_addon.is_all_that_is_run(package, _HOOKS):
        return []
    if not _has(project, f"{root}/{node_addon.BINDING}") or _has(project, f"{root}/build"):
        return []
    try:
        return node_addon.inputs(project, root)
    except Unclear:
        return []


def _may_move(project: Project, at: Instruction, node: Run, packages: Mapping[str, dict[str, object]]) -> bool:
    """Whether nothing but files and places of work comes between, and no package links programs of its sources."""
    return passes_only_files(project, at, node) and not any(
        one.get("bin") or one.get("directories") for folder, one in packages.items() if folder
    )


def _hooks(package: Mapping[str, object]) -> bool:
    scripts = package.get("scripts")
    return bool(package.get("gypfile")) or (isinstance(scripts, dict) and any(name in scripts for name in _HOOKS))


def _has(project: Project, path: str) -> bool:
    return project.context_path(path) is not None


def _reads_more(project: Project, root: str, folders: Iterable[str]) -> bool:
    """Whether packages come from other places than a registry and the workspace."""
    for folder in folders:
        text = project.text_at(f"{root}/{folder}/package.json" if folder else f"{root}/package.json")
        if text is None or any(mark in text for mark in _ELSEWHERE):
            return True
    return any(_has(project, f"{root}/{name}") for name in _IN_THE_WAY)


def _has_plain_lock(project: Project, root: str) -> bool:
    """Whether a lock file of npm says that no package of others runs scripts when it is installed."""
    import json

    try:
        lock = json.loads(project.text_at(f"{root}/package-lock.json") or "")
    except ValueError:
        return False
    packages = lock.get("packages") if isinstance(lock, dict) else None
    return isinstance(packages, dict) and not any(
        isinstance(one, dict) and one.get("hasInstallScript")
        for path, one in packages.items()
        if path.startswith("node_modules/") or "/node_modules/" in path
    )
