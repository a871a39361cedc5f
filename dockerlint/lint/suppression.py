"""Comments that silence findings: our own, hadolint's, BuildKit's and ShellCheck's.

    # dockerlint: ignore=RULE[,RULE] -- reason         the next instruction, or the one the comment stands in
    # dockerlint: ignore-stage=RULE[,RULE] -- reason   the stage it stands in, or that the next FROM begins
    # dockerlint: ignore-file=RULE[,RULE] -- reason    the file
    # hadolint ignore=DL3006,SC2086 # reason           also `stage ignore=` and `global ignore=`
    # shellcheck disable=SC2086,SC2154                 the next instruction, or the one the comment stands in
    # check=skip=JSONArgsRecommended,StageNameCasing   as a directive the file, else the next instruction

Without `=RULE` our own comments silence every rule.
"""

from __future__ import annotations

from bisect import bisect_right

from dockerlint.lint.details_table import PRESETS
from dockerlint.lint.registry import entries, shellcheck_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockerlint.lint.finding import Finding
    from dockerlint.lint.shellcheck import Codes
    from dockerlint.syntax.items import Comment
    from dockerlint.syntax.tree import Tree


class Suppression:
    """One comment, the selectors it names, and the part of the file it covers (offsets, end exclusive)."""

    __slots__ = ("comment", "dialect", "end", "list", "reason", "selectors", "start", "used")

    def __init__(self, comment: Comment, dialect: str, place: tuple[int, int] | None, reason: str) -> None:
        self.comment = comment
        # The offsets of the list of selectors in the file; None where there is none, which means all.
        self.list = place
        selectors = ["all"] if place is None else _split(comment.source[slice(*place)])
        self.dialect = dialect  # dockerlint, hadolint, buildkit or shellcheck
        self.selectors = selectors  # lower case; `all` for every rule
        self.reason = reason
        self.start = 0
        self.end = 0
        self.used: set[str] = set()  # the selectors that silenced something

    def silences(self, finding: Finding) -> bool:
        """Whether it covers a finding; notes which selector did."""
        if not self.start <= finding.start < self.end and not (finding.start == self.end == self.start):
            return False
        names = _names(finding, self.dialect)
        matched = [selector for selector in self.selectors if selector in names]
        self.used.update(matched)
        return bool(matched)


def find_suppressions(tree: Tree) -> list[Suppression]:
    """Return the suppression comments of a file in order."""
    found: list[Suppression] = []
    instructions = tree.instructions
    starts = [instruction.start for instruction in instructions]
    stage_starts = [instruction.start for instruction in instructions if instruction.keyword == "FROM"]
    whole = (0, len(tree.text) + 1)
    for comment in _comments(tree):
        read = _read(comment)
        if read is None:
            continue
        suppression, scope = read
        next_one = bisect_right(starts, comment.start)
        inside = next_one and instructions[next_one - 1].end >= comment.end
        if scope == "file":
            suppression.start, suppression.end = whole
        elif scope == "stage":
            # Above a FROM it means the stage that begins there.
            above_from = not inside and next_one < len(starts) and instructions[next_one].keyword == "FROM"
            place = starts[next_one] if above_from else comment.start
            stage = bisect_right(stage_starts, place)
            suppression.start = stage_starts[stage - 1] if stage else 0
            suppression.end = stage_starts[stage] if stage < len(stage_starts) else whole[1]
        elif inside or next_one < len(instructions):
            target = instructions[next_one - 1 if inside else next_one]
            suppression.start, suppression.end = target.start, target.end + 1
        found.append(suppression)
    return found


def is_suppression(comment: Comment) -> bool:
    """Whether a comment silences findings."""
    return _read(comment) is not None


def _comments(tree: Tree) -> list[Comment]:
    comments: list[Comment] = [item for item in tree.items if item.kind in ("comment", "directive")]  # type: ignore[misc]
    for instruction in tree.instructions:
        comments += instruction.inner_comments
    comments.sort(key=lambda comment: comment.start)
    return comments


def _read(comment: Comment) -> tuple[Suppression, str] | None:
    content = comment.content
    lowered = content.lower()
    if lowered.startswith("dockerlint:"):
        return _read_own(comment, content[len("dockerlint:") :])
    if lowered.startswith("hadolint "):
        return _read_hadolint(comment, content[len("hadolint ") :])
    if lowered.startswith("shellcheck "):
        return _read_shellcheck(comment, content[len("shellcheck ") :])
    if lowered.startswith("check") and lowered[5:].lstrip().startswith("="):
        return _read_check(comment, content.partition("=")[2])
    return None


def _read_own(comment: Comment, content: str) -> tuple[Suppression, str] | None:
    body, _, reason = content.partition("--")
    verb, equals, names = body.partition("=")
    scope = {"ignore": "next", "ignore-stage": "stage", "ignore-file": "file"}.get(verb.strip().lower())
    if scope is None:
        return None
    place = _place(comment, content, len(verb) + 1, names) if equals else None
    return Suppression(comment, "dockerlint", place, reason.strip()), scope


def _read_hadolint(comment: Comment, content: str) -> tuple[Suppression, str] | None:
    body, _, reason = content.partition("#")
    verb, equals, names = body.partition("=")
    words = " ".join(verb.lower().split())
    scope = {"ignore": "next", "stage ignore": "stage", "global ignore": "file"}.get(words)
    if scope is None or not equals:
        return None
    return Suppression(comment, "hadolint", _place(comment, content, len(verb) + 1, names), reason.strip()), scope


def _read_shellcheck(comment: Comment, content: str) -> tuple[Suppression, str] | None:
    directives, _, reason = content.partition("#")
    for directive in directives.split():
        verb, equals, names = directive.partition("=")
        if equals and verb.lower() == "disable":
            start = content.index(directive) + len(verb) + 1
            return Suppression(comment, "shellcheck", _place(comment, content, start, names), reason.strip()), "next"
    return None


def _read_check(comment: Comment, content: str) -> tuple[Suppression, str] | None:
    start = 0
    for part in content.split(";"):
        key, equals, names = part.partition("=")
        if equals and key.strip().lower() == "skip":
            scope = "file" if comment.kind == "directive" else "next"
            return Suppression(comment, "buildkit", _place(comment, content, start + len(key) + 1, names), ""), scope
        start += len(part) + 1
    return None


def _place(comment: Comment, content: str, start: int, names: str) -> tuple[int, int]:
    """Return the offsets in the file of names that begin somewhere in the content, which ends the comment's text."""
    begin = comment.end - len(comment.text) + len(comment.text.rstrip()) - len(content) + start
    return begin, begin + len(names)


def _split(names: str) -> list[str]:
    return [name.strip().lower() for name in names.split(",") if name.strip()]


def _names(finding: Finding, dialect: str) -> set[str]:
    """Return the selectors by which a finding can be silenced in a dialect."""
    names = {"all"} if dialect in ("dockerlint", "buildkit") else set()
    if dialect == "shellcheck" and any(alias.startswith("shellcheck:") for alias in finding.aliases):
        names.add("all")
    return names | _identities(finding.rule, finding.family, finding.aliases, dialect)


def _identities(rule: str, family: str, aliases: Iterable[str], dialect: str) -> set[str]:
    """Return the names that a rule has in a dialect."""
    names: set[str] = set()
    for alias in aliases:
        prefix, _, identity = alias.lower().partition(":")
        if dialect == "dockerlint":
            names.update((identity, f"{prefix}:{identity}"))
        elif prefix in _PREFIXES[dialect]:
            names.add(identity)
    if dialect == "dockerlint":
        names.update((rule, family.replace("_", "-"), family))
    return names


def idle_selectors(
    suppression: Suppression, ran: Mapping[str, object], codes: Codes | None, *, deselected: bool = False
) -> list[str]:
    """Return the selectors of a comment that silenced nothing although all that they name was looked for.

    `ran` are the rules that ran with the options that their group set, `codes` those of ShellCheck's that were looked
    for, None where it was not asked. With `deselected` it does not matter what ran. A comment for hadolint or BuildKit
    is judged only by rules that read as that tool does.
    """
    idle = []
    known = None
    for selector in suppression.selectors:
        if selector in suppression.used or selector == _JUDGE:
            continue
        code = shellcheck_code(selector)
        if code is not None and suppression.dialect != "buildkit":
            wanted = deselected or (codes is not None and code in codes)
        else:
            known = _known(suppression.dialect) if known is None else known
            rules = known.get(selector, ())
            wanted = bool(rules) and (deselected or all(_reads_as(suppression.dialect, rule, ran) for rule in rules))
        if wanted:
            idle.append(selector)
    return idle


def _reads_as(dialect: str, rule: str, ran: Mapping[str, object]) -> bool:
    """Whether a rule ran, and finds what the tool finds whose comments are of a dialect."""
    return rule in ran and (dialect not in _GROUPS or ran[rule] == PRESETS.get(rule, {}).get(dialect, {}))


def unknown_selectors(suppression: Suppression) -> list[str]:
    """Return the selectors of a comment that name nothing at all."""
    known = _known(suppression.dialect)
    return [
        selector
        for selector in suppression.selectors
        if selector not in known
        and not (shellcheck_code(selector) is not None and suppression.dialect != "buildkit")
        and not (suppression.dialect == "shellcheck" and _is_range(selector))
        and selector.partition(":")[2] not in _WITHOUT_RULE
        and selector not in _WITHOUT_RULE
    ]


def suggestion(selector: str, dialect: str) -> str:
    """Return the name that a wrong selector comes nearest to, "" where there is none."""
    from difflib import get_close_matches

    near = get_close_matches(selector, _known(dialect), n=1, cutoff=0.75)
    return near[0] if near else ""


def _known(dialect: str) -> dict[str, list[str]]:
    """Return the rules that each selector of a dialect means; `all` means the recommended ones at least."""
    known: dict[str, list[str]] = {}
    if dialect != "hadolint":
        known["all"] = [entry.name for entry in entries() if "recommended" in entry.groups]
    for entry in entries():
        for name in _identities(entry.name, entry.family, entry.aliases, dialect):
            known.setdefault(name, []).append(entry.name)
    return known


def _is_range(selector: str) -> bool:
    """Whether a selector is one of ShellCheck's ranges: `SC2000-SC2100`."""
    return "-" in selector and all(part.removeprefix("sc").isdecimal() for part in selector.split("-"))


# Ids that exist and have no rule here: retired ones of hadolint, and what only a build can tell.
_WITHOUT_RULE = (
    *("dl1001", "dl3005", "dl3017", "dl3031", "dl3039"),
    *("invalidbaseimageplatform", "invaliddefinitiondescription", "copyignoredfile"),
)
_JUDGE = "unused-suppression"

# Whose ids a comment of another tool may name.
_GROUPS = ("hadolint", "buildkit")  # that give rules those tools' reading
_PREFIXES = {"buildkit": ("buildkit",), "hadolint": ("hadolint", "shellcheck"), "shellcheck": ("shellcheck",)}
