"""`ADD` unpacks a local tar archive; the command that did it goes, and so does the deletion of the archive."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, replace
from dockerlint.fixers.cleanup.common import delete_commands
from dockerlint.graph.paths import base_name, overlap
from dockerlint.knowledge.file_names import TAR_ARCHIVES
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.rules.cleanup.common import deleted, effects
from dockerlint.syntax.instructions import Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.rules.cleanup._ledger import Trace
    from dockerlint.shell import Command

# Docker looks at the content: what is no archive for it would be copied as it is.
SAFETY = "unsafe"
_LETTERS = frozenset("xzjJvfp")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    trace: Trace = finding.subject  # type: ignore[assignment]
    copy, command = trace.instruction, trace.unpacked_by
    if not isinstance(copy, Copy) or copy.from_ is not None or not trace.path.endswith(TAR_ARCHIVES):
        raise Refused("ADD unpacks tar archives of the build context only")
    if command is None or not trace.added_plainly or not _is_plain(command):
        raise Refused("tar does more than ADD could")
    if copy.flags or len(copy.sources) != 1 or copy.is_json or copy.in_onbuild:
        raise Refused("the instruction copies more than the archive, or has flags")
    run = _run_of(command, copy, file)
    places = list(effects(surroundings_of(file, run), command).writes)
    if len(places) != 1 or places[0][:1] != "/":
        raise Refused("it is not known where it is unpacked")
    place = places[0].rstrip("/") + "/"
    gone = _uses(trace, command, run, file)
    _check_between(copy, run, command, place, file)
    assert copy.destination is not None  # noqa: S101  # for the type checker
    edits: list[Edit] = [replace(copy.keyword_word, cased("ADD", copy)), replace(copy.destination, place)]
    return Fix("Let ADD unpack it", SAFETY, [*edits, *delete_commands(run, [command, *gone], file)])


def _is_plain(command: Command) -> bool:
    if command.redirects or command.assignments or command.wrappers or command.context:
        return False
    options = [word.text for word in command.arguments if word.text.startswith("-")] + [command.arguments[0].text]
    known = ("-C", "--directory", "--extract", "--get", "--gzip", "--file", "--verbose", "--xz", "--bzip2")
    return all(
        option in known or option.startswith(("--directory=", "--file=")) or not set(option.lstrip("-")) - _LETTERS
        for option in options
    )


def _run_of(command: Command, copy: Copy, file: Dockerfile) -> Run:
    stage = file.graph.stage_of(copy)
    for node in stage.instructions if stage is not None else ():
        if isinstance(node, Run) and command in file.commands(node):
            return node
    raise Refused("it is unpacked in another stage")


def _uses(trace: Trace, command: Command, run: Run, file: Dockerfile) -> list[Command]:
    """Return the commands that delete the archive. Refused where it has other uses."""
    name = base_name(trace.path)
    gone: list[Command] = []
    for node in file.tree.instructions[trace.instruction.index + 1 :]:
        for other in file.commands(node) if node.keyword in ("RUN", "CMD", "ENTRYPOINT") else ():
            if other is command:
                continue
            if node is run and other.name == "rm" and not other.conditional:
                paths = [path for _, path in deleted(surroundings_of(file, run), other)]
                if paths == [trace.path]:
                    gone.append(other)
                    continue
                if not other.has("-f", "-rf", "-r") and any(path and overlap(path, trace.path) for path in paths):
                    raise Refused("the archive is deleted together with others")
            if any(name in word.raw for word in other.words):
                raise Refused("the archive has other uses")
    return gone


def _check_between(copy: Copy, run: Run, command: Command, place: str, file: Dockerfile) -> None:
    """Refuse where something in between may touch what is unpacked."""
    for step in file.tree.instructions[copy.index + 1 : run.index]:
        flow = file.graph.flow(step)
        paths = (*flow.reads, *flow.writes, *flow.deletes)
        if step.keyword == "WORKDIR":
            continue
        if flow.unknown_reads or flow.unknown_writes or any(overlap(path, place.rstrip("/") or "/") for path in paths):
            raise Refused(f"line {step.start_line} may touch the place where it is unpacked")
    surroundings = surroundings_of(file, run)
    for other in file.commands(run):
        if other is command:
            return
        if other.name == "cd" or (other.name == "mkdir" and other.has("-p")):
            continue
        acts = effects(surroundings, other)
        paths = (*acts.reads, *acts.writes, *acts.deletes)
        if acts.unknown_reads or acts.unknown_writes or any(overlap(path, place.rstrip("/") or "/") for path in paths):
            raise Refused("a command in front of it may touch the place where it is unpacked")
