"""A misspelt variable, written as it is meant."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.references import Use
    from dockerlint.lint.finding import Finding


def corrected(finding: Finding, source: str) -> Fix:
    """Return the fix of a use whose rule knows which name is meant."""
    subject: tuple[Use, str] = finding.subject  # type: ignore[assignment]
    use, meant = subject
    if not meant:
        raise Refused("no name that is set is near it")
    start = source.find(use.name, *use.span)
    if start < 0 or source[use.start : start] not in ("$", "${"):
        raise Refused("the name goes over a line end")
    end = start + len(use.name)
    # What is set with the value changes with it.
    changes = ("env", "labels", "user", "workdir", "expose", "volumes", "stopsignal", "base")
    return Fix(f"Write `{meant}`", "unsafe", [Edit(start, end, meant)], changes=changes)
