"""Rust: the dependencies built before the sources are copied, with empty programs in the place of the sources.

Cargo cannot build dependencies alone. So the manifests are copied, every target gets an empty source, the build's own
command runs, and what it has made of the project's packages is cleaned: whatever the times of the real sources, they
are compiled.
"""

from __future__ import annotations

from dockerlint.fix.style import cased
from dockerlint.fixers.multi_stage.ahead import Unclear, copy_line, first_copy, first_lines
from dockerlint.graph.paths import base_name, covers, join, parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.fixers.multi_stage.draft import Draft
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction, Run

_SETTINGS = (".cargo", "rust-toolchain", "rust-toolchain.toml")
_TARGETS = {"bin": "src/bin", "example": "examples", "test": "tests", "bench": "benches"}
_MOST_PACKAGES = 12
# Options of a build that say where `cargo clean` finds what it has left.
_VALUED = ("--profile", "--target", "--target-dir")


class _Package:
    """A package of the project: its folder in the image, its name, and the sources of its targets."""

    __slots__ = ("depends", "folder", "libraries", "name", "paths", "sources")

    def __init__(self, project: Project, folder: str, manifest: dict[str, Any]) -> None:
        package = manifest.get("package") or {}
        self.folder = folder
        self.name = str(package.get("name") or "")
        tables = [manifest, *(one for one in (manifest.get("target") or {}).values() if isinstance(one, dict))]
        found = [
            one
            for table in tables
            for key in ("dependencies", "build-dependencies")
            for one in (table.get(key) or {}).values()
        ]
        self.paths = [str(one["path"]) for one in found if isinstance(one, dict) and "path" in one]
        self.depends = len(self.paths) < len(found)
        lints = [manifest.get("lints"), (manifest.get("workspace") or {}).get("lints")]
        if any(word in str(lints) for word in ("deny", "forbid")):
            raise Unclear  # an empty source may not pass
        library = str((manifest.get("lib") or {}).get("path") or "src/lib.rs")
        self.libraries = [path for path in [join(folder, library)] if path and package and _is_there(project, path)]
        self.sources = list(dict.fromkeys(self._sources(project, manifest))) if package else []

    def _sources(self, project: Project, manifest: dict[str, Any]) -> Iterator[str]:
        package = manifest["package"]
        usual = ["src/main.rs", "src/lib.rs"]
        if package.get("build") is not False:
            usual.append(str(package.get("build") or "build.rs"))
        for name in usual:
            if _is_there(project, f"{self.folder}/{name}"):
                yield f"{self.folder}/{name}"
        for below in _below(project, f"{self.folder}/src/bin"):
            if below.count("/") <= 1 and (below.endswith("/main.rs") or ("/" not in below and below.endswith(".rs"))):
                yield f"{self.folder}/src/bin/{below}"
        library = manifest.get("lib") or {}
        if "path" in library:
            yield self._named(project, [str(library["path"])])
        for kind, place in _TARGETS.items():
            for one in manifest.get(kind) or ():
                name = str(one.get("name"))
                names = [str(one["path"])] if "path" in one else [f"{place}/{name}.rs", f"{place}/{name}/main.rs"]
                if kind == "bin" and "path" not in one:
                    names.append("src/main.rs")
                yield self._named(project, names)

    def _named(self, project: Project, names: list[str]) -> str:
        for name in names:
            path = join(self.folder, name)
            if path is not None and covers(self.folder, path) and _is_there(project, path):
                return path
        raise Unclear


def add_dependencies(project: Project, found: Draft, node: Run, command: Command) -> None:
    """Let dependencies be built before the sources, where a package has some and nothing in the way is unknown."""
    try:
        _add(project, found, node, command)
    except Unclear:
        return


def _add(project: Project, found: Draft, node: Run, command: Command) -> None:
    root = project.cwd(node, command)
    text = project.source[command.start : command.end]
    is_plain = not command.context and not command.wrappers and "\n" not in text and "|" not in command.follower
    if project.context is None or root in (None, "/") or not is_plain or command.has("--manifest-path", "--git"):
        return
    assert root is not None  # noqa: S101  # for the type checker
    path = command.option_value("--path")
    if path is not None and project.path(node, path.text, root) != root:
        return
    at = first_copy(project, node, root, lambda path: path.endswith(".rs"))
    packages = _packages(project, root)
    flags = [project.graph.environment(node).get("RUSTFLAGS") or "", *(one.value or "" for one in command.assignments)]
    if any("-D" in text or "--deny" in text for text in flags):
        return
    if at is None or len(packages) > _MOST_PACKAGES or not any(one.depends for one in packages):
        return
    if _is_there(project, f"{root}/target"):
        return  # it would be copied over what was built
    first = first_lines(project, at, node, root)
    sources = [path for one in packages for path in one.sources]
    if not sources or any("no_std" in (project.text_at(path) or "") for path in sources):
        return
    lines = [*first, *_copies(project, at, packages, root)]
    folders = sorted({parent(path)[len(root) + 1 :] for path in sources} - {""})
    commands = [f"mkdir -p {' '.join(folders)}"] if folders else []
    libraries = {path for one in packages for path in one.libraries}
    programs = sorted(path[len(root) + 1 :] for path in sources if path not in libraries)
    if programs:
        commands.append(_written(programs))
    if libraries:
        commands.append(f"touch {' '.join(sorted(path[len(root) + 1 :] for path in libraries))}")
    names = " ".join(f"-p {one.name}" for one in packages if one.name)
    commands += [text, f"cargo clean {_clean_options(command)}{names}"]
    joined = f" {project.tree.escape}\n    && ".join(commands)
    lines.append(f"{cased('RUN', node)} {joined}")
    found.dependencies, found.dependencies_at = lines, at


def _written(paths: list[str]) -> str:
    if len(paths) == 1:
        return f"echo 'fn main() {{}}' > {paths[0]}"
    return f"echo 'fn main() {{}}' | tee {' '.join(paths)} > /dev/null"


def _clean_options(command: Command) -> str:
    words = []
    if command.has("--release", "-r") or command.subcommand(()) == "install":
        words.append("--release")
    for name in _VALUED:
        value = command.option_value(name)
        if value is not None:
            words.append(f"{name} {value.raw}")
    return "".join(f"{word} " for word in words)


def _packages(project: Project, root: str) -> list[_Package]:
    """The packages of a project: its own, the members of its workspace, and those that are named by their folders."""
    manifest = _manifest(project, root)
    found = {root: _Package(project, root, manifest)}
    workspace = manifest.get("workspace") or {}
    waiting = []
    for pattern in workspace.get("members") or ():
        waiting += _members(project, root, str(pattern))
    shared = workspace.get("dependencies") or {}
    paths = [str(one["path"]) for one in shared.values() if isinstance(one, dict) and "path" in one]
    waiting += [join(root, path) for path in (*paths, *found[root].paths)]
    while waiting:
        folder = waiting.pop()
        if folder is None or not covers(root, folder):
            raise Unclear
        if folder in found or any(join(root, str(one)) == folder for one in workspace.get("exclude") or ()):
            continue
        found[folder] = _Package(project, folder, _manifest(project, folder))
        waiting += [join(folder, path) for path in found[folder].paths]
    return [found[folder] for folder in sorted(found)]


def _members(project: Project, root: str, pattern: str) -> list[str | None]:
    if not any(character in pattern for character in "*?["):
        return [join(root, pattern)]
    base = project.context_path(f"{root}/Cargo.toml")
    assert project.context is not None and base is not None  # noqa: S101, PT018  # the manifest was read
    prefix = base[: -len("Cargo.toml")]
    return [
        join(root, path[len(prefix) : -len("/Cargo.toml")])
        for path in project.context.glob(f"{prefix}{pattern}/Cargo.toml")
    ]


def _manifest(project: Project, folder: str) -> dict[str, Any]:
    import tomllib

    text = project.text_at(f"{folder}/Cargo.toml")
    if text is None:
        raise Unclear
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise Unclear from None


def _copies(project: Project, at: Instruction, packages: list[_Package], root: str) -> list[str]:
    """The lines that copy manifests and settings, but for those that are there already."""
    there = {
        join(target, base_name(source)) if folder else target
        for node, source, target, folder in project.copies()
        if node.index < at.index
    }
    lines = []
    for one in packages:
        names = ["Cargo.toml", *(("Cargo.lock", *_SETTINGS) if one.folder == root else ())]
        files: list[str] = []
        for name in names:
            path = f"{one.folder}/{name}"
            source = project.context_path(path)
            if source is None or path in there:
                continue
            if name == ".cargo":
                lines += _folder(project, source, root)
            else:
                files.append(source)
        if files:
            place = one.folder[len(root) + 1 :]
            lines.append(copy_line(at, files, place))
    return lines


def _folder(project: Project, source: str, root: str) -> list[str]:
    """What cargo's settings need: their folder, and the vendored sources that they name."""
    assert project.context is not None  # noqa: S101  # it was looked into
    for entry in project.context.files(source):
        if entry.path.endswith(("/config", "/config.toml")):
            text = project.text_at(f"{root}/.cargo/{base_name(entry.path)}") or ""
            if "directory" in text or "include" in text or "linker" in text or "path" in text:
                raise Unclear
    return [f"COPY {source} .cargo"]


def _is_there(project: Project, path: str) -> bool:
    return project.context_path(path) is not None


def _below(project: Project, folder: str) -> list[str]:
    source = project.context_path(folder)
    if source is None or project.context is None:
        return []
    return [entry.path[len(source) + 1 :] for entry in project.context.files(source) if entry.is_file]
