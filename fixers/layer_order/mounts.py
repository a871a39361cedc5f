"""Manifests as bind mounts instead of copies, on request: a layer less, where it is provably the same.

    COPY package.json package-lock.json ./        RUN --mount=type=bind,source=package.json,target=/app/package.json …
    RUN npm ci
    COPY . .                                      COPY . .

A copy may go where the RUN right behind it is an installation that only reads the files, and a later copy brings the
same ones. `bind_manifests(file)` returns a `Reordering`; run it on the result of `reorder`.
"""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import apply_edits, delete_instruction, insert_flags
from dockerlint.fixers.layer_order._brought import Brought
from dockerlint.fixers.layer_order._manifests import Manifests
from dockerlint.fixers.layer_order._rebuild import Changes, Rebuild
from dockerlint.fixers.layer_order.reorder import Change, Reordering, parsed
from dockerlint.graph.order import independent
from dockerlint.graph.paths import parent
from dockerlint.shell.package_calls import package_calls
from dockerlint.shell.project_calls import project_call
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell.project_calls import ProjectCall

_MOST_MOUNTS = 6
# Those that never write to what they read.
_READERS = ("go", "maven", "micromamba", "pip", "poetry")


def bind_manifests(file: Dockerfile) -> Reordering:
    """Return the file with copies of manifests replaced by bind mounts of the installation behind them."""
    changes = Changes(file)
    result = Reordering(file.tree.text, changes.basis, Rebuild(file, changes).cost)
    edits = []
    for stage in file.graph.reachable() if not file.tree.errors else ():
        for copy, run in zip(stage.instructions, stage.instructions[1:], strict=False):
            if not isinstance(copy, (Copy, Add)) or not isinstance(run, Run):
                continue
            try:
                flags = _mounts(copy, run, stage, file)
            except Refused as refusal:
                result.refused.append((copy.start_line, str(refusal)))
                continue
            if flags:
                edits += [
                    delete_instruction(file.tree.text, copy),
                    insert_flags(file.tree.text, run, flags, apart=len(flags) > 1),
                ]
                names = ", ".join(source.value for source in copy.sources)
                result.changes.append(Change("mounted", copy.start_line, f"Mount {names} instead of copying"))
    result.text = apply_edits(file.tree.text, edits)
    result.cost_after = Rebuild(parsed(result.text, file), changes).cost
    return result


def _mounts(copy: Copy | Add, run: Run, stage: Stage, file: Dockerfile) -> list[str]:
    """Return the flags that take a copy's place; none where it is no copy of manifests. Raises Refused."""
    calls = [call for call in map(project_call, file.commands(run)) if call is not None]
    if copy.from_ is not None or copy.flags or not calls:
        return []
    brought = Brought(copy, file)
    paths = brought.paths()
    if brought.has_folder or not paths:
        return []
    manifests = Manifests(run, file)
    if any(path not in manifests.paths for path, _ in paths):
        raise Refused("the installation does not read all of it")
    if not all(map(_only_reads, calls)) or len(calls) < len(package_calls(file.commands(run))):
        raise Refused("the installation may write to its manifests, which a mount does not allow")
    if len(paths) > _MOST_MOUNTS:
        raise Refused("there would be too many mounts")
    if copy.comments:
        raise Refused("a comment is about the copy")
    folder = file.graph.working_directory(run)
    if any(path[:1] != "/" or parent(path) != folder for path, _ in paths):
        raise Refused("the folder of the manifests has to be the working directory")
    _ensure_brought_later(copy, run, paths, stage, file)
    return [f"--mount=type=bind,source={source},target={path}" for path, source in paths]


def _only_reads(call: ProjectCall) -> bool:
    frozen = call.command.has(*call.manager.get("frozen_options", ("--frozen-lockfile",)))
    return call.program in _READERS or frozen or call.command.subcommand() in ("ci", "clean-install", "sync")


def _ensure_brought_later(
    copy: Copy | Add, run: Run, paths: list[tuple[str, str]], stage: Stage, file: Dockerfile
) -> None:
    for node in stage.instructions:
        if node.index <= run.index:
            continue
        if isinstance(node, (Copy, Add)) and node.from_ is None:
            whole = Brought(node, file)
            if all(whole.sources(path) == [source] for path, source in paths):
                return
        if not independent(file.graph, copy, node):
            raise Refused(f"line {node.start_line} may need it before the sources are copied")
    raise Refused("no later copy brings the same files")
