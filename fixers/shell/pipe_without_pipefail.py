"""SHELL with `pipefail`, in a shell that has it; where SHELL cannot be changed, `set -o pipefail` in the RUN."""

from __future__ import annotations

from itertools import pairwise

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, insert_above_comments, prepend_command
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.shell.common import base_image, pipelines, shell_name
from dockerlint.syntax.instructions import Run, Shell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

SAFETY = "unsafe"
_HAVE_IT = ("bash", "ash", "zsh", "ksh")
# They report what is no failure as one: nothing found, no such package.
_FAIL_OFTEN = frozenset(
    (
        "cmp", "diff", "dpkg", "dpkg-query", "egrep", "expr", "fgrep", "find", "grep", "ldd", "pgrep", "rpm", "which",
        "xargs", "zgrep",
    )
)  # fmt: skip
_TITLE = "Set `pipefail` with SHELL"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Set the option with SHELL, or in the RUN alone where that cannot be."""
    node: Run
    shell: Shell | None
    stage: Stage
    node, shell, stage = finding.subject  # type: ignore[misc]
    try:
        return _with_shell(node, shell, stage, file)
    except Refused as refusal:
        if not _has_it(shell, stage):
            raise
        try:
            return _inside(node, file)
        except Refused:
            raise refusal from None


def _inside(node: Run, file: Dockerfile) -> Fix:
    """Write `set -o pipefail` in front of what the RUN does."""
    commands = file.commands(node)
    _refuse_harm(commands, becomes_bash=False)
    changes = ("triggers",) if node.in_onbuild else ()
    edit = prepend_command(file.tree.text, node, commands, "set -o pipefail")
    return Fix("Set `pipefail` in the RUN", SAFETY, [edit], changes=changes)


def _has_it(shell: Shell | None, stage: Stage) -> bool:
    """Whether the shell in force certainly has the option."""
    if shell is not None:
        return shell.is_json and shell_name(shell.value) in _HAVE_IT
    known = base_image(stage)
    return known is not None and known.shell == "ash" and known.distribution == "alpine"


def _with_shell(node: Run, shell: Shell | None, stage: Stage, file: Dockerfile) -> Fix:
    """Write a SHELL in front, or give the option to the one in force."""
    if node.in_onbuild:
        raise Refused("the instruction is a trigger inside ONBUILD")
    if node.is_json:
        raise Refused("SHELL is not for an exec form")
    if shell is not None:
        edit = _into(shell, stage)
        first: Instruction = shell
        becomes_bash = False
    else:
        known = base_image(stage)
        if known is None or known.shell is None:
            raise Refused("the shell of the base image is not known")
        ash = known.shell == "ash"
        if not (known.distribution == "alpine" if ash else known.has("bash")):
            raise Refused("the base image is not known to have a shell with `pipefail`")
        becomes_bash = not ash
        first = next(run for run in _runs(stage, None, file) if pipelines(file.commands(run)))
        words = f'["/bin/{"ash" if ash else "bash"}", "-o", "pipefail", "-c"]'
        edit = insert_above_comments(file.tree.text, f"{cased('SHELL', first)} {words}", first)
    for run in _runs(stage, first, file):
        _refuse_harm(file.commands(run), becomes_bash=becomes_bash)
    return Fix(_TITLE, SAFETY, [edit], changes=("shell",))


def _into(shell: Shell, stage: Stage) -> Edit:
    """Return the edit that gives a SHELL the option."""
    if shell not in stage.instructions:
        raise Refused("the SHELL in force stands in another stage")
    if not shell.is_json or shell_name(shell.value) not in _HAVE_IT:
        raise Refused("the shell in force is not known to have `pipefail`")
    flag = next((word for word in shell.words if word.value.startswith("-") and word.value.endswith("c")), None)
    if flag is None or flag.value.startswith("--"):
        raise Refused("the SHELL in force is not understood")
    return Edit(flag.start, flag.start, '"-o", "pipefail", ')


def _runs(stage: Stage, first: Instruction | None, file: Dockerfile) -> Iterator[Run]:
    """Yield the RUNs in shell form that work in the SHELL that stands, or will stand, at `first`."""
    affected = [stage, *(one for one in file.stages if one is not stage and stage in one.bases)]
    for one in affected:
        for node in one.instructions:
            if one is stage and first is not None and node.index < first.index:
                continue
            if isinstance(node, Shell) and node is not first:
                break
            if isinstance(node, Run) and not node.is_json:
                yield node


def _refuse_harm(commands: list[Command], *, becomes_bash: bool) -> None:
    """Refuse where a RUN that works now is bound to fail, or to do something else, afterwards."""
    for pipeline in pipelines(commands):
        for left, right in pairwise(pipeline):
            if left.name in _FAIL_OFTEN:
                raise Refused(f"`{left.name}` in front of a pipe may fail without harm, which would stop the build")
            if left.name == "yes" or _ends_early(right):
                name = "yes" if left.name == "yes" else right.name
                raise Refused(f"with `{name}` the left side ends by a signal, which `pipefail` takes for a failure")
    if becomes_bash:
        for command in commands:
            if command.name == "echo" and any("\\" in (word.value or word.raw) for word in command.arguments):
                raise Refused("an `echo` with a backslash prints something else in bash")


def _ends_early(command: Command) -> bool:
    """Whether a command may end before it has read all that is piped into it."""
    if command.name in ("grep", "egrep", "fgrep", "zgrep"):
        return command.has("-q", "--quiet", "--silent", "-m", "--max-count", "-l")
    if command.name in ("sed", "awk", "gawk", "mawk"):
        return any(part in word.text for word in command.arguments for part in ("q", "exit"))
    return command.name in ("head", "read", "true", ":", "false", "exit")
