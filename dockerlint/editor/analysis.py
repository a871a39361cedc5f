"""What is known of one open document: the latest check, kept up to date change by change.

A change re-reads the tree and the scripts of the instructions it touches. Rules run again as far as they ask for
anything but the instruction at hand: what such an instruction means, any other one may change.
"""

from __future__ import annotations

from dockerlint.editor.positions import Lines
from dockerlint.editor.project import context_of
from dockerlint.editor.reuse import parse_again
from dockerlint.lint.api import check, dockerfile
from dockerlint.lint.dockerfile import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.context import Context
    from dockerlint.editor.project import Plan
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.engine import Result
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.shellcheck import Script
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree

    # An instruction by its text, and by which of equal ones it is.
    Key = tuple[str, int]


class Scripts:
    """The scripts of a text, for ShellCheck, and where its instructions stood in it."""

    __slots__ = ("instructions", "scripts")

    def __init__(self, scripts: list[Script], instructions: list[Instruction]) -> None:
        self.scripts = scripts
        self.instructions = [(one.start, one.end, key) for one, key in _keyed(instructions)]


class Analysis:
    """The findings of a document. It belongs to one thread: a check moves the parts of the tree before."""

    __slots__ = ("_remarks", "_tree", "encoding", "file", "findings", "lines", "name", "path", "plan", "result")

    def __init__(self, path: str | None, name: str, encoding: str) -> None:
        self.path = path  # None for a document that is no file yet
        self.name = name
        self.encoding = encoding
        self.plan: Plan | None = None
        self.file: Dockerfile | None = None
        self.result: Result | None = None
        self.findings: list[Finding] = []
        self.lines = Lines("", encoding)
        self._tree: Tree | None = None
        self._remarks: dict[Key, list[tuple[int, Finding]]] = {}  # of ShellCheck, with their distance to the start

    def check(self, text: str, plan: Plan, lines: Lines | None = None) -> list[Finding]:
        """Check a text, of which the lines may be known, and return its findings."""
        settings = plan.settings
        before, self.file = self.file, None
        tree = self._tree = parse_again(text, self._tree)
        file = dockerfile(tree, self.name, settings=settings, context=self.context(plan))
        if before is not None and self.plan is plan:
            file.follow(before)
        result = plan.linter.check(
            file, self._remembered if plan.codes is not None and self._remarks else None, keep=True
        )
        findings = result.findings
        if not settings.suppressions and result.suppressed:
            findings = sorted([*findings, *result.suppressed], key=lambda finding: finding.sort_key())
        if plan.baseline is not None:
            findings = plan.baseline.new(self.name, tree, findings)
        result.findings = findings
        self.plan, self.file, self.result, self.findings = plan, file, result, findings
        self.lines = lines or Lines(text, self.encoding)
        if before is not None:
            release(set(before.tree.instructions).difference(tree.instructions))
        return findings

    def check_text(self, text: str, context: Context | None) -> tuple[Dockerfile, Result]:
        """Check another text in the document's place, with nothing kept: what proofs of fixes ask."""
        plan = self.plan
        assert plan is not None  # noqa: S101  # for the type checker: asked after a check
        return check(text, self.name, plan.linter, settings=plan.settings, context=context)

    def context(self, plan: Plan) -> Context | None:
        """Return the build context, whose files may be other ones at each check."""
        return context_of(plan.settings, self.path)

    def outdate(self) -> None:
        """Have the same text checked again when it is asked for."""
        self.file = None

    def forget(self) -> None:
        """Forget the findings: the file is not checked at all."""
        self.file = self.result = self._tree = None
        self.findings = []

    # ShellCheck

    def scripts(self) -> Scripts | None:
        """Return what to ask ShellCheck about; None where it is off."""
        if self.file is None or self.plan is None or self.plan.codes is None:
            return None
        from dockerlint.lint.shellcheck import scripts_of

        return Scripts(scripts_of(self.file, self.plan.codes), self.file.tree.instructions)

    def remark(self, asked: Scripts, found: list[Finding]) -> bool:
        """Take what ShellCheck has said; it holds for each instruction until its text is another one.

        Returns whether there is, or was, anything to take.
        """
        had_some = bool(self._remarks)
        self._remarks = {}
        for finding in found:
            for start, end, key in asked.instructions:
                if start <= finding.start <= end:
                    self._remarks.setdefault(key, []).append((start, finding))
                    break
        return had_some or bool(self._remarks)

    def _remembered(self) -> list[Finding]:
        assert self._tree is not None  # noqa: S101  # for the type checker
        return [
            finding.moved(instruction.start - start)
            for instruction, key in _keyed(self._tree.instructions)
            for start, finding in self._remarks.get(key, ())
        ]


def _keyed(instructions: list[Instruction]) -> list[tuple[Instruction, Key]]:
    seen: dict[str, int] = {}
    found = []
    for one in instructions:
        if one.keyword in ("RUN", "ONBUILD"):
            number = seen[one.text] = seen.get(one.text, 0) + 1
            found.append((one, (one.text, number)))
    return found
