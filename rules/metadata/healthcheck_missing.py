from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class HealthcheckMissing(Rule):
    """An image that does not say how to find out whether it works.

    ## What it flags
    No HEALTHCHECK in the last stage and the stages that it is built on.

    ## Why it is bad
    Docker and Swarm take a program that hangs for one that works.

    ## What to do
    Add a HEALTHCHECK that asks the program for an answer, or `HEALTHCHECK NONE` where something else does.
    Kubernetes has probes of its own and does not read it.

    ## Limits
    The base image may have one; that is not known here.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#healthcheck
    """

    name = "healthcheck-missing"
    aliases = (
        "hadolint:DL3057",
        "checkov:CKV_DOCKER_2",
        "trivy:DS-0026",
        "kics:b03a748a",
        "dockle:CIS-DI-0006",
        "dockerfile-doctor:DD012",
        "droast:DF012",
    )
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example('FROM nginx:1.31\nCMD ["nginx"]\n', lines=(1,)),
            Example("FROM a:1 AS x\nHEALTHCHECK CMD one\nFROM b:1\nCOPY --from=x /a /a\n", lines=(3,)),
        ),
        good=(
            "FROM nginx:1.31\nHEALTHCHECK CMD curl -f http://localhost/\n",
            "FROM a:1 AS x\nHEALTHCHECK NONE\nFROM x\nRUN one\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        shipped = file.graph.shipped if file.graph.target is not None else []
        if shipped and not any(node.keyword == "HEALTHCHECK" for stage in shipped for node in stage.steps):
            yield self.at(shipped[0].instruction.keyword_word, "the image has no HEALTHCHECK")
