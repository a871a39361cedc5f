"""The packages in the order of the alphabet; unsafe, for the first of several that provide the same is taken."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import replace
from dockerlint.fixers.packages.common import run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import ShellWord

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    words: list[ShellWord] = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    if run.inner_comments or run.is_json:
        raise Refused("comments stand between the packages, or they are a JSON array")
    ordered = sorted(words, key=lambda word: word.text.lower())
    edits = [replace(word, other.raw) for word, other in zip(words, ordered, strict=True) if word is not other]
    return Fix("Sort the packages", SAFETY, edits)
