from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction

_RESERVED = ("scratch", "context")


class ReservedStageName(Rule):
    """A stage with a name that has another meaning.

    ## What it flags
    `FROM … AS scratch` and `FROM … AS context`.

    ## Why it is bad
    `scratch` is the empty image, and `context` stands for the build context: with a stage of that name, what
    `FROM scratch` or `--from=context` mean depends on the line they stand in.

    ## What to do
    Choose another name.

    ## Options
    - `case-sensitive`: names in upper case are not reserved. Default: false

    ## Sources
    - https://docs.docker.com/reference/build-checks/reserved-stage-name/
    """

    name = "reserved-stage-name"
    aliases = ("hadolint:DL3063", "buildkit:ReservedStageName", "dockadvisor:ReservedStageName")
    on = ("FROM ~as",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"case-sensitive": True}, "buildkit": {}}
    options = {"case-sensitive": False}
    examples = Examples(
        bad=(
            Example("FROM debian:13 AS scratch\nRUN one\n", lines=(1,)),
            Example("FROM scratch AS Context\nCOPY a /a\n", lines=(1,)),
        ),
        good=(
            "FROM scratch AS files\nCOPY a /a\n",
            "FROM debian:13 AS contexts\nRUN one\n",
            Example("FROM debian:13 AS Scratch\n", options={"case-sensitive": True}),
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        word = node.alias if isinstance(node, From) else None
        if word is None:
            return
        name = word.value if self.option["case-sensitive"] else word.value.lower()
        if name in _RESERVED:
            yield self.at(word, f"`{name}` is reserved and no name for a stage", subject=node)
