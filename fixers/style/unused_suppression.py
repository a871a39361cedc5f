"""The comment goes, or the names in it that silence nothing."""

from __future__ import annotations

from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.suppression import Suppression

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    suppression: Suppression
    idle: list[str]
    suppression, idle = finding.subject  # type: ignore[misc]
    comment = suppression.comment
    drops = (comment.text.strip(),)
    if suppression.list is not None:
        start, end = suppression.list
        names = file.tree.text[start:end].split(",")
        left = [name.strip() for name in names if name.strip() and name.strip().lower() not in idle]
        if left:
            tail = names[-1][len(names[-1].rstrip()) :]
            title = f"Take {', '.join(idle)} out of the comment"
            return Fix(title, SAFETY, [Edit(start, end, ",".join(left) + tail)], drops=drops)
        if (edit := _without_directive(suppression, start, end)) is not None:
            return Fix("Remove what silences nothing", SAFETY, [edit], drops=drops)
    return Fix("Remove the comment", SAFETY, [Edit(comment.full_start, comment.full_end, "")], drops=drops)


def _without_directive(suppression: Suppression, start: int, end: int) -> Edit | None:
    """Return the edit that takes `skip=…` or `disable=…` out from among other settings; None where it stands alone."""
    text, comment = suppression.comment.source, suppression.comment
    if suppression.dialect == "buildkit":
        first = text.index("=", comment.start) + 1
        begin = max(text.rfind(";", first, start) + 1, first)
        if end < comment.end and text[end] == ";":
            return Edit(begin, end + 1, "")
        return Edit(begin - 1, end, "") if begin > first else None
    if suppression.dialect == "shellcheck":
        begin = text.rindex("disable", comment.start, start)
        first = text.lower().index("shellcheck", comment.start) + len("shellcheck")
        others = text[first:begin].strip() + text[end : comment.end].partition("#")[0].strip()
        return Edit(begin, end + (text[end : end + 1] == " "), "") if others else None
    return None
