"""Manifests copied and dependencies fetched in front of the copy of all sources."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, insert_above_comments
from dockerlint.fixers.layer_order.common import between
from dockerlint.fixers.layer_order.copy_all_before_dependencies import manifests
from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.lint.finding import Edit, Fix
from dockerlint.lint.suppression import is_suppression
from dockerlint.shell.project_calls import ProjectCall
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Add, Copy
    from dockerlint.syntax.text import Word

SAFETY = "unsafe"
_FETCHES = {"go": "mod download", "maven": "-B dependency:go-offline", "nuget": "restore"}


def fix(finding: Finding, file: Dockerfile) -> Fix:
    copy: Copy | Add
    source: Word
    run: Run
    command: Command
    program: str
    copy, source, run, command, program = finding.subject  # type: ignore[misc]
    fetch = _FETCHES.get(program)
    if fetch is None:
        raise Refused(f"{program} has no command that fetches without the sources")
    if any(is_suppression(comment) for comment in (*copy.comments, *run.comments)):
        raise Refused("a comment above it silences findings")
    if command.context or command.wrappers or command.has("-f", "--file", "-C", "-pl"):
        raise Refused("it is not known what is built")
    if file.graph.working_directory(copy) != file.graph.working_directory(run):
        raise Refused("the working directory is set behind the copy")
    for step in between(copy, run, file):
        if isinstance(step, Run) and any(one.name != command.name for one in file.commands(step)):
            raise Refused(f"line {step.start_line} may bring what the fetch needs")
    name = command.name_word.raw if command.name_word is not None else command.name
    if "/" in name:
        raise Refused("the wrapper is a file of the project")
    if program == "nuget" and any(not word.text.startswith("-") for word in command.positionals(_VALUED)[1:]):
        raise Refused("it is not known what is built")
    call = ProjectCall(command, program, MANAGERS[program], [], None)
    names, place = manifests(call, copy, source, run, file)
    flags = "".join(f"{flag.word.raw} " for flag in copy.flags)
    copied = f"{copy.keyword_word.value} {flags}{' '.join(names)} {place}"
    text = file.tree.text
    first = insert_above_comments(text, copied, copy)
    second = insert_above_comments(text, f"{cased('RUN', run)} {name} {fetch}", copy)
    return Fix(
        f"Fetch the dependencies with `{name} {fetch}` first",
        SAFETY,
        [Edit(first.start, first.end, first.text + second.text)],
        may_add={"consecutive-runs": "one of them is for the cache"},
    )


_VALUED = ("-c", "--configuration", "-o", "--output", "-r", "--runtime", "-f", "--framework", "-v", "--verbosity")
