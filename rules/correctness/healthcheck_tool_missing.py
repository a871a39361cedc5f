from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Healthcheck


class HealthcheckToolMissing(Rule):
    """A health check whose program the image does not have.

    ## What it flags
    `curl`, `wget` and `nc` in HEALTHCHECK where the base image is known not to have it, and nothing in the image's
    stages names it: no package manager, no COPY.

    ## Why it is bad
    The check fails each time, and the container counts as unhealthy for ever.

    ## What to do
    Install the program, or check with what the image has: a small script of its own language.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#healthcheck
    """

    name = "healthcheck-tool-missing"
    severity = "error"
    on = ("HEALTHCHECK",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nHEALTHCHECK CMD curl -f http://localhost/ || exit 1\n",
            'FROM python:3.14-slim\nHEALTHCHECK CMD ["curl", "-f", "http://localhost/"]\n',
        ),
        good=(
            (
                "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\n"
                "HEALTHCHECK CMD curl -f http://localhost/\n"
            ),
            "FROM alpine:3.22\nHEALTHCHECK CMD wget -q http://localhost/\n",
            "FROM example.com/app:1\nHEALTHCHECK CMD curl -f http://localhost/\n",
        ),
    )

    def instruction(self, node: Healthcheck, file: Dockerfile) -> Findings:  # type: ignore[override]
        stage = file.graph.stage_of(node)
        image = stage.base_image if stage is not None else None
        if stage is None or image is None or node.in_onbuild:
            return
        for command in file.commands(node):
            name = command.name
            if name in ("curl", "wget", "nc") and image.has(name) is False and command.name_word is not None:
                texts = [
                    one.line.text + "".join(doc.content for doc in one.heredocs)
                    for link in stage.bases
                    for one in link.steps
                    if one is not node
                ]
                if not any(
                    name in text or ".sh" in text or "/usr/bin" in text or ("$" in text and "install" in text)
                    for text in texts
                ):
                    yield self.at(command.name_word, f"the image has no `{name}`", subject=node)
                return
