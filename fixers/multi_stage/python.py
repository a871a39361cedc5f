"""Python: what pip, Poetry, Pipenv or uv install goes to a virtual environment, which the last stage copies."""

from __future__ import annotations

from dockerlint.fixers.multi_stage import python_packages as known
from dockerlint.fixers.multi_stage import python_sources as sources
from dockerlint.fixers.multi_stage.c_family import _LINKED as LINKED
from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.packages import library_of
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.fixers.multi_stage.python_environment import MANAGERS, installs, only_installers, place
from dockerlint.fixers.multi_stage.python_poetry import install_ahead
from dockerlint.graph.paths import base_name, covers, join
from dockerlint.knowledge.images import describe_name
from dockerlint.shell.package_calls import package_call, unversioned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Run

# What runs programs in the environment that an installer keeps.
_RUNS = ("run", "shell")
_BIN = ("", "/bin", "/usr/bin", "/usr/local/bin", "/root/.local/bin", "/root/.cargo/bin")
_MANIFESTS = (
    *(
        "*requirements*.txt",
        "constraints*.txt",
        "Pipfile",
        "Pipfile.lock",
        "poetry.lock",
        "uv.lock",
        "pdm.lock",
        "requirements*.in",
    ),
)


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a Python program; None where the file installs no Python packages."""
    calls = list(project.calls("pip", *MANAGERS))
    if not any(installs(call) for _, call in calls):
        return None
    name = project.image.name if project.image is not None else None
    found = Draft("python")
    found.runs_program = ("python", "pypy", "python3")
    found.manifests = _MANIFESTS
    for node, call in calls:
        if call.verb not in _RUNS or node.start_line in project.answers.build_lines:
            found.build[call.command] = f"{call.name} {call.verb}".strip()
    if not any(name in MANAGERS for name in project.programs()) and all(call.verb not in _RUNS for _, call in calls):
        found.build_tools = tuple(f"{folder}/{name}" for folder in _BIN for name in ("uv", "uvx", *MANAGERS))
    _mark_installers(project, found)
    _choose_base(project, found, name)
    found.root = project.run_directory()
    mode = _mode(project, found, calls)
    if mode == "system":
        _check_python(project, name)
        place(project, found, calls)
    else:
        _check_starts(project, calls)
    if any(call.name == "uv" for _, call in calls):
        found.assumed.append("uv takes the image's Python and downloads none")
    _extensions(project, found)
    _libraries(project, found, calls)
    install_ahead(project, found, calls)
    _gains(project, found, calls, is_added=mode == "system")
    return found


def _check_starts(project: Project, calls: list[tuple[Run, PackageCall]]) -> None:
    """Raise NoPlan where something runs the program by way of an installer that only the build has."""
    lines = [project.entry_line for words in project.argv if words and base_name(words[0]) in MANAGERS]
    lines += [
        node.start_line
        for node, call in calls
        if call.verb in _RUNS and node.start_line not in project.answers.build_lines
    ]
    if lines:
        raise NoPlan(
            f"line {lines[0]} starts the program by way of what installs it",
            "Which program is it? Start it by its own name, with the environment first in PATH",
        )


def _mark_installers(project: Project, found: Draft) -> None:
    """Commands that bring an installer, or an environment for one."""
    for _, commands in project.runs():
        for command in commands:
            words = [word.text for word in command.arguments]
            if (
                unversioned(command.name) in ("python", "pypy")
                and words[:2]
                and words[0] == "-m"
                and words[1] in ("venv", "virtualenv", "ensurepip")
            ) or command.name == "virtualenv":
                found.build[command] = "a virtual environment"
            elif unversioned(command.name) in ("python", "pypy") and words[:2] in (
                ["setup.py", "install"],
                ["setup.py", "develop"],
            ):
                found.build[command] = "setup.py"
    for _, commands in project.runs():
        fetched = any(
            "install.python-poetry.org" in word.text or "astral.sh/uv" in word.text
            for command in commands
            for word in command.words
        )
        if fetched:
            for command in commands:
                if command.name in ("curl", "wget", "sh", "bash") or unversioned(command.name) == "python":
                    found.build[command] = "brings the installer"


def _choose_base(project: Project, found: Draft, name: str | None) -> None:
    written = project.written_base
    image = project.image
    kind = project.answers.base
    if kind not in ("", "slim"):
        raise NoPlan(
            f"nothing proves that the Python of {kind} is the one that the packages are installed for",
            "Which image? (`--runtime-base IMAGE`)",
        )
    if name in ("python", "pypy") and image is not None and image.slim:
        found.base = image.slim
        found.base_reason = "the slim sibling: the same Python on the same release of the distribution"
    else:
        found.base = written
        found.base_reason = (
            "the same image, without what the build installs" if image is None or image.slim is None else ""
        )


def _mode(project: Project, found: Draft, calls: list[tuple[Run, PackageCall]]) -> str:
    """Where packages go: `own` folders that the file names, or the `system`'s, which become an environment."""
    modes = set()
    for node, call in calls:
        if not installs(call):
            continue
        if only_installers(call, managed=any(other.name != "pip" for _, other in calls)):
            continue
        folder = _place(project, node, call)
        if folder is None:
            modes.add("system")
        else:
            modes.add("own")
            owner = project.user_at(node)
            if not any(artifact.path == folder for artifact in found.artifacts):
                found.artifacts.append(Artifact(folder, node.start_line, f"{call.name} installs there", owner))
    if len(modes) > 1 and not project.answers.artifacts:
        raise NoPlan(
            "packages are installed in several places", "Which paths does the program need? (`--artifact PATH`)"
        )
    return modes.pop() if len(modes) == 1 else "own" if modes else "system"


def _place(project: Project, node: Run, call: PackageCall) -> str | None:
    """The folder of its own that a call installs to; None for the system's. Raises NoPlan where it cannot be told."""
    command = call.command
    directory = project.cwd(node, command)
    if call.name == "pip":
        option = command.option_value("--target", "-t", "--prefix")
        if option is not None:
            path = project.path(node, option.text, directory)
            if path is None or path == "/usr/local":
                raise NoPlan(f"where line {node.start_line} installs to is not known")
            return path
        program = command.name_word.text if command.name_word is not None else ""
        home, slash, _ = program.rpartition("/bin/")
        if slash and home and not home.startswith(("/usr", "$")):
            return project.path(node, home, directory)
        active = _active(project, node)
        if active:
            return active
        if command.as_other_user or home.startswith("/usr"):
            raise NoPlan(
                f"the pip that line {node.start_line} calls is not the environment's", "Write `pip` alone there"
            )
        user = project.user_at(node)
        if command.has("--user") or user:
            base = project.graph.environment(node).get("PYTHONUSERBASE")
            return base or f"{_home(project, node, user)}/.local"
        return None
    environment = project.graph.environment(node)
    if call.name == "poetry":
        return _in_project(
            project, node, directory, environment.get("POETRY_VIRTUALENVS_IN_PROJECT"), "virtualenvs.in-project"
        )
    if call.name == "pipenv":
        if command.has("--system"):
            return None
        return _in_project(project, node, directory, environment.get("PIPENV_VENV_IN_PROJECT"), "")
    if call.name == "uv":
        if call.verb == "pip":
            if command.has("--system") or environment.get("UV_SYSTEM_PYTHON"):
                raise NoPlan(
                    f"line {node.start_line} installs beside the system's packages, and uv takes no environment for it",
                    "Install to an environment: `uv venv /opt/venv` and `ENV VIRTUAL_ENV=/opt/venv`",
                )
            return environment.get("VIRTUAL_ENV") or join(directory, ".venv")
        place = environment.get("UV_PROJECT_ENVIRONMENT")
        return project.path(node, place, directory) if place else join(directory, ".venv")
    return None


def _in_project(project: Project, node: Run, directory: str | None, value: str | None, setting: str) -> str | None:
    if value in ("1", "true", "True") or (value and value.lower() in ("yes", "on")):
        return join(directory, ".venv")
    for _, command in project.commands("poetry"):
        words = [word.text for word in command.positionals()]
        if setting and words[:2] == ["config", setting] and words[2:] in (["true"], ["1"]):
            return join(directory, ".venv")
    return _active(project, node)


def _active(project: Project, node: Run) -> str | None:
    """The virtual environment whose programs the file puts first in PATH."""
    made = {}
    for run, command in project.commands("python", "pypy", "virtualenv", "uv"):
        words = [word.text for word in command.positionals(("-m", "-p", "--python", "--prompt"))]
        if "venv" in [word.text for word in command.arguments] or command.name == "virtualenv":
            for text in words:
                path = project.path(run, text, project.cwd(run, command))
                if path is not None and text != "venv":
                    made[path] = run
    for other in reversed(project.instructions[: node.index]):
        if other.keyword != "ENV" or other.index > node.index:
            continue
        for pair in other.pairs:  # type: ignore[attr-defined]
            if pair.name == "PATH" and pair.value is not None:
                first = pair.value.value.strip("'\"").partition(":")[0].removesuffix("/bin")
                path = project.path(other, first) if first else None
                if path in made:
                    return path
    return None


def _home(project: Project, node: Run, user: str) -> str:
    if not user:
        return "/root"
    name = user.partition(":")[0]
    home = project.graph.environment(node).get("HOME")
    if home:
        return home
    for _, command in project.commands("useradd", "adduser"):
        if any(word.text == name for word in command.arguments):
            given = command.option_value("-d", "--home", "--home-dir", "-h")
            return given.text if given is not None else f"/home/{name}"
    raise NoPlan(
        f"the home of the user {name}, where packages are installed, is not known", "Where? (`--artifact PATH`)"
    )


def _check_python(project: Project, name: str | None) -> None:
    """Raise NoPlan where nobody knows whether the base's Python can make virtual environments."""
    image = project.image
    written = project.written_base
    if name in ("python", "pypy") or project.answers.runtime_base:
        return
    question = f"Can it make virtual environments? Then `--runtime-base {written}`"
    if any(package.startswith("python") for package in project.system_packages) and image is not None:
        raise NoPlan(
            "the distribution's own Python is used, whose packages cannot be told from those that are installed",
            question,
        )
    last = base_name(written.partition("@")[0]).partition(":")[0]
    version = written.rpartition(":")[2]
    if "python2" in last or (last.startswith("python-") and version.startswith("2")):
        raise NoPlan("Python 2 makes no virtual environments")
    if image is None and "python" in last:
        return
    raise NoPlan(f"what Python {written} has is not known", question)


def _extensions(project: Project, found: Draft) -> None:
    """What the project compiles itself: beside its sources, or into the environment."""
    beside = next(
        (
            node
            for node, command in project.commands("python")
            if any(word.text in ("build_ext", "--inplace", "develop") for word in command.arguments)
        ),
        None,
    )
    if beside is None:
        beside = next(
            (
                node
                for node, commands in project.runs()
                for command in commands
                if command in found.build
                and command.has("-e", "--editable")
                and not any("://" in word.text for word in command.arguments)
            ),
            None,
        )
    is_there = beside is not None or _installs_project(found)
    compiled = sources.extensions(project) if is_there else sources.Extensions()
    if beside is not None and (compiled.path or not _leaves_nothing(project, beside)):
        _whole_folder(project, found, beside)
    if not compiled.path or found.base == project.written_base:
        return
    if compiled.libraries is None:
        _ask(project, found, f"which libraries the modules link that {compiled.path} compiles is not known")
        return
    for name in compiled.libraries:
        headers = LINKED.get(name)
        if headers:
            _add(project, found, headers, f"{compiled.path} links `{name}`")
        elif headers is None:
            _ask(project, found, f"which package has the library `{name}`, which {compiled.path} links, is not known")


def _leaves_nothing(project: Project, node: Run) -> bool:
    """Whether an installation in place only points to the sources: what `pyproject.toml` describes does."""
    return project.text_at(join(project.directory(node), "pyproject.toml")) is not None and all(
        command.name != "python" for command in project.file.commands(node)
    )


def _installs_project(found: Draft) -> bool:
    """Whether some installation builds the project itself."""
    for command in found.build:
        call = package_call(command)
        if call is None:
            if any(word.text == "setup.py" for word in command.arguments):
                return True
        elif (call.name == "pip" and any(word.text.startswith((".", "/")) for word in call.words[1:])) or (
            call.name in ("poetry", "uv", "pdm") and call.verb in ("install", "sync")
        ):
            return True
    return False


def _whole_folder(project: Project, found: Draft, node: Run) -> None:
    """Take the folder from the build as it is, where an installation leaves modules or notes beside the sources."""
    folder = project.directory(node)
    if folder in (None, "/", "/usr", "/var", "/root", "/etc", "/opt", "/home"):
        raise NoPlan(
            f"line {node.start_line} leaves files beside the sources, and which is not known",
            "Which files does it leave? (`--artifact PATH`), or write a WORKDIR of its own into the file",
        )
    reason = "the application with what its installation leaves beside the sources"
    found.root = str(folder)
    found.keeps_sources = False
    found.is_source = lambda path: True  # noqa: ARG005  # the build's folder has them
    found.artifacts = [artifact for artifact in found.artifacts if not covers(str(folder), artifact.path)]
    found.artifacts.append(Artifact(str(folder), node.start_line, reason, project.user_at(node)))
    for run, commands in project.runs():
        for command in commands:
            inside = covers(str(folder), project.cwd(run, command) or "/")
            if command not in found.build and inside and unversioned(command.name) in ("python", "pypy"):
                found.build[command] = "works on the application"


def _ask(project: Project, found: Draft, reason: str) -> None:
    """Refuse for what the program may need of the system, unless an answer has settled it."""
    if not project.answers.keep_packages and not project.answers.runtime_base:
        raise NoPlan(
            reason, "Which system packages does the program need? (`--keep-package NAME`, `--runtime-base IMAGE`)"
        )
    found.assumed.append(f"an answer names all that is needed: {reason}")


def _requirements(project: Project, calls: list[tuple[Run, PackageCall]]) -> tuple[dict[str, bool], list[str]]:
    """Names of what is installed, each with whether its extra `binary` is, and the files that cannot be read."""
    names: dict[str, bool] = {}
    unread: list[str] = []
    for node, call in calls:
        directory = project.cwd(node, call.command)
        if call.name == "pip" or (call.name == "uv" and call.verb == "pip"):
            words = call.words[2:] if call.name == "uv" else call.words[1:]
            for word in words:
                text = word.text.strip("'\"")
                if text.startswith((".", "/")) and installs(call):
                    path = project.path(node, text.partition("[")[0], directory)
                    _declared(project, path, names)
                elif "://" not in text and not text.startswith("$"):
                    names[known.name_of(text)] = "binary" in text
            arguments = call.command.arguments
            for index, word in enumerate(arguments):
                value = ""
                if word.text in ("-r", "--requirement") and index + 1 < len(arguments):
                    value = arguments[index + 1].text
                elif word.text.startswith("-r") and len(word.text) > 2 and not word.text.startswith("--"):
                    value = word.text[2:]
                elif word.text.startswith("--requirement="):
                    value = word.text.partition("=")[2]
                if value:
                    _read(project, project.path(node, value, directory), names, unread, 5)
        else:
            locked = _locked(project, directory, names)
            if not locked and installs(call):
                _declared(project, directory, names)
    return names, unread


def _locked(project: Project, directory: str | None, names: dict[str, bool]) -> bool:
    """Add the names of lock files; whether there is one."""
    found = False
    for name in ("poetry.lock", "Pipfile.lock", "uv.lock", "pdm.lock"):
        lock = project.text_at(join(directory, name))
        found = found or lock is not None
        for row in (lock or "").split("\n"):
            line = row.strip()
            if line.startswith("name = "):
                names.setdefault(known.name_of(line.partition("=")[2]), False)
            elif name == "Pipfile.lock" and line.endswith('": {'):
                names.setdefault(known.name_of(line.partition(":")[0]), False)
    return found


def _declared(project: Project, directory: str | None, names: dict[str, bool]) -> None:
    """Add what a project itself asks for, as far as its files say."""
    wanted: list[str] = []
    for name in ("pyproject.toml", "Pipfile"):
        wanted += known.declared(project.text_at(join(directory, name)) or "")
    wanted += known.in_setup_cfg(project.text_at(join(directory, "setup.cfg")) or "")
    setup = project.text_at(join(directory, "setup.py"))
    if setup is not None:
        wanted += sources.install_requires(setup) or []
    for requirement in wanted:
        names.setdefault(known.name_of(requirement), "binary" in requirement.partition("[")[2].partition("]")[0])


def _read(project: Project, path: str | None, names: dict[str, bool], unread: list[str], depth: int) -> None:
    text = project.text_at(path)
    if text is None or path is None:
        unread.append(path or "?")
        return
    for name, binary in known.names_in(text):
        names[name] = names.get(name, False) or binary
    for other in known.includes(text) if depth else ():
        _read(project, join(path.rpartition("/")[0] or "/", other), names, unread, depth - 1)


def _libraries(project: Project, found: Draft, calls: list[tuple[Run, PackageCall]]) -> None:
    """What packages and sources need of the system when they run, where the last stage has another image."""
    names, unread = _requirements(project, calls)
    for name, program in known.PROGRAMS.items():
        if name in names:
            found.needs.setdefault(program, f"the Python package {name} starts it")
    if found.base == project.written_base:
        return
    if unread:
        known_context = project.context is not None
        if not known_context and not project.answers.keep_packages and not project.answers.runtime_base:
            raise NoPlan(
                "what is installed is not known, and so not which libraries it needs",
                "Where is the build context? (`--context DIR`)",
            )
        _ask(project, found, f"what {unread[0]} asks for is not known: it is not in the build context")
    compiled = _compiled(project, calls)
    for name, binary in names.items():
        if name in known.UNKNOWN:
            _ask(project, found, f"which libraries the Python package {name} needs is not known")
        libraries = known.LIBRARIES.get(name, "") if not (binary and name.startswith("psycopg")) else ""
        if name in known.COMPILED and compiled & {name, "all"}:
            libraries = f"{libraries} {known.COMPILED[name]}"
        _add(project, found, libraries, f"the Python package {name} loads it")
    _called(project, found)
    if project.image is not None and project.image.name == "pypy":
        found.assumed.append("packages that are compiled for PyPy need no library beside those that are kept")
    else:
        found.assumed.append(
            "packages without an entry of their own come as wheels that bring their libraries, or need none"
        )


def _add(project: Project, found: Draft, libraries: str, reason: str) -> None:
    """Add packages of libraries that the last stage's image lacks; of headers, the library of its release."""
    image = describe_name(found.base)
    for name in libraries.split():
        library = library_of(name, image) if name.endswith("-dev") else name
        if library is None:
            _ask(project, found, f"which package holds the library of {name} is not known ({reason})")
            continue
        for package in library.split():
            if package not in known.SLIM_HAS:
                found.libraries.setdefault(package, reason)


def _compiled(project: Project, calls: list[tuple[Run, PackageCall]]) -> set[str]:
    """The packages that an option makes pip compile here although there are wheels; `all` for all of them."""
    found: set[str] = set()
    for node, call in calls:
        option = call.command.option_value("--no-binary")
        text = option.text if option is not None else project.graph.environment(node).get("PIP_NO_BINARY") or ""
        found |= {known.name_of(name.strip(":")) for name in text.split(",") if name}
    return found


def _called(project: Project, found: Draft) -> None:
    """Programs that the sources start, libraries that they load by name, and windows that they draw."""
    called = sources.calls(project)
    for program, reason in called.programs.items():
        found.needs.setdefault(program, reason)
    for name, reason in called.libraries.items():
        headers = LINKED.get(name)
        if headers and library_of(headers, describe_name(found.base)):
            _add(project, found, headers, reason)
    if called.windows:
        found.libraries["libtk8.6"] = f"{called.windows} imports tkinter"


def _gains(project: Project, found: Draft, calls: list[tuple[Run, PackageCall]], *, is_added: bool) -> None:
    """Say why the result is worth it; an environment that is added brings a pip of its own."""
    if found.base != project.written_base:
        found.gains.append("the slim image is smaller")
    if is_added:
        return  # what pip keeps is less than that, and goes with `--no-cache-dir`
    for node, call in calls:
        if not installs(call):
            continue
        environment = project.graph.environment(node)
        cached = (
            call.name == "pip"
            and not call.command.has("--no-cache-dir")
            and environment.get("PIP_NO_CACHE_DIR") in (None, "0", "off", "false")
        )
        mounted = any(mount.type == "cache" for mount in node.mounts)
        removed = any(
            command.name == "rm" and ".cache" in command.words[-1].text for command in project.file.commands(node)
        )
        if cached and not mounted and not removed:
            found.gains.append(f"the packages that {call.name} keeps stay with the build")
