"""What the fixers about caches share: a clean-up at the end of the RUN, and who would miss what goes."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import append_command
from dockerlint.lint.finding import Fix
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax.instructions import Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

_ROOT = (None, "root", "0", "0:0", "root:root")
_OTHER_USERS = ("gosu", "su-exec", "chroot", "setpriv", "runuser", "xargs")
_INTERPRETERS = ("sh", "bash", "ash", "dash", "zsh", "source", ".", "python", "perl", "make")


def cleaned_up(file: Dockerfile, run: Instruction, call: PackageCall, script: str, title: str, safety: str) -> Fix:
    """Return the fix that appends a clean-up to a RUN, as the user that has filled the cache."""
    sudo = prefix(run, call)
    may_add = {"sudo-in-run": "the call that it cleans up after has `sudo`"} if sudo else {}
    edit = append_command(file.tree.text, run, file.commands(run), sudo + script)
    return Fix(title, safety, [edit], may_add=may_add)


def prefix(run: Instruction, call: PackageCall) -> str:
    """Return `sudo ` where a call has that in front of it; refused where nobody knows as whom it runs."""
    command = call.command
    if command.words[0].line is not run.words[0].line and not run.heredocs:
        raise Refused("the call stands in a script inside the script")
    if any(wrapper in _OTHER_USERS for wrapper in command.wrappers):
        raise Refused(f"`{command.wrappers[0]}` runs the call as somebody else")
    if "sudo" in command.wrappers:
        if command.words[1].text.startswith("-"):
            raise Refused("`sudo` has options")
        return "sudo "
    return ""


def needs_root(file: Dockerfile, run: Instruction, call: PackageCall) -> None:
    """Refuse where the RUN is known not to run as root."""
    user = surroundings_of(file, run).user
    if user not in _ROOT and "sudo" not in call.command.wrappers:
        raise Refused(f"the RUN runs as `{user}`, not as root")


def later_steps(file: Dockerfile, run: Instruction) -> Iterator[Instruction]:
    """Yield what follows in the stage and in the stages that are built on it, triggers included."""
    stage = file.graph.stage_of(run)
    for other in file.stages:
        if other is stage:
            nodes = [node for node in other.instructions if node.index > run.index]
        elif stage in other.bases:
            nodes = list(other.instructions)
        else:
            continue
        for node in nodes:
            yield node.inner or node


def later_calls(file: Dockerfile, run: Instruction) -> Iterator[tuple[Instruction, PackageCall]]:
    """Yield the calls of package managers in what follows."""
    for node in later_steps(file, run):
        if isinstance(node, Run):
            for command in file.commands(node):
                call = package_call(command)
                if call is not None:
                    yield node, call


def runs_scripts_later(file: Dockerfile, run: Instruction) -> bool:
    """Whether what follows runs scripts that nobody has read."""
    runs = (node for node in later_steps(file, run) if isinstance(node, Run))
    return any(any(map(_is_script, file.commands(node))) for node in runs)


def _is_script(command: Command) -> bool:
    name = command.name_word.text if command.name_word else ""
    if command.name in _INTERPRETERS:
        return package_call(command) is None and not command.has("-c")
    if name.endswith(".sh"):
        return True
    return name.startswith(("./", "../", "/")) and not name.startswith(("/bin/", "/usr/bin/", "/usr/sbin/", "/sbin/"))


def refuse_readers(file: Dockerfile, run: Instruction, call: PackageCall, place: str) -> None:
    """Refuse where something behind a call names a part of the cache's path, but for `rm -f`."""
    commands = file.commands(run)
    following = commands[commands.index(call.command) + 1 :]
    for node in later_steps(file, run):
        if isinstance(node, Run):
            following += file.commands(node)
    for node in file.tree.instructions:
        if isinstance(node, Copy) and node.index > run.index and any(place in word.value for word in node.words[:-1]):
            raise Refused(f"line {node.start_line} copies from the cache")
    for command in following:
        forced = command.name == "rm" and command.has("-f", "--force")
        if not forced and any(place in word.text for word in command.words):
            raise Refused(f"`{command.name}` reads the cache afterwards")


def tool_stays(file: Dockerfile, run: Instruction, call: PackageCall) -> None:
    """Refuse where the program may be gone, or not be found, at the end of the RUN."""
    commands = file.commands(run)
    if any(assignment.name == "PATH" for assignment in call.command.assignments):
        raise Refused("the program is looked for in a PATH of its own")
    if "subshell" in call.command.context or "substitution" in call.command.context:
        raise Refused("the call stands in a subshell")
    for command in commands[commands.index(call.command) + 1 :]:
        other = package_call(command)
        removes = other is not None and other.does(other.manager.get("remove", ()))
        if removes or (
            command.name == "rm" and any("/bin" in word.text or "node" in word.text for word in command.words)
        ):
            raise Refused("packages are removed behind the call, the program among them perhaps")
