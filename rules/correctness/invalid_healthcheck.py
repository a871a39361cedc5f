from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Healthcheck


class InvalidHealthcheck(Rule):
    """HEALTHCHECK with neither CMD nor NONE.

    ## What it flags
    HEALTHCHECK whose first word is another one, and `HEALTHCHECK CMD` without a command.

    ## Why it is bad
    The build stops there.

    ## What to do
    Write `HEALTHCHECK CMD command` or `HEALTHCHECK NONE`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "invalid-healthcheck"
    aliases = (
        "dockerfile-utils:UNKNOWN_TYPE",
        "dockerfile-utils:HEALTHCHECK_CMD_ARGUMENT_MISSING",
        "dockadvisor:HealthcheckMissingCmd",
    )
    severity = "error"
    on = ("HEALTHCHECK",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nHEALTHCHECK curl -f http://localhost/\n",
                fixed="FROM debian:13-slim\nHEALTHCHECK CMD curl -f http://localhost/\n",
            ),
            "FROM debian:13-slim\nHEALTHCHECK --interval=5s CMD\n",
        ),
        good=(
            "FROM debian:13-slim\nHEALTHCHECK cmd curl -f http://localhost/\n",
            "FROM debian:13-slim\nHEALTHCHECK none\n",
        ),
    )

    def instruction(self, node: Healthcheck, file: Dockerfile) -> Findings:  # type: ignore[override]
        if node.type is None:
            return  # missing-arguments says so
        kind = node.type.value.upper()
        if kind not in ("CMD", "NONE"):
            yield self.at(node.type, "HEALTHCHECK begins with CMD or NONE", subject=node)
        elif kind == "CMD" and not node.command:
            yield self.at(node.type, "`HEALTHCHECK CMD` without a command", subject=node)
