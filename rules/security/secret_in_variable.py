from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.security._secret_names import names_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Arg, Env, Instruction, Pair

# What BuildKit and hadolint look for, as they were seen to answer.
_BUILDKIT = frozenset(("apikey", "auth", "credential", "credentials", "key", "passwd", "password", "pword", "secret",
                       "token"))  # fmt: skip
_HADOLINT = ("password", "secret", "token", "api_key", "private_key", "privatekey", "aws_access_key_id", "username")


class SecretInVariable(Rule):
    """A secret in ARG or ENV.

    ## What it flags
    ARG and ENV whose name says that they hold a password, a token or a private key. Names that say where one is or what
    it is like are left alone (`PASSWORD_FILE`, `TOKEN_URL`), and so is an ENV whose value is empty or stands for one
    that is to come (`none`, `XXXX`, zeros).

    ## Why it is bad
    Values of ENV are in the image's configuration, those of ARG in its history and in the provenance that goes with it:
    everybody who can pull the image can read them, and deleting the variable later does not help.

    ## What to do
    At build time mount it: `RUN --mount=type=secret,id=token,env=TOKEN ...`, and give it with
    `docker build --secret id=token,env=TOKEN`. At run time give it to the container, not to the image.

    The fix turns an ARG into such a mount of the RUNs that name it, where it has no default and nothing else reads it.
    It is unsafe: the build must be called in another way, and with Dockerfile syntax 1.10 at least. There is none for
    ENV.

    ## Options
    - `names`: `ours`, `hadolint` or `buildkit`: whose list of names counts. Default: ours

    ## Sources
    - https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/
    - https://docs.docker.com/build/building/secrets/
    """

    name = "secret-in-variable"
    aliases = (
        "hadolint:DL3064",
        "buildkit:SecretsUsedInArgOrEnv",
        "trivy:DS-0031",
        "kics:c3e1b6ae",
        "sonar:S6472",
        "dockle:CIS-DI-0010",
        "dockerfile-doctor:DD020",
        "semgrep:secret-in-build-arg",
        "droast:DF013",
        "tally:ruby/secrets-in-arg-or-env",
        "droast:DF014",
        "tally:ruby/prefer-secret-mounts-for-build-credentials",
    )
    on = (
        *(
            "ARG ~pass",
            "ARG ~pword",
            "ARG ~secret",
            "ARG ~token",
            "ARG ~key",
            "ARG ~auth",
            "ARG ~cred",
            "ARG ~username",
        ),
        *(
            "ENV ~pass",
            "ENV ~pword",
            "ENV ~secret",
            "ENV ~token",
            "ENV ~key",
            "ENV ~auth",
            "ENV ~cred",
            "ENV ~username",
        ),
    )
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"names": "hadolint"},
        "buildkit": {"names": "buildkit"},
    }
    options = {"names": "ours"}
    examples = Examples(
        bad=(
            Example(
                "FROM node:24\nARG NPM_TOKEN\nRUN npm config set //r.org/:_authToken=$NPM_TOKEN && npm ci\n",
                lines=(2,),
                fixed="FROM node:24\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN "
                "npm config set //r.org/:_authToken=$NPM_TOKEN && npm ci\n",
            ),
            "FROM php:8.4-cli\nARG COMPOSER_AUTH\nENV COMPOSER_AUTH=${COMPOSER_AUTH} DOCKER_AUTH_CONFIG=a\n",
            Example("FROM debian:13-slim\nENV A=b DB_PASSWORD=hunter2\n", lines=(2,), refused="ENV"),
            Example("FROM debian:13-slim\nARG API_KEY=abc\nRUN get $API_KEY\n", refused="default"),
            Example("FROM debian:13-slim\nARG TOKEN\nENV T=$TOKEN\n", refused="more than RUN"),
        ),
        good=(
            "FROM node:24\nRUN --mount=type=secret,id=npm,env=NPM_TOKEN npm ci\n",
            "FROM debian:13-slim\nENV POSTGRES_PASSWORD_FILE=/run/secrets/db TOKENIZERS_PARALLELISM=true\n",
            "FROM debian:13-slim\nENV PASSWORD=\n",
            "FROM debian:13-slim\nENV API_KEY=none TOKEN=00000000-0000 MAPBOX_API_KEY=mapbox-XXXX\n",
            "FROM debian:13-slim\nENV GPG_KEY=0D96DF4D4110E5C43FBFB17F2D347EA6AA65421D\n",
        ),
    )

    def instruction(self, node: Arg | Env, file: Dockerfile) -> Findings:  # type: ignore[override]
        if self.option["names"] == "buildkit" and file.graph.stage_of(node) is None:
            return
        for pair in node.pairs:
            if self._is_secret(node, pair):
                name = pair.name
                message = f"`{name}` looks like a secret: {node.keyword} shows it to all who have the image"
                yield self.at(pair.key, message, subject=(node, pair))

    def _is_secret(self, node: Instruction, pair: Pair) -> bool:
        name = pair.name.lower()
        if self.option["names"] == "hadolint":
            return any(part in name for part in _HADOLINT)
        if self.option["names"] == "buildkit":
            words = name.split("_")
            return not _BUILDKIT.isdisjoint(words) and "public" not in words and words[-1] != "file"
        value = pair.value.value.strip("\"'") if pair.value is not None else ""
        return (node.keyword == "ARG" or not _is_placeholder(value)) and names_secret(name)


def _is_placeholder(value: str) -> bool:
    """Whether a value only says that the variable is there: nothing, `none`, zeros, `XXXX`."""
    plain = value.lower().strip("\\\"'-<>")
    return plain in ("", "none", "null", "false", "todo") or "xxxx" in plain or not plain.strip("0-")
