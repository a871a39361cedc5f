"""The images of many files as JSON."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.image_graph import ImageGraph


def to_json(graph: ImageGraph) -> str:
    """Return the graph as a document: `files`, `external`, `cycles`."""
    files = [
        {
            "path": file.path,
            "kind": file.kind,
            "tags": file.tags,
            "needs": [
                {
                    "image": need.image,
                    "written": need.written,
                    "kind": need.kind,
                    "lines": sorted(need.lines),
                    "built_by": need.builder.path if need.builder is not None else None,
                    "known_by": need.by or None,
                }
                for need in file.needs
            ],
        }
        for file in graph.files
    ]
    cycles = [[file.path for file in group] for group in graph.cycles()]
    return json.dumps({"files": files, "external": graph.external, "cycles": cycles}, indent=2) + "\n"
