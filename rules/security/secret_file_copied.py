from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.cache._history import history_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add, Copy


_NAMES = frozenset(
    (
        ".git-credentials",
        ".htpasswd",
        ".netrc",
        ".pgpass",
        ".pypirc",
        ".vault-token",
        "id_dsa",
        "id_ecdsa",
        "id_ed25519",
        "id_rsa",
        "kubeconfig",
        "private.key",
        "private.pem",
        "privkey.pem",
    )
)
_FOLDERS = (".ssh", ".aws", ".kube", ".gnupg")
_SETTINGS = (".env", ".npmrc")
_CREDENTIALS = ("_auth", "_password", "username")


class SecretFileCopied(Rule):
    """A private key, a token file or a password file copied into the image.

    ## What it flags
    COPY and ADD of files whose name says that they are secret: `id_rsa` and its siblings, `.ssh`, `.npmrc` and
    `.netrc`, `.pypirc`, `.env`, `.git-credentials`, `.aws`, `.kube`, `.docker/config.json`, `*.pem` and `*.key`
    with `private` in the name, into a stage whose layers reach the image or stay in the build cache.

    ## Why it is bad
    Everybody who can pull the image can read the file, also where a later instruction deletes it.

    ## What to do
    Mount it where a RUN needs it: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`. What the container
    needs, give it when it starts.

    ## Limits
    `.npmrc` and `.env` may hold settings alone: they are flagged only where the image is built on the stage, and an
    `.npmrc` of the build context that names no token or password, or only variables, is not. Names such as
    `.env.example` are left alone.

    ## Sources
    - https://docs.docker.com/build/building/secrets/
    """

    name = "secret-file-copied"
    aliases = ("dockerfile-doctor:DD052", "dockerfile-doctor:DD053")
    severity = "error"
    on = tuple(
        f"{keyword} ~{name}"
        for keyword in ("COPY", "ADD")
        for name in (*sorted(_NAMES), *_FOLDERS, *_SETTINGS, "config.json")
    )
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nCOPY id_rsa /root/.ssh/id_rsa\n",
            "FROM debian:13-slim\nCOPY package.json .npmrc ./\n",
            "FROM debian:13-slim\nADD .ssh/ /root/.ssh/\n",
            "FROM debian:13-slim\nCOPY .env /srv/.env\n",
        ),
        good=(
            "FROM debian:13-slim\nCOPY .env.example /srv/.env.example\n",
            "FROM debian:13-slim\nCOPY id_rsa.pub known_hosts /root/.ssh/\n",
            "FROM debian:13-slim\nCOPY --from=build /root/.ssh/known_hosts /etc/ssh/\n",
            "FROM debian:13-slim\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n",
            ("FROM node:24 AS build\nCOPY .npmrc package.json ./\nFROM scratch\nCOPY --from=build /x /x\n"),
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        if node.from_ is not None:
            return
        for source in node.sources:
            name = source.value.strip("\"'").rstrip("/").rpartition("/")[2]
            path = f"/{source.value}"
            secret = name in _NAMES or any(path.endswith((f"/{one}", f"/{one}/", f"/{one}/id_rsa")) for one in _FOLDERS)
            secret = secret and not path.endswith("kubeconfig/")
            may_be = name in _SETTINGS and self._reaches(node, file) and not self._is_harmless(source.value, file)
            if secret or path.endswith("/.docker/config.json") or may_be:
                yield self.at(source, f"`{name}` in the image: all who pull it can read it", subject=(node, source))

    def _is_harmless(self, path: str, file: Dockerfile) -> bool:
        """Whether it is an `.npmrc` that is known to hold settings alone."""
        content = file.context.read(path) if file.context is not None and path.endswith(".npmrc") else None
        if content is None:
            return False
        for line in content.decode("utf-8", "replace").splitlines():
            key, _, value = line.partition("=")
            if any(one in key for one in _CREDENTIALS) and not value.strip().strip("\"'").startswith("${"):
                return False
        return True

    def _reaches(self, node: Copy | Add, file: Dockerfile) -> bool:
        stage = file.graph.stage_of(node)
        return stage is not None and history_of(file).is_in_image(stage)
