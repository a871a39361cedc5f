"""The download of a package index joins the installation that works with it."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.merge import joint, merge, shows_style
from dockerlint.fix.style import delete_command, delete_instruction, script_of
from dockerlint.fixers.layer_order.common import between, blocks_index, is_calm
from dockerlint.lint.finding import Edit, Fix
from dockerlint.lint.suppression import is_suppression
from dockerlint.rules.layer_order.package_index_updated_alone import only_looks
from dockerlint.shell.package_calls import package_call, package_calls
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall

# Neighbours are merged; to move it further than that is unsafe.
SAFETY = "safe"
# What finds the index in its new layer, by manager.
_FINDERS = {"apt": "apt-lists-left-behind", "apk": "apk-cache-kept"}


def fix(finding: Finding, file: Dockerfile) -> Fix:
    run: Run
    command: Command
    run, command = finding.subject  # type: ignore[misc]
    call = package_call(command)
    stage = file.graph.stage_of(run)
    if run.in_onbuild:
        raise Refused("the instruction is a trigger inside ONBUILD")
    if call is None or stage is None:
        raise Refused("it is not known where the index is used")
    installation = _installation(run, call, stage, file)
    if installation is None:
        return _without_installation(run, command, call, stage, file)
    target, first = installation
    if first.does(first.manager.get("update", ())):
        return _second_download(run, command, target, call, file)
    steps = between(run, target, file)
    if not steps:
        return _merged([run, target], file)
    try:
        return _moved(run, command, target, first, file)
    except Refused:
        if not all(isinstance(step, Run) for step in steps):
            raise
        return _merged([run, *(step for step in steps if isinstance(step, Run)), target], file)


def _installation(run: Run, call: PackageCall, stage: Stage, file: Dockerfile) -> tuple[Run, PackageCall] | None:
    """Return the first later RUN that calls the same manager for more than a look, and that call."""
    for node in stage.instructions:
        if isinstance(node, Run) and node.index > run.index:
            for other in package_calls(file.commands(node)):
                if other.name == call.name and not only_looks(other.verb):
                    return node, other
    return None


def _merged(runs: list[Run], file: Dockerfile) -> Fix:
    edits, safety = merge(runs, file)
    return Fix("Download the index in the RUN that installs", safety, edits, may_add=_may_add(runs, file))


def _may_add(runs: list[Run], file: Dockerfile) -> dict[str, str]:
    called = {call.name for run in runs for call in package_calls(file.commands(run))}
    reason = "the index is now in the layer of the installation"
    return {rule: reason for manager, rule in _FINDERS.items() if manager in called}


def _without(run: Run, command: Command, file: Dockerfile) -> Edit:
    """Return the edit that takes the download out of its RUN."""
    if len(file.commands(run)) > 1:
        return delete_command(run, file.commands(run), command)
    if any(is_suppression(comment) for comment in run.comments):
        raise Refused("a comment above it silences findings")
    return delete_instruction(file.tree.text, run)


def _moved(run: Run, command: Command, target: Run, first: PackageCall, file: Dockerfile) -> Fix:
    if [(flag.name, flag.value) for flag in run.flags] != [(flag.name, flag.value) for flag in target.flags]:
        raise Refused("they have different flags")
    for step in between(run, target, file):
        reason = blocks_index(step, first.name, file)
        if reason:
            raise Refused(reason)
    commands = file.commands(target)
    place = commands.index(first.command)
    while commands[place].connector == "|":
        place -= 1
    head = commands[place]
    if target.is_json or head.context or head.connector not in ("", "&&", ";", "\n") or head.negated:
        raise Refused("the installation is part of a larger command")
    if first.command.follower == "||" or not _is_plain(head, target):
        raise Refused("the installation is part of a larger command")
    chained = "".join(joint([target], file)) if shows_style(target) else " && "
    insertion = Edit(head.start, head.start, script_of(command) + chained)
    edits = [_without(run, command, file), insertion]
    return Fix("Download the index in the RUN that installs", "unsafe", edits, may_add=_may_add([run], file))


def _is_plain(command: Command, run: Run) -> bool:
    """Whether it stands in the RUN's own script or in its here-document, not in a word for another shell."""
    line = command.words[0].line
    return line is run.words[0].line or any(line.file[0] == heredoc.start for heredoc in run.heredocs)


def _second_download(run: Run, command: Command, target: Run, call: PackageCall, file: Dockerfile) -> Fix:
    for step in between(run, target, file):
        if isinstance(step, Run) and not is_calm(step, call.name, file):
            raise Refused(f"the RUN in line {step.start_line} may need the index")
    edits = [_without(run, command, file)]
    return Fix("Leave out the index that is downloaded once more before it is used", "unsafe", edits)


def _without_installation(run: Run, command: Command, call: PackageCall, stage: Stage, file: Dockerfile) -> Fix:
    """Nobody installs with it: a script may; where none follows, the index is not needed."""
    following = file.tree.instructions[run.index + 1 : run.index + 2]
    if following and isinstance(following[0], Run) and not is_calm(following[0], call.name, file):
        return _merged([run, following[0]], file)
    for other in file.graph.stages[stage.index :]:
        if stage not in other.bases:
            continue
        for step in other.steps:
            is_later = isinstance(step, Run) and (other is not stage or step.index > run.index)
            if is_later and not is_calm(step, call.name, file):  # type: ignore[arg-type]
                raise Refused(f"the RUN in line {step.start_line} may need the index")
    return Fix("Leave out the index that nothing is installed with", "unsafe", [_without(run, command, file)])
