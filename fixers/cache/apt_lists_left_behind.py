"""Package lists of apt deleted in the RUN that downloads them, where no later one installs with them."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cache.common import cleaned_up, later_calls, needs_root, runs_scripts_later
from dockerlint.fixers.packages.common import run_of
from dockerlint.knowledge.package_managers import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"

_APT = MANAGERS["apt"]
_HARMLESS = ("clean", "autoclean", "distclean", "dist-clean", "autoremove", "remove", "purge", "")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    needs_root(file, run, call)
    updated: set[Instruction] = set()
    for node, other in later_calls(file, run):
        if other.name != "apt":
            continue
        if other.does(_APT["update"]) and not other.command.conditional:
            updated.add(node)
        elif other.verb not in _HARMLESS and node not in updated:
            raise Refused(f"line {node.start_line} works with these lists: it has no `apt-get update` of its own")
    # A script may install with the lists, too.
    safety = "unsafe" if runs_scripts_later(file, run) else SAFETY
    return cleaned_up(
        file, run, call, "rm -rf /var/lib/apt/lists/*", "Delete the package lists in the same RUN", safety
    )
