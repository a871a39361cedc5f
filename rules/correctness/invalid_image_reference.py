from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference
from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import From


class InvalidImageReference(Rule):
    """A base image's name that Docker refuses.

    ## What it flags
    FROM with an empty tag or digest, upper-case letters in the repository, characters that names do not have.

    ## Why it is bad
    The build stops there: "invalid reference format".

    ## What to do
    Correct the name: `registry/repository:tag@sha256:…`.

    ## Sources
    - https://docs.docker.com/reference/cli/docker/image/tag/
    """

    name = "invalid-image-reference"
    aliases = (
        "dockerfile-utils:INVALID_REFERENCE_FORMAT",
        "redcoolbeans:no_empty_tag",
        "redcoolbeans:no_empty_digest",
        "dockadvisor:FromInvalidImageReference",
    )
    severity = "error"
    on = ("FROM",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:\n",
            "FROM 'debian:'\n",
            "FROM debian@\n",
            "FROM MyTeam/App:1.0\n",
            "FROM https://example.com/app:1.0\n",
        ),
        good=(
            "FROM example.com:5000/team/app:V1.0\n",
            "ARG TAG\nFROM debian:${TAG}\n",
            "FROM debian AS Build\nFROM Build\n",
            "FROM debian:%%SUITE%%\n",
            'FROM "debian:13-slim"\n',
        ),
    )

    def instruction(self, node: From, file: Dockerfile) -> Findings:  # type: ignore[override]
        word = node.image
        if word is None or "$" in word.value or not word.value or node.in_onbuild:
            return
        name = _unquoted(word.value)
        stage = file.graph.stage_of(node)
        if (stage is not None and stage.base is not None) or name.lower() in _stage_names(file):
            return
        if any(mark in name for mark in _TEMPLATE) or name.isupper() or name.startswith("_"):
            return  # something puts the name in before Docker reads the file
        if parse_reference(name) is None:
            yield self.at(word, f"`{name}` is no name of an image", subject=node)


def _unquoted(name: str) -> str:
    """Docker reads the name as a word of the shell, without its quotes."""
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'" else name


def _stage_names(file: Dockerfile) -> dict[str, int]:
    facts = file.stages[0].instruction.facts
    known = facts.get("stage names")
    if not isinstance(known, dict):
        known = facts["stage names"] = {stage.name: stage.index for stage in file.stages}
    return known


_TEMPLATE = ("{", "%", "<", "__", "@@", "PLACEHOLDER", "REPLACE")
