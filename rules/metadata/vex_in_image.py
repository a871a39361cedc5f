from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add, Copy


class VexInImage(Rule):
    """A statement about vulnerabilities copied into the image.

    ## What it flags
    COPY and ADD of `*.vex.json`, `*.openvex.json` and `vex.json`.

    ## Why it is bad
    The statement cannot change without a new image, and scanners look for it beside the image, not in it.

    ## What to do
    Attach it: `docker scout attestation add`, or `cosign attest --type openvex`.

    ## Sources
    - https://docs.docker.com/scout/how-tos/create-exceptions-vex/
    """

    name = "vex-in-image"
    aliases = ("tally:prefer-vex-attestation",)
    severity = "info"
    on = ("COPY ~vex.json", "ADD ~vex.json")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nCOPY app.vex.json /var/lib/db/vex/\n",
            "FROM debian:13-slim\nADD openvex.json /\n",
        ),
        good=(
            "FROM debian:13-slim\nCOPY vex/convex.json /\n",
            "FROM debian:13-slim\nCOPY --from=build /a.vex.json /\n",
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        for source in node.sources if node.from_ is None else ():
            name = source.value.rpartition("/")[2]
            if name.endswith((".vex.json", ".openvex.json")) or name in ("vex.json", "openvex.json"):
                yield self.at(source, "scanners look for this beside the image, not in it", subject=(node, source))
