"""A rule about what a manager without an option against it keeps of its downloads."""

from __future__ import annotations

from dockerlint.lint.rule import Rule
from dockerlint.rules.cache._layer import keeps
from dockerlint.rules.cache.common import reaches_image, reaches_stage, surroundings_of
from dockerlint.rules.packages.common import is_plain
from dockerlint.shell.broken import before_error
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

_CLEAN = ("clean", "cc", "cache clean")


class KeptRule(Rule):
    """The last call of a RUN that fills a manager's cache, where nothing empties it."""

    managers: tuple[str, ...]
    clean: str  # the command that empties the cache
    plain_verbs: tuple[str, ...] = ("install",)
    informative: tuple[str, ...] = ("-h", "--help", "--version")
    any_removal = False  # whether `any-clean` takes any `rm -rf` for a clean-up
    severity = "info"
    options = {"plain-calls-only": False, "any-clean": False, "base-stages": False, "builder-stages": False}

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or not self.fills(call) or not self._concerns(file, run):
            return
        surroundings = surroundings_of(file, run)
        last = surroundings.script.last_call(f"call that {self.name} is about", self.fills)
        if last is None or last.command is not command:
            return
        if self.option["plain-calls-only"]:
            read = set(before_error(file.commands(run)))
            calls = [one for one in surroundings.script.calls if one.command in read]
            if not any(self._is_plain_installation(one, run) for one in calls):
                return
        any_clean = bool(self.option["any-clean"])
        if any_clean and self._is_cleaned_somehow(before_error(surroundings.script.commands), run):
            return
        # Which version of the tool it is, and so which of these directories it fills, is not known.
        if all(keeps(surroundings, call, cache, accept_cleanup=not any_clean) for cache in call.manager["caches"]):
            message = f"`{command.name} {call.verb}`".replace(" `", "`")
            yield self.at(call.span, f"{message} leaves its cache in the layer: add `{self.clean}`", subject=call)

    def fills(self, call: PackageCall) -> bool:
        """Whether a call downloads something into a cache of the manager."""
        if call.name not in self.managers or call.command.has(*self.informative):
            return False
        return any(call.does(cache["filled_by"]) for cache in call.manager["caches"])

    def _is_plain_installation(self, call: PackageCall, run: Instruction) -> bool:
        if call.name not in self.managers or not is_plain(call.command, run):
            return False
        return any(word.text in self.plain_verbs for word in call.command.arguments)

    def _is_cleaned_somehow(self, commands: list[Command], run: Instruction) -> bool:
        """Whether the first clean-up of the tool, or `rm -rf`, follows an installation, whatever they leave."""
        programs: set[str] = set()
        for command in commands:
            call = package_call(command)
            if call is None:
                if self.any_removal and command.name == "rm" and command.has("-rf"):
                    return bool(programs)
            elif call.name in self.managers:
                if self._is_plain_installation(call, run):
                    programs.add(command.name)
                elif call.does(_CLEAN) and (command.name in programs or not programs):
                    return bool(programs)
        return False

    def _concerns(self, file: Dockerfile, run: Instruction) -> bool:
        if self.option["base-stages"] and reaches_stage(file, run):
            return True
        return reaches_image(file, run, thrown_away=bool(self.option["builder-stages"]))
