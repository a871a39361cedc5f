"""Compose files and Kubernetes manifests as lists of the containers that they run."""

from __future__ import annotations

from dockerlint.deploy.builds import is_compose_name
from dockerlint.deploy.services import ComposeService, Container, Service

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockerlint.deploy.values import Value

_ENDINGS = (".yaml", ".yml")
_ABOUT_PODS = ("Allowlist", "Constraint", "ConstraintTemplate", "Policy")
# Where the containers of a pod stand.
_LISTS = ("containers", "initContainers", "ephemeralContainers")


def manifest_kind(path: str, text: str) -> str:
    """Return `compose` or `kubernetes`, "" for any other file, by its name and what stands in it."""
    if not path.lower().endswith(_ENDINGS):
        return ""
    if is_compose_name(path):
        return "compose"
    is_object = _has_line(text, "apiVersion:") and _has_line(text, "kind:")
    return "kubernetes" if is_object else ""


def _has_line(text: str, start: str) -> bool:
    # In a list of objects the key stands behind a dash.
    return text.startswith(start) or f"\n{start}" in text or f"- {start}" in text


def is_template(text: str) -> bool:
    """Whether something writes the YAML before anybody reads it: Helm, Jinja."""
    return "{{" in text or "{%" in text


def read_services(text: str, kind: str, folder: str, environment: Mapping[str, str]) -> list[Service]:
    """Return the containers of a file in order. Raises YamlError."""
    from dockerlint.deploy.values import read_documents

    documents = read_documents(text)
    if kind == "compose":
        return [service for document in documents for service in _compose(document, folder, environment)]
    objects = [document for document in documents if _is_object(document)]
    return [container for one in objects for map_ in one.maps() for container in _containers(map_)]


def _compose(document: Value, folder: str, environment: Mapping[str, str]) -> Iterator[Service]:
    from dockerlint.deploy.compose import build_of, interpolated

    services = document["services"]
    for name, value in services.pairs if services is not None else ():
        if not value.is_map:
            continue
        image = value["image"]
        reference = interpolated(image.text, environment) if image is not None and image.text else None
        service = ComposeService(name, value, image if image is not None and image.text else None, reference)
        service.inline = value.at("build", "dockerfile_inline")
        service.build = None if service.inline is not None else build_of(value, name.text, folder, environment)
        yield service


def _is_object(document: Value) -> bool:
    kind = document["kind"]
    # What says which pods are allowed runs none.
    return kind is not None and not kind.text.endswith(_ABOUT_PODS)


def _containers(map_: Value) -> Iterator[Service]:
    for key in _LISTS:
        section = map_[key]
        for value in section.items if section is not None else ():
            name, image = value["name"], value["image"]
            if name is not None and image is not None and image.text:
                yield Container(name, value, image, image.text, map_, is_main=key == "containers")
