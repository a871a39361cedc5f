"""The artifacts of a Skaffold file: https://skaffold.dev/docs/references/yaml/."""

from __future__ import annotations

from dockerlint.deploy.builds import Build, place
from dockerlint.deploy.values import read_documents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.values import Value


def read_skaffold(text: str, folder: str) -> list[Build]:
    """Return the builds of the artifacts that Docker builds. Raises DeployError."""
    found = []
    for document in read_documents(text):
        artifacts = document.at("build", "artifacts")
        for artifact in artifacts.items if artifacts is not None else ():
            build = _build(artifact, folder)
            if build is not None:
                found.append(build)
    return found


def _build(artifact: Value, folder: str) -> Build | None:
    image = _text(artifact, "image")
    if not image or any(artifact[kind] is not None for kind in ("bazel", "buildpacks", "custom", "jib", "ko")):
        return None
    paths = place(folder, _text(artifact, "context") or ".", _text(artifact, "docker", "dockerfile") or "Dockerfile")
    if paths is None:
        return None
    args = artifact.at("docker", "buildArgs")
    known = {key.text: value.text for key, value in args.pairs if "{{" not in value.text} if args is not None else {}
    return Build(image, *paths, _text(artifact, "docker", "target") or None, known, [image])


def _text(value: Value, *keys: str) -> str:
    found = value.at(*keys)
    return found.text if found is not None else ""
