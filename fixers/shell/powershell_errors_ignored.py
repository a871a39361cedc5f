"""PowerShell stops at the first error."""

from __future__ import annotations

from dockerlint.fixers.shell._powershell import set_preference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix
    from dockerlint.syntax.instructions import Instruction

SAFETY = "unsafe"  # what runs in the container in shell form gets it too


def fix(finding: Finding, file: Dockerfile) -> Fix:
    run: Instruction = finding.subject  # type: ignore[assignment]
    return set_preference(run, "$ErrorActionPreference = 'Stop';", file)
