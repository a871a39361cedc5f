"""The three figures by which dive judges an image, by its own formula, its peculiarities included.

For every path that is a leaf of some layer's tree (in that layer nothing stands below it), the sizes it has over all
layers are added up, and the smallest is kept. Efficiency is the sum of the smallest divided by the sum of all. Wasted
are the sizes of the paths that were leaves more than once. A whiteout is a leaf of the path it hides: of size 0 for a
file, of the size of everything below for a directory. Opaque markers do not count, hard links have no size, and a
whiteout of what no lower layer has ends the count of its layer. The user's bytes are those of all layers but the
first; the percentage is, as in `.dive-ci`, a ratio. From dive's `filetree` package and its `image.Analyze`, version
0.13.
"""

from __future__ import annotations

from dockerlint.measure.merge import WHITEOUT
from dockerlint.measure.tar import DIRECTORY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.measure.archive import Layer

_FLAGS = ".wh..wh.."


class Dive:
    """Dive's figures; `worst` are the wasteful paths with their bytes and layers, the largest first."""

    __slots__ = ("efficiency", "user_wasted_percent", "wasted_bytes", "worst")

    def __init__(self, efficiency: float, wasted: int, percent: float, worst: list[tuple[str, int, list[int]]]) -> None:
        self.efficiency = efficiency
        self.wasted_bytes = wasted
        self.user_wasted_percent = percent
        self.worst = worst


class _Node:
    __slots__ = ("children", "is_directory", "size")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.size = 0
        self.is_directory = False

    def put(self, path: str, size: int, *, is_directory: bool) -> None:
        node = self
        for name in path.split("/"):
            below = node.children.get(name)
            if below is None:
                if name.startswith(_FLAGS):
                    return
                below = node.children[name] = _Node()
            node = below
        node.size = size
        node.is_directory = is_directory

    def total(self) -> int:
        size, pending = 0, [self]
        while pending:
            node = pending.pop()
            size += node.size
            pending += node.children.values()
        return size


def measure_dive(layers: Sequence[Layer]) -> Dive:
    """Return dive's figures for the layers of an image."""
    found: dict[str, list[int]] = {}  # path: sum, smallest, then the layers
    stacked = _Node()
    sizes = []
    for number, layer in enumerate(layers):
        tree = _Node()
        for entry in layer.entries:
            if entry.path:
                tree.put(entry.path, entry.size, is_directory=entry.kind == DIRECTORY)
        sizes.append(sum(entry.size for entry in layer.entries))
        # Before anything is stacked, dive has the lowest layer there.
        if not number:
            _stack(stacked, tree)
        _count(tree, stacked, number, found)
        if number:
            _stack(stacked, tree)
    smallest = sum(each[1] for each in found.values())
    total = sum(each[0] for each in found.values())
    worst = [(path, each[0], each[2:]) for path, each in found.items() if len(each) > 3]
    worst.sort(key=lambda each: (-each[1], each[0]))
    wasted = sum(size for _, size, _ in worst)
    user = sum(sizes[1:])
    return Dive(smallest / total if total else 1.0, wasted, wasted / user if user else 0.0, worst)


def _count(tree: _Node, stacked: _Node, number: int, found: dict[str, list[int]]) -> None:
    for path, name, node in _leaves(tree):
        size = node.size
        if name.startswith(WHITEOUT):
            before = _find(stacked, path)
            if before is None:
                return
            size = before.total() if before.is_directory else 0
        each = found.get(path)
        if each is None:
            found[path] = [size, size, number]
        else:
            each[0] += size
            each[1] = min(each[1], size)
            each.append(number)


def _leaves(tree: _Node) -> list[tuple[str, str, _Node]]:
    """Return path without whiteout's prefix, name and node of every leaf, in the order of dive's walk."""
    leaves = []
    pending = [("", sorted(tree.children.items(), reverse=True))]
    while pending:
        above, names = pending[-1]
        if not names:
            pending.pop()
            continue
        name, node = names.pop()
        if node.children:
            pending.append((f"{above}{name}/", sorted(node.children.items(), reverse=True)))
        else:
            leaves.append((above + name.removeprefix(WHITEOUT), name, node))
    return leaves


def _find(tree: _Node, path: str) -> _Node | None:
    node: _Node | None = tree
    for name in path.split("/"):
        if node is None:
            return None
        node = node.children.get(name)
    return node


def _stack(below: _Node, above: _Node) -> None:
    """Put a layer's tree on those under it: what it names takes the place, what stands below a name stays."""
    pending = [(below, above)]
    while pending:
        lower, upper = pending.pop()
        # Sorted, `.wh.x` comes in front of most names, as in dive; it takes away only what is there by then.
        for name, node in sorted(upper.children.items()):
            if name.startswith(WHITEOUT) and not node.children:
                lower.children.pop(name.removeprefix(WHITEOUT), None)
                continue
            target = lower.children.get(name)
            if target is None:
                target = lower.children[name] = _Node()
            target.size, target.is_directory = node.size, node.is_directory
            if node.children:
                pending.append((target, node))
