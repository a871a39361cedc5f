"""Python: what pip, Poetry, Pipenv or uv install goes to a virtual environment, which the last stage copies."""

from __future__ import annotations

from dockerlint.fixers.multi_stage import python_packages as known
from dockerlint.fixers.multi_stage.compiled import zone_reason
from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import base_name, covers, join
from dockerlint.shell.package_calls import package_call, unversioned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Run

_MANAGERS = ("pip", "poetry", "pipenv", "uv", "pdm")
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
_ENVIRONMENT = "/opt/venv"
# What starts programs with an environment of its own, or none.
_FORGETFUL = {"cron": "cron", "crond": "cron", "sudo": "sudo", "anacron": "cron"}


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a Python program; None where the file installs no Python packages."""
    calls = list(project.calls(*_MANAGERS))
    if not any(_installs(call) for _, call in calls):
        return None
    name = project.image.name if project.image is not None else None
    found = Draft("python")
    found.runs_program = ("python", "pypy", "python3")
    found.manifests = _MANIFESTS
    for _, call in calls:
        found.build[call.command] = f"{call.name} {call.verb}".strip()
    _mark_installers(project, found)
    _choose_base(project, found, name)
    mode = _mode(project, found, calls)
    if mode == "system":
        _check_python(project, name)
        _use_environment(project, found, calls)
    elif any(base_name(line[0]) in ("poetry", "pipenv", "uv", "pdm") for line in project.argv if line):
        raise NoPlan(
            f"line {project.entry_line} starts the program by way of what installs it",
            "Which program is it? Start it by its own name, with the environment first in PATH",
        )
    if any(call.name == "uv" for _, call in calls):
        found.assumed.append("uv takes the image's Python and downloads none")
    found.root = project.run_directory()
    _check_paths(project)
    _extensions(project, found)
    _libraries(project, found, calls)
    _gains(project, found, calls, is_added=mode == "system")
    return found


def _installs(call: PackageCall) -> bool:
    return call.verb in ("install", "sync", "pip", "add", "ci") or call.does(call.manager["install"])


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
        if not _installs(call):
            continue
        if _only_installers(call, managed=any(other.name != "pip" for _, other in calls)):
            continue
        place = _place(project, node, call)
        if place is None:
            modes.add("system")
        else:
            modes.add("own")
            owner = project.user_at(node)
            if not any(artifact.path == place for artifact in found.artifacts):
                found.artifacts.append(Artifact(place, node.start_line, f"{call.name} installs there", owner))
    if len(modes) > 1:
        raise NoPlan(
            "packages are installed in several places", "Which paths does the program need? (`--artifact PATH`)"
        )
    return modes.pop() if modes else "system"


def _only_installers(call: PackageCall, *, managed: bool) -> bool:
    """Whether a call brings nothing that the program runs with; `managed` where another program installs that."""
    words = call.words[1:]
    names = known.INSTALLERS | {"uv", "poetry", "pipenv", "pdm"} if managed else known.INSTALLERS
    return (
        call.name == "pip"
        and bool(words)
        and all(known.name_of(word.text) in names for word in words)
        and not call.command.has("-r", "--requirement")
    )


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
    """Raise NoPlan where the base's Python cannot make virtual environments, or nobody knows."""
    image = project.image
    written = project.written_base
    if name in ("python", "pypy"):
        if image is not None and image.version.startswith("2"):
            raise NoPlan("Python 2 makes no virtual environments")
        return
    if any(package.startswith("python") for package in project.system_packages) and image is not None:
        raise NoPlan(
            "the distribution's own Python is used, whose packages cannot be told from those that are installed"
        )
    last = base_name(written.partition("@")[0]).partition(":")[0]
    version = written.rpartition(":")[2]
    if "python2" in last or (last.startswith("python-") and version.startswith("2")):
        raise NoPlan("Python 2 makes no virtual environments")
    if image is None and ("python" in last or project.answers.runtime_base):
        return
    raise NoPlan(
        f"what Python {written} has is not known",
        f"Can it make virtual environments? Then `--runtime-base {written}`",
    )


def _use_environment(project: Project, found: Draft, calls: list[tuple[Run, PackageCall]]) -> None:
    first = calls[0][0]
    if any(project.user_at(node) for node, call in calls if _installs(call)):
        raise NoPlan("packages are installed by a user who may not write where the environment would be")
    for node in project.instructions:
        if node.keyword == "ENV":
            for pair in node.pairs:  # type: ignore[attr-defined]
                if pair.name == "PATH" and pair.value is not None and "PATH" not in pair.value.value:
                    raise NoPlan(
                        f"line {node.start_line} sets PATH as a whole, and the environment's programs must come first"
                    )
    place = _ENVIRONMENT
    if any(place in node.text for node in project.instructions):
        place = "/opt/app-env"
    python = "python"
    if project.image is not None and project.image.name == "pypy":
        python = "pypy3"
    own = project.image is not None and project.image.name in ("python", "pypy")
    option = "" if own else "--system-site-packages "
    if not own:
        found.assumed.append(f"the Python of {project.written_base} has the module venv")
    managed = any(call.name in ("poetry", "pipenv") for _, call in calls)
    variables = f'PATH="{place}/bin:$PATH"'
    names = "PATH"
    if managed:
        variables = f"VIRTUAL_ENV={place} {variables}"
        names = "PATH, VIRTUAL_ENV"
    found.before_build = [f"RUN {python} -m venv {option}{place}", f"ENV {variables}"]
    found.after_copy = [f"ENV {variables}"]
    found.artifacts.append(Artifact(place, first.start_line, "everything that is installed"))
    found.changes["env"] = f"{names}: the programs of the virtual environment come first"


def _check_paths(project: Project) -> None:
    """Raise NoPlan where something asks for packages at their old place, or forgets PATH."""
    for name, reason in project.programs().items():
        if name in _FORGETFUL and not (name == "sudo" and not project.argv):
            raise NoPlan(
                f"{_FORGETFUL[name]} starts programs without the image's PATH, so without the environment ({reason})"
            )
    for package in ("cron", "anacron"):
        if package in project.system_packages:
            raise NoPlan("cron starts programs without the image's PATH, and so without the environment")
    texts = [(f"line {node.start_line}", node.text) for node in project.instructions]
    texts += [(path, text) for path, text in project.sources(".sh", ".ini", ".conf", ".cfg", ".toml", ".service")]
    for place, text in texts:
        for mark in ("/usr/local/bin/python", "site-packages", "dist-packages", "/usr/bin/python3"):
            if mark in text:
                raise NoPlan(
                    f"{place} names {mark}: packages would be in a virtual environment",
                    "Can it be without the path? Write `python` there",
                )
    for line in project.argv:
        for word in line[:1]:
            script = project.text_at(join(project.run_directory(), word)) if "/" in word else None
            first = (script or "").partition("\n")[0]
            if first.startswith("#!") and "python" in first and "env " not in first:
                raise NoPlan(
                    f"{word} is run by {first[2:].strip()}, which is not the environment's Python",
                    "Write `#!/usr/bin/env python` there",
                )
        if line and line[0].startswith("/usr/local/bin/") and project.context_path(line[0]) is None:
            raise NoPlan(
                f"line {project.entry_line} names {line[0]}, which would be in a virtual environment",
                "Write it without its path",
            )


def _extensions(project: Project, found: Draft) -> None:
    inplace = [
        node
        for node, command in project.commands("python")
        if any(word.text in ("build_ext", "--inplace") for word in command.arguments)
    ]
    if inplace:
        raise NoPlan(
            f"line {inplace[0].start_line} compiles modules beside the sources, and which is not known",
            "Which files does it leave? (`--artifact PATH`)",
        )
    editable = [command for command in found.build if command.has("-e", "--editable")]
    path = known.has_extensions(project) if editable else ""
    if path:
        raise NoPlan(
            f"{path} compiles modules beside the sources, for they are installed in place", "Install without `-e`"
        )


def _requirements(project: Project, calls: list[tuple[Run, PackageCall]]) -> tuple[dict[str, bool], list[str]]:
    """Names of what is installed, each with whether its extra `binary` is, and the files that cannot be read."""
    names: dict[str, bool] = {}
    unread: list[str] = []
    for node, call in calls:
        directory = project.cwd(node, call.command)
        if call.name in ("pip", "uv"):
            words = call.words[2:] if call.name == "uv" else call.words[1:]
            for word in words:
                text = word.text.strip("'\"")
                if "://" not in text and not text.startswith((".", "/", "$")):
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
            for name in ("poetry.lock", "Pipfile.lock", "uv.lock", "pdm.lock"):
                lock = project.text_at(join(directory, name)) or ""
                for row in lock.split("\n"):
                    line = row.strip()
                    if line.startswith("name = "):
                        names.setdefault(known.name_of(line.partition("=")[2]), False)
                    elif name == "Pipfile.lock" and line.endswith('": {'):
                        names.setdefault(known.name_of(line.partition(":")[0]), False)
    return names, unread


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
    """What the packages need of the system when they run, where the last stage has another image."""
    zones = zone_reason(project)
    del zones  # every official image has time zones
    written = project.written_base
    names, unread = _requirements(project, calls)
    for name, program in known.PROGRAMS.items():
        if name in names:
            found.needs.setdefault(program, f"the Python package {name} starts it")
    if found.base == written:
        return
    if unread and project.context is None:
        raise NoPlan(
            "what is installed is not known, and so not which libraries it needs",
            "Where is the build context? (`--context DIR`)",
        )
    if unread:
        raise NoPlan(
            f"what {unread[0]} asks for is not known: it is not in the build context",
            "Which system packages does the program need? (`--keep-package NAME`, `--runtime-base IMAGE`)",
        )
    for name, binary in names.items():
        if name in known.UNKNOWN:
            raise NoPlan(
                f"which libraries the Python package {name} needs is not known", "Which? (`--keep-package NAME`)"
            )
        if name in known.LIBRARIES and not (binary and name.startswith("psycopg")):
            for library in known.LIBRARIES[name].split():
                found.libraries[library] = f"the Python package {name} loads it"
    if project.image is not None and project.image.name == "pypy":
        found.assumed.append("packages that are compiled for PyPy need no library beside those that are kept")
    else:
        found.assumed.append(
            "packages without an entry of their own come as wheels that bring their libraries, or need none"
        )


def _gains(project: Project, found: Draft, calls: list[tuple[Run, PackageCall]], *, is_added: bool) -> None:
    """Say why the result is worth it; an environment that is added brings a pip of its own."""
    if found.base != project.written_base:
        found.gains.append("the slim image is smaller")
    if is_added:
        return  # what pip keeps is less than that, and goes with `--no-cache-dir`
    for node, call in calls:
        if not _installs(call):
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


__all__ = ["covers", "draft", "package_call"]
