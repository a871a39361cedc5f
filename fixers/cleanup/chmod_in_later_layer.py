"""Mode or owner is set by the COPY; the command that did it later goes."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import insert_flag
from dockerlint.fixers.cleanup.common import delete_commands
from dockerlint.fixers.cleanup.recursive_chown_in_later_layer import check_readers, owner
from dockerlint.graph.paths import overlap
from dockerlint.graph.stages import is_remote
from dockerlint.lint.finding import Fix
from dockerlint.rules.cleanup._ledger import ledger_of
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.rules.cleanup._ledger import Trace
    from dockerlint.shell import Command

SAFETY = "unsafe"
_EXECUTABLE = ("+x", "a+x", "ugo+x", "+rx", "a+rx", "ugo+rx", "+xr")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    command: Command
    run: Run
    paths: list[str]
    traces: list[Trace]
    command, run, paths, traces = finding.subject  # type: ignore[misc]
    if command.context or command.wrappers or command.redirects or command.has("-h", "--no-dereference"):
        raise Refused(f"the command is more than a plain `{command.name}`")
    if command.connector not in ("", "&&", ";", "\n") or command.follower not in ("", "&&", ";", "\n"):
        raise Refused("something depends on how the command ends")
    if len(traces) != len(paths):
        raise Refused("not all that it changes is copied in this stage")
    found = {trace.instruction for trace in traces}
    copies = sorted((one for one in found if isinstance(one, (Add, Copy))), key=lambda copy: copy.index)
    for copy in copies:
        _check(copy, command, run, paths, file)
    value = _mode(command, copies, file) if command.name == "chmod" else owner(command, copies[0], file)
    check_readers(copies[0], run, file)
    edits = [insert_flag(copy, f"--{command.name}={value}") for copy in copies]
    return Fix(f"Set it with `COPY --{command.name}`", SAFETY, [*edits, *delete_commands(run, [command], file)])


def _check(copy: Copy | Add, command: Command, run: Run, paths: list[str], file: Dockerfile) -> None:
    """Refuse where the COPY brings more than these files, or another instruction writes to them."""
    if copy.flag(command.name) or copy.heredocs:
        raise Refused("what is copied has an owner or a mode already")
    stage = file.graph.stage_of(copy)
    assert stage is not None  # noqa: S101  # for the type checker
    changed = {trace.source for trace in ledger_of(file, stage).traces.get(copy, ()) if trace.path in paths}
    if not changed.issuperset(copy.sources):
        raise Refused(f"line {copy.start_line} copies more than what is changed")
    for step in stage.instructions:
        if copy.index < step.index < run.index:
            flow = file.graph.flow(step)
            if flow.unknown_writes or any(overlap(one, path) for one in flow.writes for path in paths):
                raise Refused(f"line {step.start_line} may write to it, too")
    for one in file.commands(run):
        if one is command:
            return
        if one.name in ("chmod", "chown", "chgrp") and any(word.text in paths for word in one.arguments):
            raise Refused("another command of the RUN changes it, too")


def _mode(command: Command, copies: list[Copy | Add], file: Dockerfile) -> str:
    words = command.positionals()
    mode = (words[0].value or "") if words else ""
    if mode in _EXECUTABLE:
        sources = [file.graph.expand(copy, source.value) for copy in copies for source in copy.sources]
        if any(source is None or is_remote(source) for source in sources):
            raise Refused("what ADD fetches has another mode than a file of the build context")
        return "755"
    if not mode.isdigit():
        raise Refused("`COPY --chmod` takes a mode in octal digits")
    return mode
