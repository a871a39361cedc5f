"""`.dockerignore` as BuildKit reads it: which files never reach the build."""

from __future__ import annotations

from dockerlint.context.paths import clean_path
from dockerlint.context.pattern import PathPattern
from dockerlint.syntax.text import SPACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Final

# Go's line scanner gives up on longer lines, in bytes; the build then fails.
_LONGEST_LINE: Final = 65535


class IgnorePattern:
    """A line of an ignore file that Docker takes for a pattern."""

    __slots__ = ("_pattern", "line", "matches", "negated", "source", "span", "text")

    matches: Callable[[str], bool]

    def __init__(self, source: str, text: str, line: int, span: tuple[int, int], *, negated: bool) -> None:
        self.source = source  # as written, `!` included, white space around it not
        self.text = text  # cleaned, without the `!`: what paths are compared with
        self.line = line  # 1-based
        self.span = span  # [start, end) offsets of `source` in the file
        self.negated = negated  # brings back what an earlier pattern excluded
        self._pattern = PathPattern(text)
        self.matches = self._pattern.matches  # whether it matches this very (clean) path

    def covers(self, path: str) -> bool:
        """Tell whether the pattern matches the path or one of the directories above it."""
        return any(self.matches(ancestor) for ancestor in _descent(path))

    def can_match_below(self, directory: str) -> bool:
        """Tell whether the pattern may match something below the directory; `False` is certain."""
        return self._pattern.can_match_below(directory)

    def __repr__(self) -> str:
        return f"IgnorePattern({self.source!r}, line {self.line})"


class IgnoreError:
    """A line with which the build fails."""

    __slots__ = ("line", "message", "span")

    def __init__(self, message: str, line: int, span: tuple[int, int]) -> None:
        self.message = message
        self.line = line  # 1-based
        self.span = span  # [start, end) offsets in the file

    def __repr__(self) -> str:
        return f"IgnoreError({self.message!r}, line {self.line})"


class IgnoreFile:
    """The patterns of an ignore file, in order, and the lines that Docker rejects.

    Paths are given relative to the context root, with slashes. Where there are errors the build fails; the
    remaining patterns are still good for everything a linter wants to know.
    """

    __slots__ = ("errors", "has_negations", "path", "patterns")

    def __init__(self, patterns: list[IgnorePattern], errors: list[IgnoreError], path: str | None = None) -> None:
        self.patterns = patterns
        self.errors = errors
        self.path = path  # where it was read, None where there is no such file
        self.has_negations = any(pattern.negated for pattern in patterns)

    def excludes(self, path: str) -> bool:
        """Tell whether the path stays out of the build context.

        A directory that stays out may still be there for the sake of a path below it that a negation brings
        back.
        """
        pattern = self.match(path)
        return pattern is not None and not pattern.negated

    def match(self, path: str) -> IgnorePattern | None:
        """Return the pattern that decides about the path: it excludes it, or negated, brings it back.

        The context root itself is never excluded.
        """
        pattern = None
        state = 0
        for ancestor in _descent(clean_path(path)):
            pattern, state = self.step(ancestor, state)
        return pattern

    def step(self, path: str, parent: int) -> tuple[IgnorePattern | None, int]:
        """Return the deciding pattern of a path and its state, given the state of its parent directory.

        This is how the builder walks: a pattern that matched a directory holds for everything below it, and a
        pattern is only tried where it would change the verdict. So a negation of a directory brings nothing
        back below it where the directory itself was not excluded before that line (`a/b`, then `!a`, leaves
        `a/b` excluded). The root's state is 0.
        """
        decided: IgnorePattern | None = None
        excluded = False
        state = 0
        bit = 1
        for pattern in self.patterns:
            would_change = pattern.negated == excluded
            if parent & bit or (would_change and pattern.matches(path)):
                state |= bit
                if would_change:
                    decided = pattern
                    excluded = not excluded
            bit <<= 1
        return decided, state

    def state(self, directory: str) -> int:
        """Return the state of a directory, from which `step` decides about what is in it."""
        state = 0
        for ancestor in _descent(clean_path(directory)):
            _, state = self.step(ancestor, state)
        return state

    def may_include_below(self, directory: str) -> bool:
        """Tell whether a negation may bring something back below an excluded directory."""
        return self.has_negations and any(
            pattern.negated and pattern.can_match_below(directory) for pattern in self.patterns
        )


def parse_ignore(text: str, path: str | None = None) -> IgnoreFile:
    """Read an ignore file. `path` is only kept, for messages.

    Source: moby/patternmatcher's ignorefile and
    https://docs.docker.com/build/concepts/context/#dockerignore-files.
    """
    patterns: list[IgnorePattern] = []
    errors: list[IgnoreError] = []
    offset = 0
    for number, line in enumerate(text.split("\n"), 1):
        start = offset + (number == 1 and line.startswith("\ufeff"))
        end = offset + len(line)
        offset = end + 1
        if _too_long(line):
            errors.append(IgnoreError("the line is longer than Docker can read", number, (start, end)))
            break
        if text.startswith("#", start, end):
            continue
        source = text[start:end].lstrip(SPACE)
        start = end - len(source)
        source = source.rstrip(SPACE)
        if not source:
            continue
        span = (start, start + len(source))
        negated, cleaned = _clean_pattern(source)
        if negated and not cleaned:
            errors.append(IgnoreError("`!` needs a pattern behind it", number, span))
        elif cleaned:
            try:
                patterns.append(IgnorePattern(source, cleaned, number, span, negated=negated))
            except ValueError as error:
                errors.append(IgnoreError(str(error), number, span))
    return IgnoreFile(patterns, errors, path)


def _too_long(line: str) -> bool:
    return len(line) * 4 > _LONGEST_LINE and len(line.encode("utf-8", "surrogateescape")) > _LONGEST_LINE


def _clean_pattern(source: str) -> tuple[bool, str]:
    """Return whether the pattern is negated, and its text; neither for a line without meaning.

    Docker cleans twice, once on reading the file and once on making the matcher. Between the two a leading
    slash goes, so that `/!a` is a negation and `/ a` is `a`.
    """
    negated = source.startswith("!")
    pattern = source[1:].strip(SPACE) if negated else source
    if pattern:
        pattern = _lexical_clean(pattern)
        if len(pattern) > 1 and pattern.startswith("/"):
            pattern = pattern[1:]
    pattern = ("!" + pattern if negated else pattern).strip(SPACE)
    if not pattern:
        return False, ""
    pattern = _lexical_clean(pattern)
    negated = pattern.startswith("!")
    return negated, pattern[negated:]


def _lexical_clean(path: str) -> str:
    """Return Go's path.Clean of a path that is not empty."""
    rooted = path.startswith("/")
    found: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if found and found[-1] != "..":
                found.pop()
                continue
            if rooted:
                continue
        found.append(part)
    return ("/" if rooted else "") + "/".join(found) or "."


def _descent(path: str) -> Iterator[str]:
    """Yield the directories above a clean path, from the root's side, and the path; nothing for the root."""
    slash = path.find("/")
    while slash >= 0:
        yield path[:slash]
        slash = path.find("/", slash + 1)
    if path:
        yield path
