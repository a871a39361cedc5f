"""What the fixers of calls share: where an option goes, and whether a failure of a command would be noticed."""

from __future__ import annotations

from dockerlint.fix.style import insert_argument
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command, ShellWord
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction


def run_of(file: Dockerfile, finding: Finding) -> Instruction:
    """Return the RUN that a finding stands in."""
    for node in file.tree.instructions:
        if node.start <= finding.start < node.full_end:
            return node.inner or node
    raise AssertionError(finding)


def insert_option(run: Instruction, after: ShellWord, option: str) -> Edit:
    """Insert an option behind a word of a command, also in exec form."""
    if run.is_json and after.line is run.words[0].line:
        return Edit(after.end, after.end, f', "{option}"')
    return insert_argument(after, option)


def must_succeed(file: Dockerfile, run: Instruction, command: Command) -> bool:
    """Whether the build fails where a command does."""
    commands = file.commands(run)
    if command.negated or command.conditional or "condition" in command.context or "substitution" in command.context:
        return False
    if any(one.connector == "||" for one in commands[commands.index(command) :]):
        return False
    stops = commands[0].name == "set" and any("e" in word.text for word in commands[0].arguments[:1])
    return command.follower in ("&&", "") or (stops and command.follower in (";", "\n"))


def assume_yes(finding: Finding, file: Dockerfile) -> Fix:
    """Return the fix that answers a package manager's questions behind its verb."""
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    # Where a failure goes unnoticed the command did nothing so far, and would do something then.
    safety = "safe" if must_succeed(file, run, call.command) else "unsafe"
    return Fix("Add `-y`", safety, [insert_option(run, call.words[0], "-y")])
