from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._shipped import last

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings


class ServiceArgumentsIgnored(Rule):
    """Arguments for an image whose ENTRYPOINT takes none.

    ## What it flags
    Compose's `command` and Kubernetes' `args` of a container whose image is built from a Dockerfile with an ENTRYPOINT
    in shell form, where the entry point is not replaced too.

    ## Why it is bad
    `/bin/sh -c "…"` does not hand arguments on: the container starts as if nothing stood there.

    ## What to do
    Write the ENTRYPOINT as an array, or replace it: `entrypoint` in Compose, `command` in Kubernetes.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example
    """

    name = "service-arguments-ignored"
    on = ("@service",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "services:\n  a:\n    build: .\n    command: [--port, '80']\n",
                path="compose.yaml",
                files={"Dockerfile": "FROM debian:13-slim\nENTRYPOINT /serve\n"},
                lines=(4,),
            ),
            Example(
                "services:\n  a:\n    build: {context: app, target: b}\n    command: migrate\n",
                path="compose.yaml",
                files={"app/Dockerfile": "FROM debian:13-slim AS b\nENTRYPOINT ./run\nFROM scratch\n"},
            ),
        ),
        good=(
            Example(
                "services:\n  a:\n    build: .\n    command: [--port, '80']\n",
                path="compose.yaml",
                files={"Dockerfile": 'FROM debian:13-slim\nENTRYPOINT ["/serve"]\nCMD serve\n'},
            ),
            Example(
                "services:\n  a:\n    build: .\n    entrypoint: /other\n    command: [--port, '80']\n",
                path="compose.yaml",
                files={"Dockerfile": "FROM debian:13-slim\nENTRYPOINT /serve\n"},
            ),
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        given = service.arguments
        if given is None or not given.words or service.entrypoint is not None:
            return
        dockerfile = file.dockerfile_of(service)
        entry = last(dockerfile, "ENTRYPOINT") if dockerfile is not None else None
        if dockerfile is None or entry is None or entry.is_json:
            return
        # `exec serve "$@"` takes what follows, from `$0` on.
        if "$@" not in entry.text and "$0" not in entry.text and "$*" not in entry.text:
            place = f"{dockerfile.path.rpartition('/')[2]}, line {entry.start_line}"
            yield self.at(given, f"the ENTRYPOINT in shell form ({place}) takes no arguments", subject=service)
