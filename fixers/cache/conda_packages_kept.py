"""`conda clean -afy` at the end of the RUN; unsafe, for environments with symbolic links into the cache break."""

from __future__ import annotations

from dockerlint.fixers.cache.common import cleaned_up, refuse_readers, tool_stays
from dockerlint.fixers.packages.common import run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    tool_stays(file, run, call)
    refuse_readers(file, run, call, "/pkgs")
    word = call.command.name_word
    script = f"{word.raw if word is not None else 'conda'} clean -afy"
    return cleaned_up(file, run, call, script, "Add `conda clean -afy` to the RUN", SAFETY)
