"""Package lists of apt deleted in the RUN that downloads them, where no later one installs with them."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cache.common import cleaned_up, later_calls, needs_root, runs_scripts_later
from dockerlint.fixers.packages.common import run_of
from dockerlint.knowledge.package_managers import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
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
    _refuse_reader(file, run)
    # A script may install with the lists, too.
    safety = "unsafe" if runs_scripts_later(file, run) else SAFETY
    return cleaned_up(
        file, run, call, "rm -rf /var/lib/apt/lists/*", "Delete the package lists in the same RUN", safety
    )


def _refuse_reader(file: Dockerfile, run: Instruction) -> None:
    """Refuse where a later call works with the lists: none stands between that has downloaded them anew."""
    renewed: set[Stage] = set()
    for node, call in later_calls(file, run):
        stage = file.graph.stage_of(node)
        if call.name != "apt" or stage is None or not renewed.isdisjoint(stage.bases):
            continue
        if call.does(_APT["update"]) and not call.command.conditional:
            renewed.add(stage)
        elif call.verb not in _HARMLESS:
            raise Refused(f"line {node.start_line} works with these lists: it has no `apt-get update` of its own")
