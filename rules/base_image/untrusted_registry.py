from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.base_image.common import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import ImageUse
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings

# Names under which people list Docker Hub.
_DOCKER_HUB = ("docker.io", "index.docker.io", "hub.docker.com")


class UntrustedRegistry(Rule):
    """An image from a registry that the project does not trust.

    ## What it flags
    An image in `FROM`, `COPY --from` or `RUN --mount=from=` whose registry is not in the list of trusted
    ones. Without a list the rule is silent. A name without a registry comes from Docker Hub, `docker.io`.
    Variables count with the default of their `ARG`; where the registry is not known, the rule is silent. Images of
    the containers in Compose and Kubernetes files count too.

    ## Why it is bad
    Whoever can publish under that name runs code in the build and in what it makes. A list keeps out images
    that nobody has looked at, and names that only look like a known one.

    ## What to do
    Take the image from a trusted registry or mirror it there; if its registry deserves trust, add it to the
    list.

    ## Options
    - `registries` (default empty): trusted registries beside those of the key `trusted-registries`, as in
      `registry.example.com:5000`. A `*` in front or at the end stands for anything: `*.gcr.io`. With a path,
      `ghcr.io/our-team`, only what lies below it is trusted.
    - `as-written` (default false): leave `RUN --mount` and the defaults of `ARG` out, and count a registry in
      a variable as Docker Hub. This is how hadolint reads it.

    ## Limits
    Named build contexts (`docker build --build-context`) look like images. The image that `# syntax=` names
    is not looked at.

    ## Sources
    - https://docs.docker.com/reference/cli/docker/image/pull/#pull-from-a-different-registry
    - https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image
    """

    name = "untrusted-registry"
    aliases = ("hadolint:DL3026", "dockerfile_lint:specified_registry")
    severity = "error"
    on = ("@file ?registries", "@file =trusted-registries", "@images")
    groups = {"recommended": {}, "strict": {}, "hadolint": {"as-written": True}}
    options = {"registries": [], "as-written": False}
    examples = Examples(
        bad=(
            Example("FROM debian:13\n", lines=(1,), options={"registries": ["*.gcr.io"]}),
            Example(
                "FROM debian:13\nCOPY --from=quay.io/a/b:1 / /\nRUN --mount=from=quay.io/a/b:1,target=/b b\n",
                lines=(2, 3),
                options={"registries": ["docker.io"]},
            ),
            Example("ARG HUB=quay.io\nFROM $HUB/a/b:1\n", lines=(2,), options={"registries": ["docker.io"]}),
            Example("FROM ghcr.io/$TEAM/b:1\n", lines=(1,), options={"registries": ["docker.io"]}),
            Example("FROM ghcr.io/others/b:1\n", lines=(1,), options={"registries": ["ghcr.io/our-team"]}),
        ),
        good=(
            "FROM quay.io/a/b:1\n",
            Example("FROM eu.gcr.io/a/b:1 AS c\nFROM C\nFROM scratch\n", options={"registries": ["*.gcr.io"]}),
            Example("FROM debian:13\nFROM index.docker.io/a/b:1\n", options={"registries": ["hub.docker.com"]}),
            Example("ARG HUB\nFROM $HUB/a/b:1\nFROM $BASE\n", options={"registries": ["docker.io"]}),
            Example("FROM ghcr.io/our-team/a:1\nFROM ghcr.io/$X\n", options={"registries": ["ghcr.io/our-team/*"]}),
            Example(
                "FROM debian:13\nRUN --mount=from=quay.io/a/b:1,target=/b true\n",
                options={"registries": ["docker.io"], "as-written": True},
            ),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        trusted = [*_texts(self.option["registries"]), *_texts(file.settings.get("trusted-registries"))]
        if not trusted:
            return
        as_written = bool(self.option["as-written"])
        for use in file.graph.images:
            origin = _origin_as_written(use) if as_written else _origin(use)
            if origin is not None and not any(_trusts(pattern, *origin) for pattern in trusted):
                yield self.at(use.span, f"{shown(use)} comes from `{origin[0]}`, which is no trusted registry")


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _origin(use: ImageUse) -> tuple[str, str | None] | None:
    """Return registry and repository, None for the repository or for both where a variable hides them."""
    if use.kind == "syntax":
        return None
    if use.reference is not None:
        reference = parse_reference(use.reference)
        return None if reference is None else (reference.registry, reference.repository)
    registry, slash, _ = use.written.partition("$")[0].rpartition("/")
    reference = parse_reference(f"{registry}/unknown") if slash else None
    return None if reference is None else (reference.registry, None)


def _origin_as_written(use: ImageUse) -> tuple[str, str | None] | None:
    if use.kind not in ("from", "copy"):
        return None
    registry, slash, repository = use.written.partition("/")
    return (registry, repository) if slash and "." in registry else ("docker.io", use.written)


def _trusts(pattern: str, registry: str, repository: str | None) -> bool:
    host, slash, path = pattern.lower().partition("/")
    names = _DOCKER_HUB if registry == "docker.io" else (registry.lower(),)
    if not any(_fits(host, name) for name in names):
        return False
    below = path.rstrip("*").rstrip("/")
    return not slash or not below or repository is None or f"{repository}/".startswith(f"{below}/")


def _fits(pattern: str, name: str) -> bool:
    inner = pattern.strip("*")
    if pattern.startswith("*"):
        return inner in name if pattern.endswith("*") else name.endswith(inner)
    return name.startswith(inner) if pattern.endswith("*") else name == inner
