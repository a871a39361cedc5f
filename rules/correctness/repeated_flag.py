from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class RepeatedFlag(Rule):
    """The same flag twice.

    ## What it flags
    A flag that may be given once, twice in one instruction. `--mount`, `--exclude` and `--device` may be given
    again and again.

    ## Why it is bad
    The build stops there.

    ## What to do
    Delete one of the two.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "repeated-flag"
    aliases = ("dockerfile-utils:FLAG_DUPLICATE",)
    severity = "error"
    on = ("ADD --*", "COPY --*", "FROM --*", "HEALTHCHECK --*", "RUN --*")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nCOPY --chown=a --chown=b x /x\n",
            "FROM debian:13-slim\nHEALTHCHECK --retries=2 --retries=3 CMD true\n",
        ),
        good=(
            ("FROM debian:13-slim\nRUN --mount=type=cache,target=/a --mount=type=cache,target=/b make\n"),
            "FROM debian:13-slim\nCOPY --exclude=a --exclude=b . /x\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if len(node.flags) > 1:
            seen: set[str] = set()
            for flag in node.flags:
                if flag.name in seen and flag.name not in ("mount", "exclude", "device"):
                    yield self.at(flag, f"`--{flag.name}` is given twice", subject=(node, flag))
                seen.add(flag.name)
