"""Where a mirror has an image."""

from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.graph import ImageUse

_DOCKER_HUB = ("docker.io", "index.docker.io", "registry-1.docker.io", "hub.docker.com")


def written_name(use: ImageUse) -> str | None:
    """Return registry and repository of an image as far as they are known, a variable tag aside."""
    text = use.reference
    if text is None:
        # Where only the tag is a variable the name is known.
        head, colon, rest = use.written.partition(":")
        text = head if colon and "$" not in head and "/" not in rest else None
    reference = parse_reference(text) if text else None
    return f"{reference.registry}/{reference.repository}" if reference is not None else None


def mirrored(name: str, mirrors: Mapping[str, str]) -> str | None:
    """Return the name of an image at its mirror; None where it has none, or comes from one."""
    if any(target and f"{name}/".startswith(f"{target.strip('/')}/") for target in mirrors.values()):
        return None
    best = ""
    place = None
    for source, target in mirrors.items():
        registry, slash, path = source.strip("/").partition("/")
        full = ("docker.io" if registry in _DOCKER_HUB else registry) + slash + path
        if target and len(full) > len(best) and f"{name}/".startswith(f"{full}/"):
            best, place = full, f"{target.strip('/')}{name[len(full) :]}"
    return place
