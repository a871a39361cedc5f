"""`ENV name value` as `ENV name=value`, with quotes where the value has blanks; Docker makes the same of both.

The value is not written anew: blanks in front of it give way to `=`, quotes are put around it, and single characters
that mean something else between quotes are escaped. So continuation lines and comments stay where they are.
"""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import apply_edits
from dockerlint.lint.finding import Edit, Fix
from dockerlint.syntax.expansion import ExpansionError, expand, references
from dockerlint.syntax.text import LogicalLine, split_quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Env, Label
    from dockerlint.syntax.text import Word

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    node: Env | Label = finding.subject  # type: ignore[assignment]
    pair = node.pairs[0]
    value = pair.value
    if value is None or any(mark in pair.key.value for mark in ("'", '"', "$", node.escape)):
        raise Refused("the name has quotes or a variable in it")
    if any(pair.key.end <= comment.start < value.start for comment in node.inner_comments):
        raise Refused("a comment stands between the name and the value")
    changes = [] if _is_one_word(value.raw, node.escape) else _quoting(value.raw, node.escape)
    after = apply_edits(value.raw, changes)
    _prove(value.raw, after, node.escape)
    edits = [Edit(pair.key.end, value.start, "=")]
    edits += [_in_file(value, change) for change in changes]
    return Fix(f"Write `{node.keyword} name=value`", SAFETY, _joined(edits))


def _is_one_word(raw: str, escape: str) -> bool:
    words = split_quoted(LogicalLine(raw, [0], [0]), 0, len(raw), escape)
    return len(words) == 1 and words[0].raw == raw


def _quoting(raw: str, escape: str) -> list[Edit]:
    """Return edits of a value that put double quotes around it and keep what it means."""
    edits = [Edit(0, 0, '"')]
    kept = _references(raw, escape)
    position = 0
    quote = ""
    while position < len(raw):
        character = raw[position]
        if position in kept and quote != "'":
            position = kept[position]
            continue
        if quote == "'":
            if character == "'":
                edits.append(Edit(position, position + 1, ""))
                quote = ""
            elif character in ('"', "$", escape):
                edits.append(Edit(position, position, escape))
        elif character == escape:
            following = raw[position + 1 : position + 2]
            # Between quotes an escape that protects nothing is kept, elsewhere it goes.
            if not quote and following not in ('"', "$", escape):
                edits.append(Edit(position, position + 1, ""))
            if not quote or following in ('"', "$", escape):
                position += 1
        elif character == quote or (not quote and character in "'\""):
            edits.append(Edit(position, position + 1, ""))
            quote = "" if quote else character
        position += 1
    if quote:
        raise Refused("a quote is never closed: the build fails")
    edits.append(Edit(len(raw), len(raw), '"'))
    return edits


def _references(raw: str, escape: str) -> dict[int, int]:
    """Return where references to variables begin and end; their text stays as it is."""
    found: dict[int, int] = {}
    for reference in references(raw, escape):
        if any(mark in reference.operand for mark in ("'", '"', escape)):
            raise Refused(f"the text for `{reference.name}` has quotes in it")
        found[reference.first] = reference.last
    return found


def _prove(before: str, after: str, escape: str) -> None:
    """Expand both with every variable set, and with none: the results must be the same, and the new one a word."""
    if not _is_one_word(after, escape):
        raise Refused("the value cannot be quoted")
    for lookup in (lambda name: f"<{name}>", lambda _: None):
        try:
            same = expand(before, lookup, escape) == expand(after, lookup, escape)
        except ExpansionError as problem:
            raise Refused(f"Docker refuses the value: {problem.message}") from None
        if not same:
            raise Refused("the value would change")


def _in_file(value: Word, change: Edit) -> Edit:
    first = value.first + change.start
    start = value.line.offset(first) if first < value.last else value.end
    end = start if change.end == change.start else value.line.end(value.first + change.end)
    return Edit(start, end, change.text)


def _joined(edits: list[Edit]) -> list[Edit]:
    """Join edits that touch each other."""
    found: list[Edit] = []
    for edit in edits:
        if found and found[-1].end == edit.start:
            found[-1] = Edit(found[-1].start, edit.end, found[-1].text + edit.text)
        else:
            found.append(edit)
    return found
