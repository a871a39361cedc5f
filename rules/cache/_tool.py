"""Rules about what the package managers and build tools of languages leave in their caches."""

from __future__ import annotations

from dockerlint.rules.cache._kept import KeptRule
from dockerlint.rules.cache.common import UnknownValue, surroundings_of
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction


# Behind every instruction; and a script, which may call anything.
_AT_LAST = 1 << 60
_SCRIPT = "*.sh"


class ToolCacheRule(KeptRule):
    """The last call of a RUN that fills the cache, where nothing empties it and nothing later reads it.

    `verbs` are those that are looked at, all that fill the cache where it is empty.
    """

    verbs: tuple[str, ...] = ()
    removed = ""  # what an `rm` names that deletes what matters of the cache, and leaves the rest
    options = {"plain-calls-only": False, "any-clean": False, "base-stages": False, "builder-stages": False}

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or self._is_read_later(call, run, file) or not self.fills(call):
            return
        if file.graph.stage_of(run) is None:
            return
        surroundings = surroundings_of(file, run)
        if self.removed and any(one.name == "rm" and _names(one, self.removed) for one in surroundings.script.commands):
            return
        try:
            if any(surroundings.variable(name, command) for name in call.manager.get("no_cache_variables", ())):
                return
        except UnknownValue:
            return
        if not surroundings.may_move(call) and not surroundings.may_switch_off(call):
            yield from super().command(command, run, file)

    def fills(self, call: PackageCall) -> bool:
        """Whether a call downloads something into the cache."""
        if call.command.has(*call.manager.get("no_cache_options", ())) or not super().fills(call):
            return False
        return not self.verbs or call.does(self.verbs)

    def _is_read_later(self, call: PackageCall, run: Instruction, file: Dockerfile) -> bool:
        """Whether a later RUN or the container may call the tool again, which then reads its cache."""
        last = _last_calls(file)
        return any(last.get(name, -1) > run.index for name in (*call.manager["commands"], _SCRIPT))


def _last_calls(file: Dockerfile) -> dict[str, int]:
    """Return the last instruction of the image that calls each program; the container calls its own behind them all."""
    facts = file.stages[0].instruction.facts if file.stages else {}
    known = facts.get("last calls")
    if isinstance(known, dict):
        return known
    last: dict[str, int] = {}
    for stage in file.graph.shipped:
        for step in stage.steps:
            starts = step.keyword in ("CMD", "ENTRYPOINT")
            if starts or step.keyword in ("RUN", "HEALTHCHECK"):
                place = _AT_LAST if starts else step.index
                for one in file.commands(step):
                    name = _SCRIPT if starts and one.name.endswith(".sh") else one.name
                    last[name] = max(place, last.get(name, -1))
    facts["last calls"] = last
    return last


def _names(command: Command, part: str) -> bool:
    return any(part in word.raw for word in command.arguments)
