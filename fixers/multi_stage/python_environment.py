"""Where the packages of Python's own installation go, so that the last stage can copy them.

    environment   a virtual environment, /opt/venv, whose programs come first in PATH
    in place      the folders that the image's own Python has, where something names them, or forgets PATH (cron)

Poetry, Pipenv and what else only installs stay out of the environment wherever the file lets them.
"""

from __future__ import annotations

from dockerlint.fixers.multi_stage import python_packages as known
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import base_name, join
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.fixers.multi_stage.draft import Draft
    from dockerlint.shell.package_calls import PackageCall

MANAGERS = ("poetry", "pipenv", "uv", "pdm")
_ENVIRONMENT = "/opt/venv"
# What starts programs with an environment of its own, or none.
_FORGETFUL = {"cron": "cron", "crond": "cron", "sudo": "sudo", "anacron": "cron"}
# Programs of Python packages that settings of supervisors and scripts name with their path.
_PROGRAMS = (
    *("python", "pip", "alembic", "celery", "daphne", "django-admin", "flask", "gunicorn", "hypercorn", "streamlit"),
    *("supervisord", "uvicorn", "uwsgi"),
)
_OF_THE_SYSTEM = ("dist-packages", "/usr/bin/python3")
_SETTINGS = (".sh", ".ini", ".conf", ".cfg", ".toml", ".service")
# Packages that put files beside those two folders (`share`, `etc`).
_ELSEWHERE = frozenset(("ansible", "ipykernel", "ipython", "jupyter", "jupyterlab", "notebook", "supervisor"))


def place(project: Project, found: Draft, calls: list[tuple[Run, PackageCall]]) -> None:
    """Say how the packages that go to the image's own Python reach the last stage. Raises NoPlan."""
    if any(project.user_at(node) for node, call in calls if installs(call)):
        raise NoPlan(
            "packages are installed by a user who may not write where the environment would be",
            "Write USER behind the installation",
        )
    reason, question = _in_the_way(project, found)
    if reason:
        _in_place(project, found, calls, reason, question)
    else:
        _environment(project, found, calls)


def installs(call: PackageCall) -> bool:
    """Whether a call installs packages."""
    return call.verb in ("install", "sync", "pip", "add", "ci") or call.does(call.manager["install"])


def only_installers(call: PackageCall, *, managed: bool) -> bool:
    """Whether a call brings nothing that the program runs with; `managed` where another program installs that."""
    words = call.words[1:]
    names = known.INSTALLERS | set(MANAGERS) | {"pipx"} if managed else known.INSTALLERS
    return (
        call.name == "pip"
        and bool(words)
        and all(known.name_of(word.text) in names for word in words)
        and not call.command.has("-r", "--requirement")
    )


def _environment(project: Project, found: Draft, calls: list[tuple[Run, PackageCall]]) -> None:
    """Let everything be installed to a virtual environment."""
    folder = _ENVIRONMENT
    if any(folder in node.text for node in project.instructions):
        folder = "/opt/app-env"
    image = project.image
    python = "pypy3" if image is not None and image.name == "pypy" else "python"
    if image is not None and image.name not in ("python", "pypy"):
        python = "python3"  # that of a distribution
    own = image is not None and image.name in ("python", "pypy")
    option = "" if own else "--system-site-packages "
    if not own:
        found.assumed.append(f"the Python of {project.written_base} has the module venv")
    make = f"RUN {python} -m venv {option}{folder}"
    path = f'PATH="{folder}/bin:$PATH"'
    managed = any(call.name in ("poetry", "pipenv", "pdm") for _, call in calls)
    both = f"VIRTUAL_ENV={folder} {path}" if managed else path
    outside = _outside(project, calls) if managed and own else None
    begins_free = own and project.begins_as_root
    if outside is not None and begins_free:
        node, is_shared = outside
        found.opening = [make, *([f"ENV VIRTUAL_ENV={folder}"] if is_shared else [])]
        found.before_build, found.before_build_at = [f"ENV {path if is_shared else both}"], node.index + 1
    elif begins_free:
        found.opening = [make, f"ENV {both}"]
    else:
        found.before_build = [make, f"ENV {both}"]
    names = "PATH"
    if managed and outside is None:
        names = "PATH, VIRTUAL_ENV"
    found.after_copy = [f"ENV {both if outside is None else path}"]
    found.artifacts.insert(0, Artifact(folder, calls[0][0].start_line, "everything that is installed"))
    found.changes["env"] = f"{names}: the programs of the virtual environment come first"


def _outside(project: Project, calls: list[tuple[Run, PackageCall]]) -> tuple[Run, bool] | None:
    """The last RUN that brings an installer which can stay out of the environment, and whether it also calls it.

    None where the program needs the installer when it runs, or where their order does not allow it.
    """
    if any(call.verb in ("run", "shell") for _, call in calls):
        return None
    if any(name in MANAGERS for name in project.programs()):
        return None
    tools = [node for node, call in calls if installs(call) and _brings(call)]
    if not tools:
        return None
    last = max(tools, key=lambda node: node.index)
    is_shared = False
    for node, call in calls:
        if not installs(call) or _brings(call):
            continue
        if node.index < last.index:
            return None
        if node.index == last.index:
            # Poetry asks for VIRTUAL_ENV, all others for the first Python in PATH.
            if call.name != "poetry":
                return None
            is_shared = True
    return last, is_shared


def _brings(call: PackageCall) -> bool:
    """Whether a call of pip brings an installer, and nothing that the environment needs."""
    return only_installers(call, managed=True) and any(
        known.name_of(word.text) in (*MANAGERS, "pipx") for word in call.words[1:]
    )


def _in_place(project: Project, found: Draft, calls: list[tuple[Run, PackageCall]], reason: str, question: str) -> None:
    """Copy the folders of the image's own Python, which stay where they were."""
    image = project.image
    parts = image.version.split(".") if image is not None else []
    parts = ["2", "7"] if parts[:1] == ["2"] else parts
    if image is None or image.name != "python" or len(parts) < 2:
        version = question or "Which Python is it? Name it in FROM (`python:3.12`)"
        raise NoPlan(f"{reason}: packages would be in a virtual environment", version)
    words = [word.text for _, call in calls for word in call.words[1:]]
    elsewhere = next((text for text in words if known.name_of(text) in _ELSEWHERE), "")
    if elsewhere and not project.answers.artifacts:
        raise NoPlan(
            f"{reason}, and {elsewhere} has files beside its packages",
            "Which paths does the program need? (`--artifact PATH`)",
        )
    line = calls[0][0].start_line
    folder = f"/usr/local/lib/python{parts[0]}.{parts[1]}/site-packages"
    found.artifacts.insert(0, Artifact(folder, line, "the packages"))
    found.artifacts.insert(1, Artifact("/usr/local/bin", line, "their programs"))
    found.assumed.append(f"packages stay in the folders of the image's own Python, for {reason}")


def _in_the_way(project: Project, found: Draft) -> tuple[str, str]:
    """Why packages cannot go to an environment, "" where they can, and what would help. Raises NoPlan."""
    if project.image is not None and project.image.name == "python" and project.image.version.startswith("2"):
        return "Python 2 makes no virtual environments", ""
    for name, where in project.programs().items():
        if name in _FORGETFUL and not (name == "sudo" and not project.argv):
            return f"{_FORGETFUL[name]} starts programs without the image's PATH ({where})", ""
    for package in ("cron", "anacron"):
        if package in project.system_packages:
            return "cron starts programs without the image's PATH", ""
    for node in project.instructions:
        if node.keyword == "ENV":
            for pair in node.pairs:  # type: ignore[attr-defined]
                if pair.name == "PATH" and pair.value is not None and "PATH" not in pair.value.value:
                    return f"line {node.start_line} sets PATH as a whole", ""
    reason, question = _named(project, found)
    if reason:
        return reason, question
    for line in project.argv:
        for word in line[:1]:
            script = project.text_at(join(project.run_directory(), word)) if "/" in word else None
            first = (script or "").partition("\n")[0]
            if first.startswith("#!") and "python" in first and "env " not in first:
                return f"{word} is run by {first[2:].strip()}", "Write `#!/usr/bin/env python` there"
        if line and line[0].startswith("/usr/local/bin/") and project.context_path(line[0]) is None:
            return f"line {project.entry_line} names {line[0]}", "Write it without its path"
    return "", ""


def _named(project: Project, found: Draft) -> tuple[str, str]:
    """Where packages or programs are named by their old place."""
    texts = [(f"line {node.start_line}", node.text, False) for node in project.instructions]
    texts += [(path, text, True) for path, text in project.sources(*_SETTINGS)]
    scripts = {base_name(target) for _, _, target, _ in project.copies()}
    question = "Can it be without the path? Write `python` there"
    for where, text, is_file in texts:
        for mark in _OF_THE_SYSTEM:
            if mark in text and found.base != project.written_base:
                raise NoPlan(
                    f"{where} names {mark}, which is the distribution's Python: the slim image has none", question
                )
        if "site-packages" in text or "/usr/local/bin/python" in text:
            mark = "site-packages" if "site-packages" in text else "/usr/local/bin/python"
            return f"{where} names {mark}", question
        if is_file:
            for name in _PROGRAMS:
                if f"/usr/local/bin/{name}" in text and name not in scripts:
                    return f"{where} names /usr/local/bin/{name}", question
    return "", ""
