"""`--batch` for gpg, which asks nothing then; unsafe, for what it would have asked it now refuses."""

from __future__ import annotations

from dockerlint.fixers.packages.common import insert_option
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    parts: tuple[Command, Instruction] = finding.subject  # type: ignore[assignment]
    command, run = parts
    assert command.name_word is not None  # noqa: S101  # for the type checker: the rule has found `gpg`
    return Fix("Add `--batch`", SAFETY, [insert_option(run, command.name_word, "--batch")])
