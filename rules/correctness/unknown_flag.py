from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class UnknownFlag(Rule):
    """A flag that the instruction does not have.

    ## What it flags
    `--name` in front of the arguments of an instruction that Docker knows no such flag of, with the nearest one
    that there is.

    ## Why it is bad
    The build stops there; ARG and STOPSIGNAL drop it. `CMD --verbose` and `ENTRYPOINT --verbose` are no commands
    either: Docker takes the word for its own.

    ## What to do
    Correct the name. A word that begins with `--` and is none stands behind a bare `--`, or in a JSON array:
    `CMD ["--verbose"]`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "unknown-flag"
    aliases = (
        "dockerfile-utils:UNKNOWN_ADD_FLAG",
        "dockerfile-utils:UNKNOWN_COPY_FLAG",
        "dockerfile-utils:UNKNOWN_FROM_FLAG",
        "dockerfile-utils:UNKNOWN_HEALTHCHECK_FLAG",
        "dockerfile-utils:UNKNOWN_RUN_FLAG",
        "dockadvisor:AddInvalidFlag",
        "dockadvisor:CopyInvalidFlag",
        "dockadvisor:RunInvalidMountFlag",
    )
    severity = "error"
    on = (
        "ADD --*",
        "ARG --*",
        "CMD --*",
        "COPY --*",
        "ENTRYPOINT --*",
        "ENV --*",
        "EXPOSE --*",
        "FROM --*",
        "HEALTHCHECK --*",
        "LABEL --*",
        "MAINTAINER --*",
        "ONBUILD --*",
        "RUN --*",
        "SHELL --*",
        "STOPSIGNAL --*",
        "USER --*",
        "VOLUME --*",
        "WORKDIR --*",
    )
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nCOPY --form=build /a /b\n", fixed="FROM debian:13-slim\nCOPY --from=build /a /b\n"
            ),
            Example(
                "FROM debian:13-slim\nHEALTHCHECK --intervall=5s CMD true\n",
                fixed="FROM debian:13-slim\nHEALTHCHECK --interval=5s CMD true\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN --mounts=type=cache,target=/x make\n",
                fixed="FROM debian:13-slim\nRUN --mount=type=cache,target=/x make\n",
            ),
            Example("FROM debian:13-slim\nCOPY --owner=app a /b\n", refused="no flag is near"),
            Example("FROM debian:13-slim\nENTRYPOINT --verbose\n", refused="no flag is near"),
            Example("FROM debian:13-slim\nUSER --chown=app app\nEXPOSE --tcp 80\n", lines=(2, 3)),
        ),
        good=(
            ("FROM debian:13-slim\nCOPY --from=build --chown=app --chmod=755 --link --parents --exclude=*.md /a /b\n"),
            (
                "FROM debian:13-slim\n"
                "RUN --mount=type=cache,target=/x --network=none --security=sandbox --device=x make\n"
            ),
            "FROM --platform=linux/amd64 debian:13-slim\n",
            'FROM debian:13-slim\nENTRYPOINT ["--verbose"]\nCMD -- --verbose\n',
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        known = _FLAGS.get(node.keyword, ()) if node.flags else ()
        nearest: dict[str, str] = {}
        for flag in node.flags:
            if flag.name not in known:
                if flag.name not in nearest:
                    nearest[flag.name] = _nearest(flag.name, known)
                near = nearest[flag.name]
                hint = f": did you mean `--{near}`?" if near else ""
                yield self.at(flag, f"{node.keyword} has no flag `--{flag.name}`{hint}", subject=(node, flag, near))


_FLAGS: dict[str, tuple[str, ...]] = {
    "ADD": ("chown", "chmod", "link", "keep-git-dir", "checksum", "exclude", "unpack"),
    "COPY": ("chown", "chmod", "from", "link", "parents", "exclude"),
    "FROM": ("platform",),
    "HEALTHCHECK": ("interval", "timeout", "start-period", "start-interval", "retries"),
    "RUN": ("mount", "network", "security", "device"),
}


def _nearest(name: str, known: tuple[str, ...]) -> str:
    from dockerlint.lint.spelling import one_slip_apart

    return next((one for one in known if one_slip_apart(name, one)), "")
