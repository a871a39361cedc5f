"""The images that come from outside as `skopeo sync --src yaml` reads them.

https://github.com/containers/skopeo/blob/main/docs/skopeo-sync.1.md#yaml-file-content-used-source-for---src-yaml
"""

from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.image_graph import ImageGraph


def to_skopeo(graph: ImageGraph) -> str:
    """Return registries with their repositories, and of each the tags and digests that are needed."""
    found: dict[str, dict[str, list[str]]] = {}
    for image in graph.external:
        reference = parse_reference(image)
        if reference is None:
            continue
        entries = found.setdefault(reference.registry, {}).setdefault(reference.repository, [])
        entry = reference.digest or reference.tag or "latest"
        if entry not in entries:
            entries.append(entry)
    lines = []
    for registry, repositories in sorted(found.items()):
        lines += [f"{registry}:", "  images:"]
        for repository, entries in sorted(repositories.items()):
            lines.append(f"    {repository}:")
            # A tag such as 3.10 would be read as a number.
            lines += [f'      - "{entry}"' for entry in entries]
    return "\n".join(lines) + "\n" if lines else "{}\n"
