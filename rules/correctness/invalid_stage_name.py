from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import From


class InvalidStageName(Rule):
    """A stage's name with characters that Docker refuses.

    ## What it flags
    Names behind AS that do not begin with a letter, or hold others than letters, digits, `-`, `_` and `.`.

    ## Why it is bad
    The build stops there.

    ## What to do
    Choose another name. A number is one anyway: `COPY --from=0` means the first stage.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "invalid-stage-name"
    aliases = ("dockerfile-utils:INVALID_BUILD_STAGE_NAME", "dockadvisor:FromInvalidStageName")
    severity = "error"
    on = ("FROM ~as",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim AS 1st\n",
            "FROM debian:13-slim AS my/build\n",
        ),
        good=(
            "FROM debian:13-slim AS build-1.a_b\n",
            "FROM debian:13-slim AS Build\n",
        ),
    )

    def instruction(self, node: From, file: Dockerfile) -> Findings:  # type: ignore[override]
        if node.alias is None:
            return
        name = node.alias.value
        rest = name.replace("-", "").replace("_", "").replace(".", "")
        if not name[:1].isalpha() or not name.isascii() or (rest and not rest.isalnum()):
            yield self.at(
                node.alias, f"`{name}` is no name for a stage: a letter, then letters, digits, `-_.`", subject=node
            )
