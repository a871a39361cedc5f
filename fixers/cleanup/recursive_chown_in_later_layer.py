"""Owner or mode is set by the COPY; of the later `chown -R` what is left is the folder itself."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_word, insert_flag, replace
from dockerlint.fixers.cleanup.common import merged_row
from dockerlint.graph.paths import covers, overlap
from dockerlint.knowledge.images import describe, parse_reference
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.rules.cleanup.common import effects, rewritten
from dockerlint.syntax.instructions import Add, Copy, Run, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.rules.cleanup._ledger import Trace
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

# Neighbours are merged. With COPY, what the base image has in the folder keeps its owner: that is unsafe.
SAFETY = "safe"
_EVERYWHERE = ("root", "nobody")
# Users that images bring, by the last part of the image's name.
_BROUGHT = {
    "node": ("node",),
    "nginx": ("nginx",),
    "postgres": ("postgres",),
    "redis": ("redis",),
    "jenkins": ("jenkins",),
    "elasticsearch": ("elasticsearch",),
    "tomcat": (),
}
_NO_OWN_GROUP = ("-g", "--gid", "-N", "--no-user-group", "-G", "--ingroup")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    command: Command
    run: Run
    trace: Trace
    command, run, trace = finding.subject  # type: ignore[misc]
    if not isinstance(trace.instruction, (Copy, Add)):
        return _merged(trace.instruction, run, file)
    if run.in_onbuild or command.context or command.name == "chgrp" or command.has("--reference", "--from"):
        raise Refused("the command is more than a plain `chown -R`")
    paths = [path for _, path in rewritten(surroundings_of(file, run), command)]
    if len(paths) != len(command.positionals()) - 1:
        raise Refused("it is not known what it changes")
    copies: list[Copy | Add] = []
    for path in paths:
        copies += [copy for copy in _sources(path, command, run, file) if copy not in copies]
    copies.sort(key=lambda copy: copy.index)
    name = command.name
    if any(copy.flag(name) for copy in copies):
        raise Refused("what is copied has an owner or a mode already")
    value = _mode(command) if name == "chmod" else owner(command, copies[0], file)
    check_readers(copies[0], run, file)
    edits = [insert_flag(copy, f"--{name}={value}") for copy in copies]
    return Fix(f"Set it with `COPY --{name}`", "unsafe", [*edits, _not_recursive(command, run, file)])


def _merged(maker: Instruction, run: Run, file: Dockerfile) -> Fix:
    """Merge the RUN that makes the files with those behind it."""
    merged = merged_row(maker, run, file)
    if merged is None or file.graph.stage_of(maker) is not file.graph.stage_of(run):
        raise Refused("the files are made by a RUN: do it in that RUN")
    edits, safety = merged
    return Fix("Change it in the RUN that makes the files", safety, edits)


def _sources(path: str, command: Command, run: Run, file: Dockerfile) -> list[Copy | Add]:
    """Return the COPYs that bring all that stands below a path. Refused where something else may write there."""
    if path == "/" or path in ("/usr", "/etc", "/var", "/opt", "/home", "/root", "/bin", "/lib", "/tmp", "/usr/local"):  # noqa: S108
        raise Refused(f"more stands in `{path}` than what is copied")
    found: list[Copy | Add] = []
    stage = file.graph.stage_of(run)
    for link in stage.bases if stage is not None else ():
        for step in link.steps:
            if link is stage and step.index >= run.index:
                break
            flow = file.graph.flow(step)
            writes = [one for one in flow.writes if overlap(one, path)]
            if not writes and not flow.unknown_writes:
                continue
            is_copy = isinstance(step, (Copy, Add)) and link is stage and not flow.unknown_writes
            if is_copy and all(covers(path, one) for one in writes):
                found.append(step)  # type: ignore[arg-type]
                continue
            if isinstance(step, Workdir) and all(covers(one, path) for one in writes):
                continue
            if isinstance(step, Run) and not flow.unknown_writes and _makes_folder_only(path, step, None, file):
                continue
            raise Refused(f"line {step.start_line} may write to `{path}`, too")
    if not _makes_folder_only(path, run, command, file):
        raise Refused(f"the RUN itself may write to `{path}`")
    if not found:
        raise Refused("the files are not copied in this stage")
    return found


def _makes_folder_only(path: str, run: Run, until: Command | None, file: Dockerfile) -> bool:
    """Whether the commands of a RUN, as far as one of them, leave nothing below a path but the folder itself."""
    surroundings = surroundings_of(file, run)
    for command in file.commands(run):
        if command is until:
            return True
        acts = effects(surroundings, command)
        if acts.unknown_writes:
            return False
        touched = [one for one in acts.writes if overlap(one, path)]
        if touched and not (command.name == "mkdir" and all(covers(one, path) for one in touched)):
            return False
    return True


def _mode(command: Command) -> str:
    mode = command.positionals()[0].value or ""
    if not mode.isdigit():
        raise Refused("`COPY --chmod` takes a mode in octal digits")
    return mode


def owner(command: Command, copy: Copy | Add, file: Dockerfile) -> str:
    raw = command.positionals()[0].value or ""
    user, colon, group = raw.partition(":")
    if not user or (colon and not group) or "$" in raw or "." in raw:
        raise Refused("it is not known who the owner is")
    for name, kind in ((user, "user"), (group, "group")):
        if name and not name.isdigit() and not _exists(name, kind, copy, file):
            raise Refused(f"`{name}` is not known to exist where the files are copied")
    return f"{user}:{group}" if group else f"{user}:0"  # `chown user` keeps the group


def _exists(name: str, kind: str, copy: Copy | Add, file: Dockerfile) -> bool:
    stage = file.graph.stage_of(copy)
    assert stage is not None  # noqa: S101  # for the type checker
    if name in _EVERYWHERE[: 1 if kind == "group" else 2]:
        return True
    for link in stage.bases:
        for step in link.steps:
            if not isinstance(step, Run) or (link is stage and step.index > copy.index):
                continue
            for command in file.commands(step):
                if not any(word.text == name for word in command.arguments) or command.conditional:
                    continue
                if kind == "group" and command.name in ("groupadd", "addgroup"):
                    return True
                if command.name in ("useradd", "adduser"):
                    named = command.positionals(("-u", "-g", "-d", "-s", "-c", "-G", "-h", "-p", "-k", "-K", "-b"))
                    if named and named[-1].text == name and (kind == "user" or not command.has(*_NO_OWN_GROUP)):
                        return True
    image = stage.bases[-1].image
    reference = parse_reference(image) if image else None
    known = describe(reference) if reference else None
    if known is None or reference is None:
        return False
    return name in _BROUGHT.get(image.partition("@")[0].partition(":")[0].rpartition("/")[2], ())  # type: ignore[union-attr]


def check_readers(copy: Copy | Add, run: Run, file: Dockerfile) -> None:
    """Refuse where somebody else than root works with the files in between: to him the owner matters."""
    for step in file.tree.instructions[copy.index : run.index]:
        if step.keyword == "USER" and step.value[:1] not in (("root",), ("0",)):
            raise Refused(f"line {step.start_line} changes the user between them")


def _not_recursive(command: Command, run: Instruction, file: Dockerfile) -> Edit:
    for word in command.arguments:
        if word.text in ("-R", "--recursive"):
            return delete_word(file.tree.text, word, run.escape)
        if word.text[:1] == "-" and word.text[1:2] != "-" and "R" in word.text:
            return replace(word, word.raw.replace("R", ""))
    raise Refused("its option was not found")
