"""A finding: what is wrong, where, how bad, how sure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.rule import Rule, Spanned

# From worst to mildest.
SEVERITIES = ("error", "warning", "info", "style")


class Saving:
    """Bytes that following a finding's advice is expected to save, and what the figure rests on."""

    __slots__ = ("basis", "bytes")

    def __init__(self, bytes_: int, basis: str) -> None:
        self.bytes = bytes_
        self.basis = basis


class Edit:
    """Text that takes the place of a span of the file (offsets, end exclusive)."""

    __slots__ = ("end", "start", "text")

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start = start
        self.end = end
        self.text = text


class Fix:
    """Edits that rid the file of a finding, applied together or not at all.

    `safety` is safe, unsafe or display. What a fix knowingly does beside that it names: `may_add`, rules that may have
    more findings afterwards, each with the reason; `changes`, fields of the image's run-time configuration
    (`labels`, `healthcheck` …, see `dockerlint.fix.contract`) that differ afterwards; `drops`, comments that go with
    what they were about, which only a suppression comment may. `other_files` are the new texts of files beside the
    Dockerfile, by path in the build context.
    """

    __slots__ = ("changes", "drops", "edits", "may_add", "other_files", "safety", "title")

    def __init__(
        self,
        title: str,
        safety: str,
        edits: list[Edit],
        *,
        may_add: dict[str, str] | None = None,
        changes: tuple[str, ...] = (),
        drops: tuple[str, ...] = (),
        other_files: dict[str, str] | None = None,
    ) -> None:
        self.edits = edits
        self.safety = safety
        self.title = title
        self.may_add = may_add or {}
        self.changes = changes
        self.drops = drops
        self.other_files = other_files or {}


class Later:
    """What a rule found, where that is to be found out when a fixer asks."""

    __slots__ = ()

    def find(self) -> object:
        """Return it."""
        raise NotImplementedError


class Finding:
    """One violation of a rule.

    `start` and `end` are offsets in the text of the file; `row`, `column`, `end_row` and `end_column` are 1-based, the
    end exclusive.
    """

    __slots__ = (
        "_subject",
        "aliases",
        "column",
        "confidence",
        "end",
        "end_column",
        "end_row",
        "family",
        "fix",
        "is_inline",
        "message",
        "row",
        "rule",
        "saves",
        "severity",
        "start",
        "suppression",
        "url",
    )

    def __init__(
        self,
        rule: Rule | Finding,
        message: str,
        start: int,
        end: int,
        saves: Saving | None = None,
        subject: object = None,
    ) -> None:
        self.rule: str = rule.rule if isinstance(rule, Finding) else rule.name
        self.aliases: tuple[str, ...] = rule.aliases
        self.family: str = rule.family
        self.url: str = rule.url
        self.severity: str = rule.severity
        self.confidence: str = rule.confidence
        self.message = message
        self.start = start
        self.end = end
        self.saves = saves
        self._subject = subject
        self.fix: Fix | None = None
        self.is_inline = False  # in a Dockerfile that another file holds: no fixer can write there
        # SARIF's kind of what keeps it from being told, and the reason given; set where such findings are listed too.
        self.suppression: tuple[str, str] | None = None
        self.row = self.column = self.end_row = self.end_column = 1  # set by the engine

    @property
    def subject(self) -> object:
        """What the rule found, for its fixer."""
        if isinstance(self._subject, Later):
            self._subject = self._subject.find()
        return self._subject

    @subject.setter
    def subject(self, subject: object) -> None:
        self._subject = subject

    def sort_key(self) -> tuple[int, int, str, str]:
        """Order of the results: by place, then by rule."""
        return self.start, self.end, self.rule, self.message

    def moved(self, distance: int) -> Finding:
        """Return the same finding and fix so many characters further on; rows and columns are the old ones."""
        new = Finding(self, self.message, self.start + distance, self.end + distance, self.saves, self._subject)
        new.is_inline = self.is_inline
        new.suppression = self.suppression
        new.row, new.column = self.row, self.column
        new.end_row, new.end_column = self.end_row, self.end_column
        if self.fix is not None:
            edits = [Edit(edit.start + distance, edit.end + distance, edit.text) for edit in self.fix.edits]
            new.fix = Fix(self.fix.title, self.fix.safety, edits)
        return new

    def __repr__(self) -> str:
        return f"<{self.rule} {self.row}:{self.column} {self.message!r}>"


def found(rule: Rule, place: Spanned | tuple[int, int], message: str, saves: Saving | None, subject: object) -> Finding:
    """Return a finding of a rule at something that has a span, or at offsets."""
    start, end = place if isinstance(place, tuple) else place.span
    return Finding(rule, message, start, end, saves, subject)
