"""Commands that install the dependencies which a project's manifest names."""

from __future__ import annotations

from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.package_managers import Manager
    from dockerlint.shell.vocabulary import Command, ShellWord

# Options that name the project's folder.
_FOLDERS = ("--prefix", "--cwd", "--dir", "--directory", "--project", "--project-dir", "--working-dir", "-C")
_REQUIREMENTS = ("-r", "--requirement")
_CONDA = ("env create", "env update")
# What they install with `-g` belongs to no project.
_GLOBAL_MANAGERS = ("npm", "yarn", "pnpm", "bun")


class ProjectCall:
    """A call such as `npm ci` or `pip install -r requirements.txt`.

    `program` is the manager's key in the knowledge table, `files` are the manifests that it names itself, `folder` the
    folder it is told to work in, None for the current one.
    """

    __slots__ = ("command", "files", "folder", "manager", "program")

    def __init__(
        self,
        command: Command,
        program: str,
        manager: Manager,
        files: list[ShellWord],
        folder: ShellWord | None,
    ) -> None:
        self.command = command
        self.program = program
        self.manager = manager
        self.files = files
        self.folder = folder


def project_call(command: Command) -> ProjectCall | None:
    """Return the installation of a project's dependencies that a command is; None for all other commands."""
    call = package_call(command)
    if call is None or (command.has("-g", "--global") and call.name in _GLOBAL_MANAGERS):
        return None
    verbs = call.manager.get("project_install", ())
    if call.name == "pip":
        # `pip install .` needs the sources themselves, `pip install name` no file at all.
        files = _requirements(command)
        return ProjectCall(command, call.name, call.manager, files, None) if files and call.verb in verbs else None
    said = " ".join(word.text for word in call.words)
    if call.name == "uv" and said in ("pip install", "pip sync") and command.has(*_REQUIREMENTS):
        files = _requirements(command)
        return ProjectCall(command, call.name, call.manager, files, None) if files else None
    if not any(_says(verb, said, command) for verb in verbs) or command.has("-h", "-v", "--help", "--version"):
        return None
    files = [word for word in [command.option_value("-f", "--file")] if word is not None] if said in _CONDA else []
    return ProjectCall(command, call.name, call.manager, files, command.option_value(*_FOLDERS))


def _says(verb: str, said: str, command: Command) -> bool:
    """Whether a command is a verb and nothing more; `build --only-dependencies` is one with an option."""
    words, dashes, option = verb.partition(" --")
    return said == words and (not dashes or command.has(f"--{option}"))


def _requirements(command: Command) -> list[ShellWord]:
    files = []
    arguments = command.arguments
    for index, word in enumerate(arguments):
        if word.raw in _REQUIREMENTS and index + 1 < len(arguments):
            files.append(arguments[index + 1])
        elif word.raw.startswith("-r") and len(word.raw) > 2:
            files.append(type(word)(word.line, word.first + 2, word.last))
        elif word.raw.startswith("--requirement="):
            files.append(type(word)(word.line, word.first + len("--requirement="), word.last))
    return files
