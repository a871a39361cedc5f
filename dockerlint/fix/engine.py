"""The applier: fixes of all findings, round by round, until nothing is left that can be proved."""

from __future__ import annotations

from dockerlint.fix.fixer import Fixers, Refused, failure
from dockerlint.fix.proof import Rewrite, Version, prove
from dockerlint.fix.style import apply_edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.engine import Result
    from dockerlint.lint.finding import Edit, Finding, Fix

    # From a text to the file and its findings, with the selection of the run.
    Check = Callable[[str], tuple[Dockerfile, Result]]
    # What a fix is known by in the next round, when it stands elsewhere.
    Name = tuple[str, str, tuple[str, ...]]

# Each round applies at least one fix; real files need a handful.
_MOST_ROUNDS = 100

# Findings of other rules that a fix brings about and that must not keep a defect from being mended: about the look of
# what stands there, or for the next round. Where one of these rules finds more, a fix of these (of any, where none is
# named) says so with this reason.
_MERGING = ("consecutive-runs", "package-index-updated-alone", "removed-in-later-layer")
_CONSEQUENCES = {
    "apt-installs-split": (
        "installs in one RUN have the same options now",
        ("apt-recommends-installed", "apt-assume-yes-missing", "apt-force-yes", *_MERGING),
    ),
    "archive-left-behind": ("the archive is unpacked in the RUN that downloads it now", _MERGING),
    "cache-mount-missing": ("the file uses mounts now", ("secret-in-variable",)),
    "labels-in-several-instructions": ("the file has a label more", ("maintainer-instruction",)),
    "labels-out-of-order": ("the labels stand in one instruction now", ("labels-in-several-instructions",)),
    "long-line": ("a line is longer than before", ()),
    "redirect-to-http-followed": ("redirects are followed now", ("curl-without-location",)),
    "semicolon-between-commands": ("the commands are a RUN now", ("cd-instead-of-workdir",)),
}


class Applied:
    """A fix that was made: what for, in which line of the text at that time."""

    __slots__ = ("fix", "line", "message", "rule")

    def __init__(self, finding: Finding, fix: Fix) -> None:
        self.rule = finding.rule
        self.message = finding.message
        self.line = finding.row
        self.fix = fix


class Refusal:
    """A finding that was not fixed although its rule has a fixer, and why."""

    __slots__ = ("finding", "reason")

    def __init__(self, finding: Finding, reason: str) -> None:
        self.finding = finding
        self.reason = reason


class Fixed:
    """What became of a file.

    `text` is the new text, `applied` what was done, `refused` what was not and why, `other_files` texts of files
    beside it by path in the build context, `findings` what is left, `troubles` defects of ours.
    """

    __slots__ = ("applied", "file", "findings", "other_files", "refused", "text", "troubles")

    def __init__(self, text: str) -> None:
        self.text = text
        self.file: Dockerfile | None = None
        self.applied: list[Applied] = []
        self.refused: list[Refusal] = []
        self.other_files: dict[str, str] = {}
        self.findings: list[Finding] = []
        self.troubles: list[str] = []


class Applier:
    """Fixes one file after the other with one selection."""

    __slots__ = ("_check", "_fixers", "_safeties")

    def __init__(self, check: Check, fixers: Fixers, *, unsafe: bool = False) -> None:
        self._check = check
        self._fixers = fixers
        self._safeties = ("safe", "unsafe") if unsafe else ("safe",)

    def fix(self, text: str) -> Fixed:
        """Return what becomes of a text."""
        fixed = Fixed(text)
        before = Version(*self._check(text))
        context = before.file.context
        seen = {_state(text, fixed.other_files)}
        failed: set[Name] = set()
        for _ in range(_MOST_ROUNDS):
            refused: list[Refusal] = []
            wanted = self._wanted(before, refused, fixed)
            # What has failed in a round is tried again when nothing else is left: it would mostly fail again.
            fresh = [pair for pair in wanted if _name(pair) not in failed]
            again = [pair for pair in wanted if _name(pair) in failed]
            rewrite, after = self._proved(before, fresh, refused, failed, fixed.other_files)
            if rewrite is None:
                rewrite, after = self._proved(before, again, refused, failed, fixed.other_files)
            written = {**fixed.other_files, **(rewrite.other_files if rewrite is not None else {})}
            if rewrite is None or after is None or _state(after.file.tree.text, written) in seen:
                fixed.refused = refused
                break
            for finding, fix in zip(rewrite.findings, rewrite.fixes, strict=True):
                # Of what a fix may add, that which is told came about.
                fix.may_add = {rule: why for rule, why in fix.may_add.items() if after.has_more(rule, before)}
                fixed.applied.append(Applied(finding, fix))
            fixed.other_files = written
            before.file.release()
            before = after
            seen.add(_state(before.file.tree.text, written))
        fixed.text = before.file.tree.text
        fixed.file = before.file
        fixed.findings = before.result.findings
        fixed.troubles += before.result.troubles
        if context is not None:
            context.show({})
        return fixed

    def _wanted(self, version: Version, refused: list[Refusal], fixed: Fixed) -> list[tuple[Finding, Fix]]:
        """Return the fixes that may be applied, in the order of their places."""
        wanted: list[tuple[Finding, Fix]] = []
        for finding in version.result.findings:
            try:
                fix = self._fixers.fix(finding, version.file)
            except Refused as refusal:
                refused.append(Refusal(finding, str(refusal)))
                continue
            except Exception as error:  # noqa: BLE001  # one broken fixer must not stop the others
                trouble = failure(finding, error)
                if trouble not in fixed.troubles:
                    fixed.troubles.append(trouble)
                continue
            if fix is None:
                continue
            finding.fix = fix
            if fix.safety in self._safeties and (fix.edits or fix.other_files):
                wanted.append((finding, fix))
        if version.file.context is None:
            wanted = [pair for pair in wanted if not pair[1].other_files]  # nobody could write them
        wanted.sort(key=lambda pair: (pair[1].safety != "safe", pair[1].edits[0].start if pair[1].edits else 0))
        return wanted

    def _proved(
        self,
        before: Version,
        wanted: list[tuple[Finding, Fix]],
        refused: list[Refusal],
        failed: set[Name],
        written: dict[str, str],
    ) -> tuple[Rewrite | None, Version | None]:
        """Return fixes that can be applied together, proved, and what they make of the file."""
        while wanted:
            rewrite, after, faulty = self._most(before, _compatible(wanted), written)
            for pair, reason in faulty:
                wanted.remove(pair)
                failed.add(_name(pair))
                refused.append(Refusal(pair[0], reason))
            if rewrite is not None:
                return rewrite, after
        return None, None

    def _most(
        self, before: Version, pairs: list[tuple[Finding, Fix]], written: dict[str, str]
    ) -> tuple[Rewrite | None, Version | None, list[tuple[tuple[Finding, Fix], str]]]:
        """Return many of the fixes that are proved together, and those that fail each for itself, with the reasons.

        Where they fail, one of them is at fault or they are together: the first half is tried, then the other one.
        """
        rewrite, after, reason = self._attempt(before, pairs, written)
        if not reason:
            return rewrite, after, []
        if len(pairs) == 1:
            return None, None, [(pairs[0], reason)]
        middle = len(pairs) // 2
        rewrite, after, faulty = self._most(before, pairs[:middle], written)
        if rewrite is None:
            rewrite, after, more = self._most(before, pairs[middle:], written)
            faulty += more
        return rewrite, after, faulty

    def _attempt(
        self, before: Version, pairs: Sequence[tuple[Finding, Fix]], written: dict[str, str]
    ) -> tuple[Rewrite | None, Version | None, str]:
        rewrite = Rewrite([finding for finding, _ in pairs], [fix for _, fix in pairs])
        rewrite.edits = _distinct(rewrite.edits)
        text = apply_edits(before.file.tree.text, rewrite.edits)
        context = before.file.context
        if context is not None and rewrite.other_files:
            context.show({**written, **rewrite.other_files})
        after = Version(*self._check(text))
        _name_consequences(before, after, pairs)
        reason = prove(before, after, rewrite)
        if context is not None and rewrite.other_files and reason:
            context.show(written)
        return rewrite, after, reason


def _compatible(wanted: list[tuple[Finding, Fix]]) -> list[tuple[Finding, Fix]]:
    """Return fixes that do not get into each other's way, the first ones first."""
    taken: list[Edit] = []
    chosen: list[tuple[Finding, Fix]] = []
    files: set[str] = set()
    for finding, fix in wanted:
        if not files.isdisjoint(fix.other_files):
            continue  # each has the whole text of the file
        files.update(fix.other_files)
        others = [edit for edit in fix.edits if not any(_same(edit, one) for one in taken)]
        if fix.edits and not others:
            chosen.append((finding, fix))  # one rewrite is for several findings
            continue
        if len(others) < len(fix.edits) or any(_overlap(edit, one) for edit in others for one in taken):
            continue
        taken += others
        chosen.append((finding, fix))
    return chosen


def _name_consequences(before: Version, after: Version, pairs: Sequence[tuple[Finding, Fix]]) -> None:
    for rule, (why, causes) in _CONSEQUENCES.items():
        if after.has_more(rule, before):
            for finding, fix in pairs:
                if not causes or finding.rule in causes:
                    fix.may_add = {rule: why, **fix.may_add}
    triggers = [node for node in before.file.tree.instructions if node.inner is not None]
    for _, fix in pairs if triggers else ():
        # What is mended in an ONBUILD differs in the image's configuration.
        inside = any(node.start < edit.end and edit.start < node.full_end for node in triggers for edit in fix.edits)
        if inside and "triggers" not in fix.changes:
            fix.changes = (*fix.changes, "triggers")


def _name(pair: tuple[Finding, Fix]) -> Name:
    finding, fix = pair
    return finding.rule, finding.message, tuple(edit.text for edit in fix.edits)


def _distinct(edits: list[Edit]) -> list[Edit]:
    found: list[Edit] = []
    for edit in edits:
        if not any(_same(edit, one) for one in found):
            found.append(edit)
    return found


def _same(one: Edit, other: Edit) -> bool:
    return (one.start, one.end, one.text) == (other.start, other.end, other.text)


def _overlap(one: Edit, other: Edit) -> bool:
    return one.start <= other.end and other.start <= one.end


def _state(text: str, other_files: dict[str, str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    return text, tuple(sorted(other_files.items()))
