"""RUNs of a row become one: commands chained by `&&`, comments between them kept."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.merge import merge, seams
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Edit, Finding
    from dockerlint.syntax.instructions import Run

# The files are the same. Whether a program of the first leaves a process behind is known of common ones only.
SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    row: tuple[Run, ...]
    second: Run | None
    row, second = finding.subject  # type: ignore[misc]
    parts, reasons = _parts(row, file)
    if second is not None and reasons[row.index(second) - 1]:
        raise Refused(reasons[row.index(second) - 1])
    # Where every RUN is a finding of its own, each finding's fix is that of the part it belongs to.
    wanted = [part for part in parts if len(part) > 1 and (second is None or second in part)]
    if not wanted:
        raise Refused(reasons[0])
    edits: list[Edit] = []
    safety = "safe"
    for part in wanted:
        merged, certainty = _merged(part, file)
        edits += merged
        safety = certainty if certainty == "unsafe" else safety
    number = sum(len(part) for part in wanted)
    return Fix(f"Merge {number} RUNs into {'one' if len(wanted) == 1 else len(wanted)}", safety, edits)


def _parts(row: tuple[Run, ...], file: Dockerfile) -> tuple[list[list[Run]], list[str]]:
    """Return the parts of a row that can be merged each, and why neighbours cannot; found out once for all findings."""
    key = f"parts of {len(row)} RUNs"
    known = row[0].facts.get(key)
    if known is None:
        between = seams(row, file)
        parts = [[row[0]]]
        for run, seam in zip(row[1:], between, strict=True):
            if seam.reason:
                parts.append([run])
            else:
                parts[-1].append(run)
        known = row[0].facts[key] = (parts, [seam.reason for seam in between])
    return known  # type: ignore[return-value]


def _merged(part: list[Run], file: Dockerfile) -> tuple[list[Edit], str]:
    key = f"merge of {len(part)} RUNs"
    known = part[0].facts.get(key)
    if known is None:
        known = part[0].facts[key] = merge(part, file)
    return known  # type: ignore[return-value]
