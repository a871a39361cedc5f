"""Commands that install the dependencies which a project's manifest names."""

from __future__ import annotations

from dockerlint.knowledge.manifests import ECOSYSTEMS
from dockerlint.shell.package_calls import package_call, unversioned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.manifests import Ecosystem
    from dockerlint.shell.vocabulary import Command, ShellWord

# Options that name the project's folder.
_FOLDERS = ("--prefix", "--cwd", "--dir", "--directory", "--project", "--project-dir", "--working-dir", "-C")
_REQUIREMENTS = ("-r", "--requirement")


class ProjectCall:
    """A call such as `npm ci` or `pip install -r requirements.txt`.

    `files` are the manifests it names itself, `folder` the folder it is told to work in, None for the current one.
    """

    __slots__ = ("command", "ecosystem", "files", "folder", "program")

    def __init__(
        self,
        command: Command,
        program: str,
        ecosystem: Ecosystem,
        files: list[ShellWord],
        folder: ShellWord | None,
    ) -> None:
        self.command = command
        self.program = program
        self.ecosystem = ecosystem
        self.files = files
        self.folder = folder


def project_call(command: Command) -> ProjectCall | None:
    """Return the installation of a project's dependencies that a command is; None for all other commands."""
    call = package_call(command)
    program = call.name if call and call.name == "pip" else unversioned(command.name)
    ecosystem = ECOSYSTEMS.get(program)
    if ecosystem is None or (command.has("-g", "--global") and program in ("npm", "yarn", "pnpm", "bun")):
        return None
    words = [word.text for word in (call.words if call else command.positionals())]
    if program == "pip":
        # `pip install .` needs the sources themselves, `pip install name` no file at all.
        files = _requirements(command)
        return ProjectCall(command, program, ecosystem, files, None) if files and words[:1] == ["install"] else None
    if " ".join(words) not in ecosystem["install"] or command.has("-h", "-v", "--help", "--version"):
        return None
    return ProjectCall(command, program, ecosystem, [], command.option_value(*_FOLDERS))


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
