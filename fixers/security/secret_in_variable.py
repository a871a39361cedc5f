"""A secret mount in the place of ARG."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_instruction, insert_flag
from dockerlint.lint.finding import Fix
from dockerlint.syntax.instructions import Arg, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction, Pair

SAFETY = "unsafe"
_LEAST = (1, 10)  # the first Dockerfile syntax whose secret mounts know `env`


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Delete the ARG and mount a secret where it is used."""
    node: Instruction
    pair: Pair
    node, pair = finding.subject  # type: ignore[misc]
    if not isinstance(node, Arg):
        raise Refused("ENV is there in the container too: give the value when it starts")
    if pair.value is not None:
        raise Refused("the ARG has a default")
    if len(node.pairs) > 1 or node.in_onbuild or file.graph.stage_of(node) is None:
        raise Refused("the ARG declares more than this, or is not one of a stage")
    _takes_env(file)
    definition = next((one for one in file.graph.definitions if one.instruction is node), None)
    uses = file.graph.uses_of(definition) if definition is not None else []
    if not uses:
        raise Refused("no RUN names it, so that which one reads it is not known")
    runs = list({id(use.instruction): use.instruction for use in uses}.values())
    if not all(isinstance(run, Run) and not run.in_onbuild for run in runs):
        raise Refused("more than RUN reads it")
    mount = f"--mount=type=secret,id={pair.name},env={pair.name}"
    edits = [delete_instruction(file.tree.text, node), *(insert_flag(run, mount) for run in runs)]
    title = f"Mount it: build with `--secret id={pair.name},env={pair.name}`"
    return Fix(title, SAFETY, edits)


def _takes_env(file: Dockerfile) -> None:
    """Refuse where the file names a front end that is too old for `env`."""
    for directive in file.tree.directives:
        if directive.name == "syntax":
            version = directive.value.partition("@")[0].rpartition(":")[2].partition("-")[0]
            numbers = tuple(int(part) for part in version.split(".") if part.isdigit())
            if not numbers or numbers[: len(_LEAST)] < _LEAST[: len(numbers)]:
                raise Refused("the Dockerfile syntax that the file names is older than 1.10")
