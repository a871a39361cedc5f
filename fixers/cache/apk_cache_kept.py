"""`--no-cache` for apk; an `apk update` that nothing needs then goes."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_command
from dockerlint.fixers.cache.common import later_calls, refuse_readers
from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.lint.finding import Fix
from dockerlint.shell.package_calls import package_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "safe"

_APK = MANAGERS["apk"]
# They download the index for themselves.
_FRESH = ("--no-cache", "-U", "--update", "--update-cache")
_WITHOUT_INDEX = ("del", "info", "cache", "update", "fix", "")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    refuse_readers(file, run, call, "/apk")
    if not call.does(_APK["update"]):
        # Only a lone `apk update` may be needed by what another RUN installs, as before.
        return Fix("Add `--no-cache`", SAFETY, [insert_option(run, call.words[0], "--no-cache")])
    commands = file.commands(run)
    behind = package_calls(commands[commands.index(call.command) + 1 :])
    later = [(run, other) for other in behind] + list(later_calls(file, run))
    if not behind:
        raise Refused("nothing behind `apk update` in the same RUN is of apk: it belongs into another RUN")
    for node, other in later:
        if other.name == "apk" and other.verb not in _WITHOUT_INDEX and not other.command.has(*_FRESH):
            raise Refused(f"`apk {other.verb}` in line {node.start_line} works with the index")
    return Fix("Delete `apk update`, which nothing needs", SAFETY, [delete_command(run, commands, call.command)])
