"""The deletion moves to the end of the RUN that has made what it deletes, or the RUNs as far as it become one."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.merge import is_quiet
from dockerlint.fix.style import append_command, delete_word, script_of, separator
from dockerlint.fixers.cleanup.common import delete_commands, merged_row
from dockerlint.graph.paths import has_wildcard, overlap
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.rules.cleanup._packages import LateRemoval
from dockerlint.rules.cleanup.common import REMOVERS, effects
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.rules.cleanup._ledger import Encounter, Trace
    from dockerlint.shell import Command, ShellWord

# Neighbours are merged; a command moves further only where nothing is known to need what it deletes.
SAFETY = "safe"
_TITLE = "Delete it in the RUN that makes it"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    run: Run
    what: Encounter | LateRemoval
    trace: Trace | None
    run, what, trace = finding.subject  # type: ignore[misc]
    maker = what.instruction if isinstance(what, LateRemoval) else trace.instruction  # type: ignore[union-attr]
    if isinstance(maker, (Copy, Add)):
        raise Refused("they are copied: `RUN --mount=type=bind` or .dockerignore keeps them out of the image")
    if not isinstance(maker, Run) or file.graph.stage_of(maker) is not file.graph.stage_of(run):
        raise Refused("they are made in another stage")
    if run.in_onbuild or maker.in_onbuild:
        raise Refused("the instruction is a trigger inside ONBUILD")
    try:
        return _moved(maker, run, what, file)
    except Refused as refusal:
        try:
            merged = merged_row(maker, run, file)
        except Refused as other:
            raise Refused(f"{refusal}, and the RUNs cannot be merged: {other}") from None
        if merged is None:
            raise
        edits, safety = merged
        return Fix("Merge the RUNs as far as the one that deletes it", safety, edits)


def _moved(maker: Run, run: Run, what: Encounter | LateRemoval, file: Dockerfile) -> Fix:
    command, word = _place(run, what, file)
    if command.conditional or command.context or "|" in (command.connector, command.follower):
        raise Refused("the command is part of a larger one")
    for step in file.tree.instructions[maker.index + 1 : run.index]:
        if step.keyword in ("USER", "SHELL"):
            raise Refused(f"{step.keyword} stands between them")
    if isinstance(what, LateRemoval):
        if not what.manager:
            raise Refused("what stands between may need the package")
        _check_manager(maker, run, command, what.manager, file)
    if word is None:
        script = script_of(command)
        gone = delete_commands(run, [command], file)
    else:
        path = surroundings_of(file, run).path(word.raw, command)
        if path is None or path[0] != "/" or "~" in path:
            raise Refused("it is not known what is deleted")
        if not isinstance(what, LateRemoval):
            _check_readers(maker, run, command, path, file)
        options = " ".join(one.raw for one in command.arguments if one.text.startswith("-"))
        target = word.raw if word.raw.startswith("/") and "$" not in word.raw else path
        script = " ".join(part for part in (command.name, options, target) if part)
        cleaning = _cleaning(run, command, what, file)
        between = separator(file.tree.text, maker, file.commands(maker)) if "\n" in maker.text else " && "
        script = between.join([*map(script_of, cleaning), script])
        gone = _taken_out(run, command, word, path, cleaning, file)
    added = append_command(file.tree.text, maker, file.commands(maker), script)
    return Fix(_TITLE, "unsafe", [added, *gone])


def _place(run: Run, what: Encounter | LateRemoval, file: Dockerfile) -> tuple[Command, ShellWord | None]:
    """Return the command that deletes, and the word that says what; None for one that cleans a cache."""
    if not isinstance(what, LateRemoval):
        return what.command, what.word
    for command in file.commands(run):
        if command.words and command.start <= what.span[0] < command.end:
            if command.name in REMOVERS:
                return command, next((word for word in command.arguments if word.span == what.span), None)
            return command, None
    raise Refused("it is not known what deletes it")


def _cleaning(run: Run, command: Command, what: Encounter | LateRemoval, file: Dockerfile) -> list[Command]:
    """Return the manager's own clean-up commands in front of the deletion: behind it, apt's make empty folders anew."""
    if not isinstance(what, LateRemoval):
        return []
    commands = file.commands(run)
    found = []
    for one in commands[: commands.index(command)]:
        call = package_call(one)
        if call is not None and call.name == what.manager and not one.context and one.connector in ("", "&&", ";"):
            found.append(one)
    return found


def _taken_out(
    run: Run, command: Command, word: ShellWord, path: str, cleaning: list[Command], file: Dockerfile
) -> list[Edit]:
    words = command.positionals()
    if len(words) == 1 and (command.redirects or command.assignments or command.wrappers):
        raise Refused("the command is more than a plain `rm`")
    if has_wildcard(path) and len(words) > 1 and not command.has("-f"):
        raise Refused("it is deleted together with others")
    if len(words) == 1:
        return delete_commands(run, [*cleaning, command], file)
    cleaned = delete_commands(run, cleaning, file) if cleaning else []
    return [*cleaned, delete_word(file.tree.text, word, run.escape)]


def _check_readers(maker: Run, run: Run, command: Command, path: str, file: Dockerfile) -> None:
    """Refuse where something between may use what is deleted."""
    for step in file.tree.instructions[maker.index + 1 : run.index]:
        flow = file.graph.flow(step)
        touched = (*flow.reads, *flow.writes, *flow.deletes)
        if flow.unknown_reads or flow.unknown_writes or any(overlap(one, path) for one in touched):
            raise Refused(f"line {step.start_line} may need what is deleted")
    surroundings = surroundings_of(file, run)
    for other in file.commands(run):
        if other is command:
            return
        acts = effects(surroundings, other)
        touched = (*acts.reads, *acts.writes, *acts.deletes)
        if acts.unknown_reads or acts.unknown_writes or any(overlap(one, path) for one in touched):
            raise Refused(f"`{other.name}` may need what is deleted")


def _check_manager(maker: Run, run: Run, command: Command, manager: str, file: Dockerfile) -> None:
    """Refuse where something between may call the package manager whose cache is emptied."""
    commands = [
        one
        for step in file.tree.instructions[maker.index + 1 : run.index]
        if isinstance(step, Run)
        for one in file.commands(step)
    ]
    own = file.commands(run)
    for one in (*commands, *own[: own.index(command)]):
        call = package_call(one)
        cleans = call is not None and any(call.does(cache.get("cleaned_by", ())) for cache in call.manager["caches"])
        if not is_quiet(one) or (call is not None and call.name == manager and not cleans):
            raise Refused(f"`{one.name}` may need the cache")
