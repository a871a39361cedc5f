from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.security._secret_names import names_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings

# What is plainly no secret but stands for one.
_STAND_INS = ("<", "change", "example", "placeholder", "your", "xxx", "todo", "none", "true", "false")


class SecretInServiceEnvironment(Rule):
    """A secret written out in the environment of a container.

    ## What it flags
    A variable whose name says that it holds a password, a token or a key, with its value beside it, in Compose's
    `environment` or Kubernetes' `env`. Values with a variable in them, and such as `changeme`, are left alone.

    ## Why it is bad
    The file is in the version history: everybody who reads it has the secret, and has it still when it is taken out.

    ## What to do
    Kubernetes: `valueFrom.secretKeyRef`. Compose: `secrets`, with the variable `…_FILE` that many images know, or
    `${PASSWORD}` from the environment.

    ## Options
    - `compose`: whether Compose files count; those for development have passwords that guard nothing. Default: true

    ## Sources
    - https://docs.docker.com/compose/how-tos/use-secrets/
    - https://kubernetes.io/docs/concepts/configuration/secret/
    """

    name = "secret-in-service-environment"
    on = ("@service",)
    groups = {"recommended": {"compose": False}, "strict": {}}
    options = {"compose": True}
    examples = Examples(
        bad=(
            Example(
                "services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: hunter2\n",
                path="compose.yaml",
                lines=(5,),
            ),
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: a:1\n"
                "      env:\n        - name: API_TOKEN\n          value: 3f9a1b2c\n",
                path="pod.yaml",
                lines=(8,),
            ),
        ),
        good=(
            Example(
                "services:\n  db:\n    image: postgres:17\n    environment:\n      - POSTGRES_PASSWORD=${PASSWORD}\n"
                "      - POSTGRES_PASSWORD_FILE=/run/secrets/db\n      - API_TOKEN\n      - A_SECRET=changeme\n",
                path="compose.yaml",
            ),
            Example(
                "services:\n  db:\n    image: postgres:17\n    environment: {POSTGRES_PASSWORD: hunter2}\n",
                path="compose.yaml",
                options={"compose": False},
            ),
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        if service.kind == "compose" and not self.option["compose"]:
            return
        for one in service.environment:
            value = one.text
            if (
                _is_to_be_replaced(value)
                or "$" in value
                or value.startswith("/")
                or any(word in value.lower() for word in _STAND_INS)
            ):
                continue
            if names_secret(one.name):
                yield self.at(one.span, f"`{one.name}` is written out for all who read the file", subject=one)


def _is_to_be_replaced(value: str) -> bool:
    """Whether it is a name in capitals: `HF_TOKEN`, `nvapi-NVKEY`."""
    if value.isupper() and value.replace("_", "").isalpha():
        return True
    return any(part.isupper() and part.endswith(_NAMES) for part in value.replace("_", "-").split("-"))


_NAMES = ("KEY", "PASSWORD", "SECRET", "TOKEN")
