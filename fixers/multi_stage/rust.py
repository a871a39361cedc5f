"""Rust: what `cargo build` and `cargo install` leave, at the place where the container starts it."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.compiled import add_trust, check_start, choose_base, zone_reason
from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.fixers.multi_stage.rust_dependencies import add_dependencies
from dockerlint.graph.paths import base_name, covers, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Run

_SOURCES = (".rs", "Cargo.toml", "Cargo.lock", ".proto", ".cargo/config", ".cargo/config.toml", "build.rs", ".md")
_VALUED = (
    "--bin",
    "--package",
    "-p",
    "--features",
    "--target",
    "--target-dir",
    "--manifest-path",
    "--profile",
    "-F",
    "--path",
    "--root",
    "-j",
    "--version",
    "--git",
    "--branch",
    "--rev",
    "--tag",
    "-Z",
)
# Crates that link a library of the system which no package of the file names, and that library.
_LINKED = {
    "openssl-sys": "libssl-dev",
    "libpq-sys": "libpq-dev",
    "pq-sys": "libpq-dev",
    "mysqlclient-sys": "default-libmysqlclient-dev",
    "libsqlite3-sys": "",
    "rdkafka-sys": "",
}


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a Rust program; None where the file builds none."""
    commands = list(project.commands("cargo"))
    if not commands:
        return None
    found = Draft("rust")
    found.keeps_sources = False
    outputs: list[Artifact] = []
    folders: list[tuple[str, int]] = []
    for node, command in commands:
        words = [word.text for word in command.positionals(_VALUED)]
        while words and words[0].startswith("+"):
            words = words[1:]
        verb = words[0] if words else ""
        found.build[command] = f"cargo {verb}".strip()
        if verb in ("build", "b", "rustc", "auditable", "zigbuild"):
            found.root = found.root or project.directory(node)
            folder = _folder(project, node, command)
            folders.append((folder, node.start_line))
        elif verb == "install":
            found.root = found.root or project.directory(node)
            outputs += _installed(project, node, command, words[1:])
    for _, command in project.commands("rustup"):
        found.build[command] = "rustup"
    if found.root is None:
        raise NoPlan(
            "no `cargo build` in the file leaves a program", "Where does the build leave it? (`--artifact PATH`)"
        )
    outputs += _built(project, folders)
    _copied(project, found, outputs, folders)
    found.artifacts = outputs
    if not outputs and not project.answers.artifacts:
        if any("cargo" in line[:1] for line in project.argv):
            raise NoPlan(
                f"line {project.entry_line} compiles the program whenever the container starts",
                "Build it in the image: `RUN cargo build --release`, and start what that leaves",
            )
        raise NoPlan("which program of the build the container starts is not known", "Which? (`--artifact PATH`)")
    check_start(project, found, ("cargo", "rustup"))
    embedded = _embedded(project)
    found.is_source = lambda path: (
        path.endswith(_SOURCES)
        or path.startswith(("target/", ".cargo/", "vendor/", "benches/", "src/bin/"))
        or path in embedded
    )
    static = any("musl" in folder for folder, _ in folders) or (
        project.image is not None and project.image.distribution == "alpine"
    )
    choose_base(project, found, static=static)
    _linked(project, found, static=static)
    zones = zone_reason(project)
    add_trust(project, found, "the program may speak TLS", zones=zones)
    found.gains.append("the compiler stays with the build")
    builds = [one for one in commands if found.build.get(one[1]) in ("cargo build", "cargo install")]
    if len(builds) == 1:
        add_dependencies(project, found, *builds[0])
    return found


def _folder(project: Project, node: Run, command: Command) -> str:
    """The folder that a build leaves programs in."""
    directory = project.cwd(node, command)
    given = command.option_value("--target-dir")
    place = given.text if given is not None else project.graph.environment(node).get("CARGO_TARGET_DIR") or "target"
    for one in command.assignments:
        if one.name == "CARGO_TARGET_DIR":
            place = one.value or ""
    manifest = command.option_value("--manifest-path")
    if manifest is not None and given is None:
        directory = project.path(node, manifest.text.rpartition("/")[0] or ".", directory)
    path = project.path(node, place, directory)
    if path is None:
        raise NoPlan(f"where line {node.start_line} leaves the program is not known", "Where? (`--artifact PATH`)")
    if any(
        mount.type == "cache" and mount.target and covers(project.path(node, mount.target) or mount.target, path)
        for mount in node.mounts
    ):
        path = f"{path}\0"  # what a cache mount holds is gone behind the RUN
    target = command.option_value("--target")
    profile = command.option_value("--profile")
    name = profile.text if profile is not None else "release" if command.has("--release", "-r") else "debug"
    parts = [path, *([target.text] if target is not None else []), "debug" if name == "dev" else name]
    return "/".join(parts)


def _installed(project: Project, node: Run, command: Command, words: list[str]) -> list[Artifact]:
    root = command.option_value("--root")
    place = (
        (project.path(node, root.text, project.cwd(node, command)) or "") + "/bin"
        if root is not None
        else "/usr/local/cargo/bin"
    )
    names = words
    path = command.option_value("--path")
    if path is not None:
        names = _binaries(project, project.path(node, path.text, project.cwd(node, command)))
    started = {base_name(words[0]) for words in project.argv if words}
    found = []
    for name in (each.partition("@")[0] for each in names):
        if name in started:
            by_name = any(line and line[0] == name for line in project.argv) and place == "/usr/local/cargo/bin"
            found.append(
                Artifact(
                    f"{place}/{name} /usr/local/bin/{name}" if by_name else f"{place}/{name}",
                    node.start_line,
                    "cargo install leaves it there",
                )
            )
    return found


def _binaries(project: Project, directory: str | None) -> list[str]:
    """The names of the programs of a package, by its Cargo.toml."""
    import tomllib

    text = project.text_at(join(directory, "Cargo.toml"))
    if text is None:
        return []
    try:
        manifest = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return []
    names = [str(one.get("name")) for one in manifest.get("bin", []) if isinstance(one, dict)]
    package = manifest.get("package", {})
    if isinstance(package, dict) and package.get("name"):
        names.append(str(package["name"]))
    return names


def _built(project: Project, folders: list[tuple[str, int]]) -> list[Artifact]:
    """What the container starts out of the folder of a build."""
    from dockerlint.fixers.multi_stage.compiled import called

    found = []
    for path in dict.fromkeys(called(project)):
        for folder, line in folders:
            if folder.count("\0"):
                continue
            if path.startswith(folder + "/"):
                found.append(Artifact(path, line, f"cargo build leaves it, and line {project.entry_line} starts it"))
                break
    return found


def _copied(project: Project, found: Draft, outputs: list[Artifact], folders: list[tuple[str, int]]) -> None:
    """Programs that a RUN copies, moves or links out of the build's folder: `cp target/release/x /usr/local/bin`."""
    for node, command in project.commands("cp", "mv", "install", "ln"):
        words = command.positionals(("-m", "-o", "-g", "-t"))
        if len(words) < 2:
            continue
        directory = project.cwd(node, command)
        sources = [project.path(node, word.text, directory) for word in words[:-1]]
        target = project.path(node, words[-1].text, directory)
        inside = [
            path
            for path in sources
            for folder, _ in folders
            if path is not None and path.startswith(folder.replace("\0", "") + "/")
        ]
        if not inside or target is None:
            continue
        found.build[command] = f"{command.name} takes the program out of the build's folder"
        for path in inside:
            into = (
                words[-1].text.endswith("/")
                or target in ("/usr/local/bin", "/usr/bin", "/bin", "/app", project.directory(node))
                or len(inside) > 1
            )
            place = join(target, base_name(path)) if into else target
            if place is not None and not any(one.path == place for one in outputs):
                outputs.append(Artifact(place, node.start_line, f"{command.name} puts the program there"))


def _embedded(project: Project) -> set[str]:
    """Files that the compiler reads: `include_str!` and its kin, with paths relative to the source."""
    found = set()
    for path, text in project.sources(".rs"):
        for mark in ("include_str!(", "include_bytes!(", "include!("):
            for part in text.split(mark)[1:]:
                rest = part.lstrip()
                if rest[:1] == '"':
                    place = join("/" + path.rpartition("/")[0], rest[1:].partition('"')[0])
                    if place is not None:
                        found.add(place[1:])
    return found


def _linked(project: Project, found: Draft, *, static: bool) -> None:
    """Libraries that crates link: those whose headers the file installs are found with the packages."""
    if static:
        return
    texts = [project.text_at(f"{str(found.root).rstrip('/')}/{name}") or "" for name in ("Cargo.lock", "Cargo.toml")]
    lock = texts[0]
    crates = {row.partition('"')[2].rstrip('"') for row in lock.split("\n") if row.startswith("name = ")}
    if not lock:
        found.assumed.append(
            "there is no Cargo.lock: crates link OpenSSL at most, and the libraries whose headers are installed"
        )
    vendored = "vendored" in texts[1] or "openssl-src" in crates
    from dockerlint.fixers.multi_stage.packages import library_of
    from dockerlint.knowledge.images import describe_name

    for crate, headers in _LINKED.items():
        if (crate in crates or (not lock and crate == "openssl-sys")) and headers and not vendored:
            library = library_of(headers, describe_name(found.base))
            if library is None and project.answers.keep_packages:
                continue  # an answer says what it needs
            if library is None:
                raise NoPlan(
                    f"which package has the library that the crate {crate} links is not known",
                    "Which? (`--keep-package NAME`)",
                )
            found.libraries[library] = f"the crate {crate} links it" if lock else "a crate may link it"
    bundled = "bundled" in texts[1]
    if "libsqlite3-sys" in crates and not bundled:
        found.libraries["libsqlite3-0"] = "the crate libsqlite3-sys may link it"
