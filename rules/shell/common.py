"""What the rules about shells share: the SHELL in force, pipelines, and commands as they are typed."""

from __future__ import annotations

from dockerlint.knowledge.images import describe
from dockerlint.knowledge.reference import parse_reference
from dockerlint.syntax.instructions import Shell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.graph import Stage
    from dockerlint.knowledge.images import BaseImage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

_FACT = "shells where stages begin"
# Builtins of a shell that run another command as it stands.
_TRANSPARENT = ("exec", "command", "builtin", "time")
WINDOWS = ("cmd", "powershell", "pwsh")


def shells(stage: Stage, file: Dockerfile, *, inherited: bool = True) -> Iterator[tuple[Instruction, Shell | None]]:
    """Yield the instructions of a stage, those inside ONBUILD too, each with the SHELL in force; None is the default.

    With `inherited` the one of the stage that it is built on counts, as in BuildKit.
    """
    shell = _first_shells(file)[stage.index] if inherited else None
    for node in stage.instructions:
        if isinstance(node, Shell):
            shell = node
        else:
            yield node, shell
            if node.inner is not None:
                yield node.inner, shell


def _first_shells(file: Dockerfile) -> list[Shell | None]:
    facts = file.stages[0].instruction.facts
    known = facts.get(_FACT)
    if not isinstance(known, list):
        firsts: list[Shell | None] = []
        known = facts[_FACT] = firsts
        last: list[Shell | None] = []
        for stage in file.stages:
            first = last[stage.base.index] if stage.base is not None else None
            own = [node for node in stage.instructions if isinstance(node, Shell)]
            known.append(first)
            last.append(own[-1] if own else first)
    return known


def shell_name(words: tuple[str, ...]) -> str:
    """Return the name of the program that SHELL names: `bash`, `powershell`; "" where there is none."""
    name = words[0].replace("\\", "/").rpartition("/")[2].lower() if words else ""
    return name.removesuffix(".exe")


def base_image(stage: Stage) -> BaseImage | None:
    """Return what is known of the external image that a stage stands on."""
    image = stage.bases[-1].image
    reference = parse_reference(image) if image else None
    return describe(reference) if reference is not None else None


def base_shell(stage: Stage) -> str | None:
    """Return which shell the base image's `sh` is (`dash`, `ash`, `bash`, `cmd`), None where that is not known."""
    known = base_image(stage)
    return known.shell if known is not None else None


def pipelines(commands: list[Command]) -> list[list[Command]]:
    """Return the commands that are piped into one another; of a compound command the parts that touch the pipe."""
    found: list[list[Command]] = []
    for command in commands:
        if command.connector == "|":
            left = next((one for one in reversed(found) if _leads_to(one[-1], command)), None)
            if left is not None:
                left.append(command)
                continue
        if command.follower == "|" or command.connector == "|":
            found.append([command])
    return found


def _leads_to(left: Command, right: Command) -> bool:
    return left.follower == "|" and left.runner is right.runner and len(left.context) >= len(right.context)


def is_typed(command: Command, name: str) -> bool:
    """Whether a command is typed by that very name, with no path and no program in front that runs it."""
    return (
        command.name_word is not None
        and command.name_word.text == name
        and command.runner is None
        and all(wrapper in _TRANSPARENT for wrapper in command.wrappers)
    )
