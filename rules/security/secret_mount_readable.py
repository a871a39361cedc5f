from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Run


class SecretMountReadable(Rule):
    """A secret that every user may read.

    ## What it flags
    `RUN --mount=type=secret` and `type=ssh` with a `mode` that lets others read it.

    ## Why it is bad
    Every process of the step can read the secret, under whatever account it runs.

    ## What to do
    Leave `mode` out (0400 is the default of secrets, 0600 that of SSH), and give it to who needs it: `uid=1000`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#run---mounttypesecret
    """

    name = "secret-mount-readable"
    aliases = ("sonar:S6469",)
    on = ("RUN --mount",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN --mount=type=secret,id=t,mode=0444 make\n",
            "FROM debian:13-slim\nRUN --mount=type=ssh,mode=777 git clone a\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN --mount=type=secret,id=t,mode=0400,uid=1000 make\n",
            "FROM debian:13-slim\nRUN --mount=type=cache,target=/x,mode=0777 make\n",
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        for mount in node.mounts if node.flags else []:
            mode = mount.options.get("mode", "")
            if mount.type in ("secret", "ssh") and mode.isdigit() and mode[-1] in "4567":
                yield self.at(mount.flag, f"mode {mode} lets every user read the secret", subject=(node, mount))
