"""`ADD` unpacks a local tar archive; the command that did it goes, and so does the deletion of the archive."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, replace
from dockerlint.fixers.cleanup.common import delete_commands
from dockerlint.graph.paths import base_name, covers, has_wildcard, overlap
from dockerlint.knowledge.file_names import TAR_ARCHIVES
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.rules.cleanup.common import effects
from dockerlint.syntax.instructions import Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.rules.cleanup._ledger import Trace
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

# Docker looks at the content: what is no archive for it would be copied as it is.
SAFETY = "unsafe"
_LETTERS = frozenset("xzjJvfp")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    if finding.subject is None:
        raise Refused("the archive is told by its name alone")
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
    gone = _uses(trace, command, file)
    _check_between(copy, run, command, place, file)
    assert copy.destination is not None  # noqa: S101  # for the type checker
    edits: list[Edit] = [replace(copy.keyword_word, cased("ADD", copy)), replace(copy.destination, place)]
    for node, commands in gone.items():
        edits += delete_commands(node, commands, file)
    return Fix("Let ADD unpack it", SAFETY, edits)


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


def _uses(trace: Trace, command: Command, file: Dockerfile) -> dict[Instruction, list[Command]]:
    """Return the commands that unpack and delete the archive, by RUN. Refused where it has other uses."""
    name = base_name(trace.path)
    gone: dict[Instruction, list[Command]] = {}
    for node in file.tree.instructions[trace.instruction.index + 1 :]:
        for other in file.commands(node) if node.keyword in ("RUN", "CMD", "ENTRYPOINT") else ():
            if other is command:
                gone.setdefault(node, []).append(other)
                continue
            paths = _paths(other, node, file)
            if other.name == "rm" and not other.conditional and paths == [trace.path]:
                gone.setdefault(node, []).append(other)
                continue
            touched = [
                path
                for path in paths
                if path and (path == trace.path or (has_wildcard(path) and covers(path, trace.path)))
            ]
            if touched or any(name in word.raw for word in other.words):
                raise Refused("the archive has other uses, or is deleted together with others")
    return gone


def _paths(command: Command, node: Instruction, file: Dockerfile) -> list[str | None]:
    """Return the paths that the arguments of a command may name."""
    if node.keyword != "RUN":
        return []
    words = command.positionals() if command.name == "rm" else command.arguments
    surroundings = surroundings_of(file, node)
    return [surroundings.path(word.raw, command) for word in words]


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
