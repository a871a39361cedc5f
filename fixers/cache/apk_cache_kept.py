"""`--no-cache` for apk; an `apk update` that nothing needs then goes."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_command
from dockerlint.fixers.cache.common import later_calls, refuse_readers
from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.lint.finding import Fix
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.shell.package_calls import package_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"

_APK = MANAGERS["apk"]
# They download the index for themselves.
_FRESH = ("--no-cache", "-U", "--update", "--update-cache")
# The first release of Alpine whose apk does so without being told.
_AUTOMATIC = (3, 8)
_WITHOUT_INDEX = ("del", "info", "cache", "update", "fix", "")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    for place in ("/cache/apk", "/apk/cache"):
        refuse_readers(file, run, call, place)
    if not call.does(_APK["update"]):
        if (surroundings_of(file, run).base.release("alpine") or _AUTOMATIC) < _AUTOMATIC:
            # Old versions do not get the index by themselves: later calls may work with this one.
            _refuse_needy(later_calls(file, run))
        return Fix("Add `--no-cache`", SAFETY, [insert_option(run, call.words[0], "--no-cache")])
    commands = file.commands(run)
    behind = package_calls(commands[commands.index(call.command) + 1 :])
    later = [(run, other) for other in behind] + list(later_calls(file, run))
    if not behind:
        raise Refused("nothing behind `apk update` in the same RUN is of apk: it belongs into another RUN")
    _refuse_needy(later)
    return Fix("Delete `apk update`, which nothing needs", SAFETY, [delete_command(run, commands, call.command)])


def _refuse_needy(later: Iterable[tuple[Instruction, PackageCall]]) -> None:
    for node, other in later:
        if other.name == "apk" and other.verb not in _WITHOUT_INDEX and not other.command.has(*_FRESH):
            raise Refused(f"`apk {other.verb}` in line {node.start_line} works with the index")
