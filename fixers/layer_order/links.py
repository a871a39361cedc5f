"""`COPY --link`, on request, where it is provably harmless: the copy's layer no longer depends on those before it.

A linked copy makes every folder of its destination anew, of root and with its usual mode, and follows no symbolic link
there. That is the same where nobody can have made a link or changed a folder on the way: no RUN in front may write
there, no USER makes working directories of his own, and the place is an application's. It needs the syntax of
Dockerfile 1.4. `link_copies(file)` returns a `Reordering`.
"""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import apply_edits, insert_flag
from dockerlint.fixers.layer_order._rebuild import Changes, Rebuild
from dockerlint.fixers.layer_order.reorder import Change, Reordering, parsed
from dockerlint.graph.paths import join, overlap
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile

# Folders of which no image has links: applications are there.
_PLACES = ("/app", "/code", "/opt", "/project", "/service", "/src", "/usr/src", "/work", "/workspace")


def link_copies(file: Dockerfile) -> Reordering:
    """Return the file with `--link` at the copies for which it changes nothing."""
    changes = Changes(file)
    result = Reordering(file.tree.text, changes.basis, Rebuild(file, changes).cost)
    edits = []
    for stage in file.graph.reachable() if not file.tree.errors else ():
        for copy in stage.instructions:
            if not isinstance(copy, (Copy, Add)) or copy.link:
                continue
            try:
                _allow(copy, stage, file)
            except Refused as refusal:
                result.refused.append((copy.start_line, str(refusal)))
                continue
            edits.append(insert_flag(copy, "--link"))
            result.changes.append(Change("linked", copy.start_line, "Copy to a layer of its own (`--link`)"))
    result.text = apply_edits(file.tree.text, edits)
    result.cost_after = Rebuild(parsed(result.text, file), changes).cost
    return result


def _allow(copy: Copy | Add, stage: Stage, file: Dockerfile) -> None:
    """Raise Refused where a linked copy may not be the same."""
    owner = copy.chown
    if owner is not None and not all(part.isdigit() for part in (owner.value or "").split(":")):
        raise Refused("the owner's name is looked up in the image")
    destination = copy.destination
    text = None if destination is None else file.graph.expand(copy, destination.value)
    place = None if text is None else join(file.graph.working_directory(copy), text)
    if place is None or not any(place == one or place.startswith(one + "/") for one in _PLACES):
        raise Refused("the destination may lead over a symbolic link of the base image")
    top = "/".join(place.split("/")[:2])
    for base in reversed(stage.bases):
        for node in base.instructions:
            if node.index >= copy.index:
                return
            if node.keyword == "USER":
                raise Refused("a working directory may belong to another user")
            if isinstance(node, (Run, Copy, Add)):
                flow = file.graph.flow(node)
                is_copy = not isinstance(node, Run)
                changed = flow.unknown_writes or any(overlap(path, top) for path in (*flow.writes, *flow.deletes))
                if changed and not (is_copy and node.from_ is None and node.chown is None):  # type: ignore[union-attr]
                    raise Refused(f"line {node.start_line} may have made links, or changed the folders")
