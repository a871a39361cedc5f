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
    row, second = finding.subject  # type: ignore[misc]
    between = seams(row, file)
    parts: list[list[Run]] = [[row[0]]]
    for run, seam in zip(row[1:], between, strict=True):
        if seam.reason:
            parts.append([run])
        else:
            parts[-1].append(run)
    if second is not None and between[row.index(second) - 1].reason:
        raise Refused(between[row.index(second) - 1].reason)
    # Where every RUN is a finding of its own, each finding's fix is that of the part it belongs to.
    wanted = [part for part in parts if len(part) > 1 and (second is None or second in part)]
    if not wanted:
        raise Refused(between[0].reason)
    edits: list[Edit] = []
    safety = "safe"
    for part in wanted:
        merged, certainty = merge(part, file)
        edits += merged
        safety = certainty if certainty == "unsafe" else safety
    number = sum(len(part) for part in wanted)
    return Fix(f"Merge {number} RUNs into {'one' if len(wanted) == 1 else len(wanted)}", safety, edits)
