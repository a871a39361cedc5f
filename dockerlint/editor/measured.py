"""The layers of the last measurement, tied to the instructions of the text at hand.

A layer is told of an instruction whose text is what it was when it was measured, wherever it stands now.
"""

from __future__ import annotations

from dockerlint.measure.last import read
from dockerlint.measure.sizes import shown as size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dockerlint.graph import Graph
    from dockerlint.syntax.instructions import Instruction

    Json = dict[str, Any]


class Measured:
    """What a measurement says of the instructions of a file."""

    __slots__ = ("day", "image", "instruction", "layers", "target")

    def __init__(self, document: Json, graph: Graph) -> None:
        self.day = str(document.get("measured", ""))[:10]
        self.image: Json = document["image"]
        name = document.get("target")
        target = graph.stage(str(name)) if name else (graph.stages[-1] if graph.stages else None)
        # The instruction at which the sizes of the image as a whole are shown.
        self.instruction: Instruction | None = target.instruction if target is not None else None
        self.layers: dict[Instruction, list[Json]] = {}
        texts: dict[str, str] = document.get("instructions", {})
        waiting: dict[str, list[Instruction]] = {}
        for node in reversed(graph.tree.instructions):
            waiting.setdefault(node.text, []).append(node)
        found: dict[str, Instruction] = {}  # by the line it was in
        for line, text in sorted(texts.items(), key=lambda item: int(item[0])):
            if waiting.get(text):
                found[line] = waiting[text].pop()
        for layer in self.image.get("layers", ()):
            node_found = found.get(str(layer.get("line")))
            if node_found is not None:
                self.layers.setdefault(node_found, []).append(layer)

    @property
    def total(self) -> str:
        """The image in one line."""
        image = self.image
        layers = image.get("layers", ())
        wasted = sum(image.get("waste", {}).values())
        spare = f", {size(wasted)} wasted" if wasted else ""
        return f"{size(image['bytes'])} in {len(layers)} layers{spare}"


def last_measured(path: str | None, graph: Graph) -> Measured | None:
    """Return what the last measurement of a file says; None where there is none."""
    document = read(path) if path is not None else None
    if document is None:
        return None
    try:
        return Measured(document, graph)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # written by somebody else


def layer_line(layers: list[Json]) -> str:
    """Return the size of the layers of one instruction, and what of it is wasted."""
    total = sum(layer["bytes"] for layer in layers)
    wasted = sum(layer.get("wasted_bytes") or 0 for layer in layers)
    hides = sum(layer.get("hides_bytes") or 0 for layer in layers)
    parts = [size(total)]
    if wasted:
        parts.append(f"{size(wasted)} of it hidden by later layers")
    if hides:
        parts.append(f"hides {size(hides)} of earlier ones")
    return ", ".join(parts)
