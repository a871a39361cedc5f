"""Who needs what a package manager has cached, and would not find it if that were in a mount alone."""

from __future__ import annotations

from dockerlint.graph.paths import covers
from dockerlint.rules.cache._layer import is_mounted
from dockerlint.rules.cache._mounting import updates_lists
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax.instructions import Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.rules.cache._mounting import Target
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

# Options that forbid the network, or the step that would fill the cache again.
_OFFLINE = ("--offline", "--no-restore", "--no-index", "--no-build")
_OFFLINE_TOO = {"maven": ("-o",), "cargo": ("--frozen",)}
_LISTS = "/var/lib/apt/lists"
# Managers that find in their cache what a program is compiled from or runs with.
_STORES = ("go", "cargo", "maven", "gradle", "sbt", "nuget", "mix")


def reader_without_mount(surroundings: Surroundings, target: Target) -> str:
    """Return who else reads a directory that is to be mounted, in words; "" for nobody."""
    file, run = surroundings.file, surroundings.run
    if _is_offline(target.call):
        return f"`{target.call.command.name}` may not download what would be missing in the mount"
    stage = file.graph.stage_of(run)
    for one in file.stages:
        if stage not in one.bases:
            continue
        for step in one.steps:
            if step is not run:
                reason = _reads(surroundings, target, step, later=step.index > run.index)
                if reason:
                    return reason
    for edge in file.graph.edges:
        if edge.source is stage and edge.kind in ("copy", "mount"):
            sources = edge.instruction.sources if isinstance(edge.instruction, Copy) else []
            if any(covers(word.value.rstrip("/") or "/", target.directory) for word in sources):
                return f"line {edge.instruction.start_line} copies the directory into another stage"
            if any(covers(target.path, word.value) for word in sources):
                return f"line {edge.instruction.start_line} copies from the directory"
    return ""


def _reads(surroundings: Surroundings, target: Target, step: Instruction, *, later: bool) -> str:
    name = target.call.name
    line = f"line {step.start_line}"
    if isinstance(step, Run):
        if later and not is_mounted(surroundings_of(surroundings.file, step), target.cache, target.directory):
            for command in surroundings.file.commands(step):
                call = package_call(command)
                if call is None or call.name != name:
                    continue
                if target.directory == _LISTS and updates_lists(call):
                    break
                if target.directory == _LISTS and call.does(call.manager["install"]) and not target.is_cleaned:
                    return f"`{command.name} {call.verb}` in {line} needs the package lists of this RUN"
                if _is_offline(call):
                    return f"`{command.name}` in {line} needs what is cached here"
        return _names(surroundings.file.commands(step), target, line) if later else ""
    if step.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
        commands = surroundings.file.commands(step)
        if name in _STORES and any((call := package_call(command)) and call.name == name for command in commands):
            return f"the container runs `{commands[0].name}`, which needs what is cached here"
        return _names(commands, target, line)
    if step.keyword in ("ENV", "ARG"):
        return ""  # that is how the tool knows the directory
    if any(covers(target.path, word.value) for word in step.words if word.value.startswith("/")):
        return f"{line} names `{target.path}`"
    return ""


def _is_offline(call: PackageCall) -> bool:
    return call.command.has(*_OFFLINE, *_OFFLINE_TOO.get(call.name, ()))


def _names(commands: list[Command], target: Target, line: str) -> str:
    if any(target.path in word.text for command in commands for word in command.words):
        return f"{line} names `{target.path}`"
    return ""
