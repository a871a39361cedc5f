"""The proof of a rewrite: what must hold between a file before and after edits. Each step is a function of its own.

A step returns why it fails, for the user, or "". `prove` takes them in order.
"""

from __future__ import annotations

from dockerlint.fix.contract import FIELDS, contract
from dockerlint.fix.style import comment_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.engine import Result
    from dockerlint.lint.finding import Edit, Finding, Fix
    from dockerlint.syntax.instructions import Instruction


class Version:
    """A text of the file, parsed and checked."""

    __slots__ = ("counts", "file", "result")

    def __init__(self, file: Dockerfile, result: Result) -> None:
        self.file = file
        self.result = result
        # Suppressed findings count: a rewrite must not hide new ones behind a comment.
        self.counts = _counts(finding.rule for finding in (*result.findings, *result.suppressed))

    def has_more(self, rule: str, before: Version) -> bool:
        """Whether a rule has more findings than before."""
        return self.counts.get(rule, 0) > before.counts.get(rule, 0)


class Rewrite:
    """Fixes applied together, with what each is for."""

    __slots__ = ("edits", "findings", "fixes", "other_files")

    def __init__(self, findings: Sequence[Finding], fixes: Sequence[Fix]) -> None:
        self.findings = findings
        self.fixes = fixes
        self.other_files = {path: text for fix in fixes for path, text in fix.other_files.items()}
        self.edits = sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: (edit.start, edit.end))

    def moved(self, offset: int) -> int:
        """Return where the character at an offset stands afterwards."""
        shift = 0
        for edit in self.edits:
            if edit.end > offset:
                break
            shift += len(edit.text) - (edit.end - edit.start)
        return offset + shift


def prove(before: Version, after: Version, rewrite: Rewrite) -> str:
    """Return why a rewrite must not be made, "" where all steps of the proof hold."""
    return (
        parses(before, after)
        or findings_are_gone(before, after, rewrite)
        or no_rule_has_more(before, after, rewrite)
        or comments_survive(before, after, rewrite)
        or others_are_untouched(before, after, rewrite)
        or contract_is_kept(before, after, rewrite)
    )


def parses(before: Version, after: Version) -> str:
    """No error of BuildKit's parser that was not there before."""
    known = _counts(error.code for error in before.file.tree.errors)
    for code, number in _counts(error.code for error in after.file.tree.errors).items():
        if number > known.get(code, 0):
            return f"the result would not parse ({code})"
    return ""


def findings_are_gone(before: Version, after: Version, rewrite: Rewrite) -> str:
    """What the fixes are for is not found again at its place, unless another finding has moved there."""
    others = {
        (finding.rule, finding.message, rewrite.moved(finding.start))
        for finding in before.result.findings
        if finding not in rewrite.findings
    }
    found = {(finding.rule, finding.message, finding.start) for finding in after.result.findings}
    for finding in rewrite.findings:
        place = (finding.rule, finding.message, rewrite.moved(finding.start))
        if place in found and place not in others:
            return f"{finding.rule} would still be there"
    return ""


def no_rule_has_more(before: Version, after: Version, rewrite: Rewrite) -> str:
    """No rule of the selection has more findings than before, but for those that a fix names with its reason."""
    allowed = {rule for fix in rewrite.fixes for rule in fix.may_add}
    for rule in after.counts:
        if after.has_more(rule, before) and rule not in allowed:
            return f"{rule} would have a new finding"
    return ""


def comments_survive(before: Version, after: Version, rewrite: Rewrite) -> str:
    """Every comment is there, but for suppression comments that a fix drops with what they were about."""
    left = _counts(comment_lines(after.file.tree))
    dropped = _counts(comment for fix in rewrite.fixes for comment in fix.drops)
    for comment, number in _counts(comment_lines(before.file.tree)).items():
        if left.get(comment, 0) + dropped.get(comment, 0) < number:
            return "a comment would be lost"
    return ""


def others_are_untouched(before: Version, after: Version, rewrite: Rewrite) -> str:
    """Every instruction that no edit touches is there and means the same: words, directory, stage."""
    found = {node.start: node for node in after.file.tree.instructions}
    old, new = before.file.graph, after.file.graph
    for node in before.file.tree.instructions:
        if _touches(rewrite.edits, node):
            continue
        other = found.get(rewrite.moved(node.start))
        if other is None or other.text != node.text or other.keyword != node.keyword:
            return f"the instruction in line {node.start_line} would be read in another way"
        if (other.inner is None) != (node.inner is None):
            return f"the instruction in line {node.start_line} would be read in another way"
        if node.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK", "RUN"):
            if node.keyword == "RUN" and old.working_directory(node) != new.working_directory(other):
                return f"the RUN in line {node.start_line} would work in another directory"
            continue
        for word in node.words:
            if "$" in word.value and old.expand(node, word.value) != new.expand(other, word.value):
                return f"a variable in line {node.start_line} would have another value"
        if node.keyword in ("COPY", "ADD", "WORKDIR") and old.working_directory(node) != new.working_directory(other):
            return f"the instruction in line {node.start_line} would work in another directory"
    return ""


def contract_is_kept(before: Version, after: Version, rewrite: Rewrite) -> str:
    """The target's run-time configuration is the same, but for the fields that a fix names."""
    named = {field for fix in rewrite.fixes for field in fix.changes}
    if (before.file.graph.target is None) != (after.file.graph.target is None):
        return "the target would be another stage"
    old, new = contract(before.file.graph), contract(after.file.graph)
    for field in FIELDS:
        if field not in named and old.get(field) != new.get(field):
            return f"the image's configuration would differ ({field})"
    return ""


def _touches(edits: Sequence[Edit], node: Instruction) -> bool:
    # An insertion right in front of an instruction or behind its line end does not touch it.
    return any(edit.start <= node.end and (edit.end > node.start or edit.start > node.start) for edit in edits)


def _counts(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return counts
