"""Where the boxes and arrows of a graph go: layers from left to right, long arrows led around the boxes.

Every box stands right of all that it needs. An arrow that passes a layer gets a slot of its own between the
boxes there, so no arrow runs through a box. Units are the user units of SVG.
"""

from __future__ import annotations

from dockerlint.report.graph_view import Arrow, External, View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage

    Point = tuple[float, float]

ROW = 18.0  # height of an instruction
HEAD = 26.0  # height of a stage's heading
FOOT = 6.0
EXTERNAL = 30.0  # height of an external box
_SLOT = 10.0  # height that a passing arrow takes
_GAP = 26.0  # between boxes of one layer
_CHANNEL = 76.0  # between layers
_SWEEPS = 6
_MOST_SLOTS = 100


class Box:
    """A stage or something external, with its place."""

    __slots__ = ("height", "item", "layer", "width", "x", "y")

    def __init__(self, item: Stage | External | None, width: float, height: float) -> None:
        self.item = item  # None for the slot of a passing arrow
        self.width = width
        self.height = height
        self.layer = 0
        self.x = 0.0
        self.y = 0.0

    @property
    def exit(self) -> float:
        """How far below the upper edge arrows leave: at a stage's end, in the middle of everything else."""
        is_stage = self.item is not None and not isinstance(self.item, External)
        return self.height - FOOT if is_stage else self.height / 2


class Route:
    """An arrow's way: straight through the layers that it passes, curved in the channels between them."""

    __slots__ = ("arrow", "boxes")

    def __init__(self, arrow: Arrow, boxes: list[Box]) -> None:
        self.arrow = arrow
        self.boxes = boxes  # from the source's to the target's, slots in between


class Layout:
    """The boxes and routes of a view, placed; `width` and `height` are those of the whole."""

    __slots__ = ("_layers", "_neighbours", "boxes", "height", "routes", "width")

    def __init__(self, view: View, widths: dict[Stage | External, float]) -> None:
        self.boxes: dict[Stage | External, Box] = {}
        self.routes: list[Route] = []
        self._layers: list[list[Box]] = []
        self._neighbours: dict[Box, list[tuple[Box, float, float]]] = {}
        self._make_boxes(view, widths)
        self._make_routes(view)
        self._order()
        self._place()

    def row_of(self, arrow: Arrow) -> float:
        """Return how far below a stage's upper edge an arrow arrives."""
        if arrow.kind == "from" or arrow.instruction.index < arrow.target.first:
            return HEAD / 2
        # FROM itself is the first row.
        return HEAD + ROW * (arrow.instruction.index - arrow.target.first + 0.5)

    # Layers

    def _make_boxes(self, view: View, widths: dict[Stage | External, float]) -> None:
        layers: dict[Stage | External, int] = dict.fromkeys(view.graph.stages, 1)
        for arrow in view.arrows:  # stage by stage, and every stage's sources stand before it
            layers[arrow.target] = max(layers[arrow.target], 1 + layers.get(arrow.source, 0))
        for external in view.externals:
            # Right in front of the first stage that uses it.
            stages = view.graph.stages
            layers[external] = min((layers[stages[user]] for user in external.users), default=1) - 1
        count = 1 + max(layers.values(), default=0)
        self._layers = [[] for _ in range(count)]
        items: list[Stage | External] = [*view.externals, *view.graph.stages]
        for item in items:
            box = Box(item, widths[item], _height(item))
            box.layer = layers[item]
            self.boxes[item] = box
            self._layers[box.layer].append(box)
        self._layers = [layer for layer in self._layers if layer]
        for number, layer in enumerate(self._layers):
            for box in layer:
                box.layer = number

    def _make_routes(self, view: View) -> None:
        slots: dict[tuple[object, object, str, int], Box] = {}
        for arrow in view.arrows:
            source, target = self.boxes[arrow.source], self.boxes[arrow.target]
            boxes = [source]
            # No picture is looked at whose arrows pass more layers.
            passed = range(source.layer + 1, target.layer)
            for layer in passed if len(passed) <= _MOST_SLOTS else ():
                # Arrows of one kind between the same two share their way.
                key = (arrow.source, arrow.target, arrow.kind, layer)
                slot = slots.get(key)
                if slot is None:
                    slot = slots[key] = Box(None, 0.0, _SLOT)
                    slot.layer = layer
                    self._layers[layer].append(slot)
                boxes.append(slot)
            boxes.append(target)
            self.routes.append(Route(arrow, boxes))
            left = source
            for right in boxes[1:]:
                leaving = left.exit
                arriving = self.row_of(arrow) if right is target else right.exit
                self._neighbours.setdefault(left, []).append((right, leaving, arriving))
                self._neighbours.setdefault(right, []).append((left, arriving, leaving))
                left = right

    # Order and place within a layer

    def _order(self) -> None:
        """Sort each layer by the middle of its neighbours, back and forth, to avoid crossings."""
        places: dict[Box, float] = {}
        for layer in self._layers:
            self._number(layer, places)
        for sweep in range(_SWEEPS):
            forward = sweep % 2 == 0
            layers = self._layers if forward else self._layers[::-1]
            for layer in layers:
                wanted: dict[Box, float] = {}
                for box in layer:
                    near = [
                        places[other] + arriving / max(other.height, 1.0)
                        for other, _, arriving in self._neighbours.get(box, ())
                        if (other.layer < box.layer) == forward
                    ]
                    wanted[box] = sum(near) / len(near) if near else places[box]
                layer.sort(key=wanted.__getitem__)
                self._number(layer, places)

    @staticmethod
    def _number(layer: list[Box], places: dict[Box, float]) -> None:
        for number, box in enumerate(layer):
            places[box] = float(number)

    def _place(self) -> None:
        x = 0.0
        for layer in self._layers:
            width = max(box.width for box in layer)
            for box in layer:
                # Stages and slots fill the layer; what is external stands at its right edge, close to its
                # users.
                if isinstance(box.item, External):
                    box.x = x + width - box.width
                else:
                    box.x = x
                    box.width = width
            x += width + _CHANNEL
        self.width = max(x - _CHANNEL, 0.0)
        for layer in self._layers:
            self._stack(layer, backward=True)
        for layer in self._layers[::-1]:
            self._stack(layer, backward=False)
        for layer in self._layers:
            self._stack(layer, backward=True)
        top = min((box.y for layer in self._layers for box in layer), default=0.0)
        for layer in self._layers:
            for box in layer:
                box.y -= top
        self.height = max((box.y + box.height for layer in self._layers for box in layer), default=0.0)

    def _stack(self, layer: list[Box], *, backward: bool) -> None:
        """Move each box towards its neighbours on one side, keeping order and distance.

        Boxes that want the same place form a block that takes the mean of their wishes.
        """
        blocks: list[tuple[float, float, list[Box], list[float]]] = []  # top, height, boxes, their wishes for the top
        for box in layer:
            wishes = [
                other.y + arriving - leaving
                for other, leaving, arriving in self._neighbours.get(box, ())
                if (other.layer < box.layer) == backward
            ]
            wish = sum(wishes) / len(wishes) if wishes else box.y
            top, height, boxes, tops = wish, box.height, [box], [wish]
            while blocks and blocks[-1][0] + blocks[-1][1] + _gap(blocks[-1][2][-1], boxes[0]) > top:
                _, above_height, above, above_tops = blocks.pop()
                shift = above_height + _gap(above[-1], boxes[0])
                tops = [*above_tops, *(each - shift for each in tops)]
                boxes = [*above, *boxes]
                height += shift
                top = sum(tops) / len(tops)
            blocks.append((top, height, boxes, tops))
        for top, _, boxes, _ in blocks:
            y = top
            for index, box in enumerate(boxes):
                box.y = y
                if index + 1 < len(boxes):
                    y += box.height + _gap(box, boxes[index + 1])


def _height(item: Stage | External) -> float:
    return EXTERNAL if isinstance(item, External) else HEAD + ROW * (len(item.instructions) + 1) + FOOT


def _gap(upper: Box, lower: Box) -> float:
    return _GAP if upper.item is not None and lower.item is not None else _GAP / 2
