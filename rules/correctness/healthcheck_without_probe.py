from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._shipped import last

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings

_COMPOSE = "services: {a: {image: a, build: .}}\n"


class HealthcheckWithoutProbe(Rule):
    """A container in Kubernetes whose image has a HEALTHCHECK, and no probe.

    ## What it flags
    A Kubernetes container without liveness, readiness and startup probe, whose image's Dockerfile (a Compose or Bake
    file of the same run says which) has a HEALTHCHECK.

    ## Why it is bad
    Kubernetes does not run HEALTHCHECK: what it would tell, nobody asks.

    ## What to do
    Write the same question as a probe.

    ## Sources
    - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    - https://docs.docker.com/reference/dockerfile/#healthcheck
    """

    name = "healthcheck-without-probe"
    severity = "info"
    on = ("@service",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - {name: a, image: 'a:1'}\n",
                path="pod.yaml",
                files={"Dockerfile": "FROM debian:13-slim\nHEALTHCHECK CMD /check\n", "compose.yaml": _COMPOSE},
                lines=(5,),
            ),
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - {name: a, image: 'a:1'}\n",
                path="pod.yaml",
                files={
                    "b/Dockerfile": "FROM debian:13-slim\nHEALTHCHECK NONE\nHEALTHCHECK CMD /check\n",
                    "skaffold.yaml": "build:\n  artifacts:\n    - {image: a, context: b}\n",
                },
            ),
        ),
        good=(
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n"
                "  containers:\n    - {name: a, image: 'a:1', livenessProbe: {httpGet: {port: 80}}}\n",
                path="pod.yaml",
                files={"Dockerfile": "FROM debian:13-slim\nHEALTHCHECK CMD /check\n", "compose.yaml": _COMPOSE},
            ),
            Example(
                "services:\n  a:\n    build: .\n",
                path="compose.yaml",
                files={"Dockerfile": "FROM debian:13-slim\nHEALTHCHECK CMD /check\n"},
            ),
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        if service.kind != "kubernetes" or service.probes or not getattr(service, "is_main", True):
            return
        dockerfile = file.dockerfile_of(service)
        check = last(dockerfile, "HEALTHCHECK") if dockerfile is not None else None
        if check is not None and check.words and check.words[0].value.upper() != "NONE":
            message = f"Kubernetes does not run the HEALTHCHECK of `{service.name.text}`, and there is no probe"
            yield self.at(service.name, message, subject=service)
