"""What an editor may do about findings: fixes of one, all safe fixes at once, comments that silence one."""

from __future__ import annotations

from dockerlint.editor.changes import difference
from dockerlint.editor.ignores import ignores
from dockerlint.fix import Applier, Fixers
from dockerlint.fix.fixer import Refused
from dockerlint.fix.proof import Rewrite, Version, prove
from dockerlint.fix.style import apply_edits
from dockerlint.lint.registry import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.editor.analysis import Analysis
    from dockerlint.lint.finding import Edit, Finding


class Action:
    """Something to do about a finding: edits of the document, and whole texts of files beside it."""

    __slots__ = ("edits", "finding", "is_preferred", "other_files", "title")

    def __init__(
        self,
        title: str,
        finding: Finding,
        edits: Sequence[Edit],
        *,
        is_preferred: bool = False,
        other_files: dict[str, str] | None = None,
    ) -> None:
        self.title = title
        self.finding = finding
        self.edits = edits
        self.is_preferred = is_preferred
        self.other_files = other_files or {}  # by path in the build context


class Actions:
    """The fixers, and what they have made of the latest check."""

    __slots__ = ("_fixers", "_made", "_of", "_safe")

    def __init__(self) -> None:
        table = entries()
        self._fixers = Fixers(table)
        self._safe = {entry.name for entry in table if entry.safety == "safe"}
        self._of: object = None  # the result whose fixes are kept
        self._made: dict[Finding, Action | None] = {}

    def quick_fixes(self, analysis: Analysis, findings: Sequence[Finding]) -> Iterator[Action]:
        """Yield the fix of each finding that has one and whose proof holds."""
        if analysis.result is not self._of:
            self._of, self._made = analysis.result, {}
        for finding in findings:
            if finding not in self._made:
                self._made[finding] = self._fix(analysis, finding)
            action = self._made[finding]
            if action is not None:
                yield action

    def _fix(self, analysis: Analysis, finding: Finding) -> Action | None:
        file, result = analysis.file, analysis.result
        assert file is not None  # noqa: S101  # for the type checker: a finding has a file
        assert result is not None  # noqa: S101
        try:
            fix = self._fixers.fix(finding, file)
        except Refused:
            return None
        except Exception:  # noqa: BLE001  # one broken fixer must not stop the others; `dockerlint fix` names it
            return None
        if fix is None or fix.safety == "display" or not (fix.edits or fix.other_files):
            return None
        rewrite = Rewrite([finding], [fix])
        rewrite.edits = list({(edit.start, edit.end, edit.text): edit for edit in rewrite.edits}.values())
        context = file.context
        if fix.other_files and context is None:
            return None
        before = Version(file, result)
        if context is not None and fix.other_files:
            context.show(fix.other_files)
        try:
            after = Version(*analysis.check_text(apply_edits(file.tree.text, rewrite.edits), context))
            reason = prove(before, after, rewrite)
            after.file.release()
        finally:
            if context is not None and fix.other_files:
                context.show({})
        if reason:
            return None
        is_safe = fix.safety == "safe"
        title = fix.title if is_safe else f"{fix.title} (unsafe: the image may differ)"
        return Action(title, finding, rewrite.edits, is_preferred=is_safe, other_files=fix.other_files)

    def can_fix_all(self, analysis: Analysis) -> bool:
        """Whether a finding may have a safe fix."""
        return any(finding.rule in self._safe for finding in analysis.findings)

    def fix_all(self, analysis: Analysis) -> list[Edit]:
        """Return the edits that apply every safe fix: what `dockerlint fix` does, with its proof."""
        if analysis.file is None:
            return []
        text, context = analysis.file.tree.text, analysis.file.context
        fixed = Applier(lambda text: analysis.check_text(text, context), self._fixers).fix(text)
        if fixed.file is not None:
            fixed.file.release()
        return difference(text, fixed.text)

    @staticmethod
    def ignores(analysis: Analysis, findings: Sequence[Finding]) -> Iterator[Action]:
        """Yield the ways to silence findings."""
        if analysis.file is None or (analysis.plan is not None and not analysis.plan.settings.suppressions):
            return
        for finding in findings:
            for title, edit in ignores(analysis.file.tree, finding):
                yield Action(title, finding, [edit])
