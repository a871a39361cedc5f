"""Values of a YAML file with their places: what PyYAML composes, as maps, lists and texts."""

from __future__ import annotations

from dockerlint.deploy.builds import DeployError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# Aliases can make a small file a deep one.
_DEEPEST = 100
_MERGE = "<<"


class YamlError(DeployError):
    """A text that is no YAML; `offset` is where it ceases to be, as far as that is known."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class Value:
    """A value of a YAML file: a map, a list or a text; what it is not, it has none of."""

    __slots__ = ("_node", "_shift", "_source")

    def __init__(self, node: Any, source: str, shift: int) -> None:  # noqa: ANN401  # PyYAML's nodes
        self._node = node
        self._source = source
        self._shift = shift

    @property
    def is_text(self) -> bool:
        """Whether it is a scalar."""
        return isinstance(self._node.value, str)

    @property
    def is_map(self) -> bool:
        """Whether it is a map."""
        return bool(self._node.id == "mapping")

    @property
    def is_block(self) -> bool:
        """Whether it is a text of several lines in the style of `|`."""
        return bool(self._node.id == "scalar" and self._node.style == "|")

    @property
    def is_set(self) -> bool:
        """Whether it is something else than null."""
        return str(self._node.tag) != "tag:yaml.org,2002:null"

    @property
    def text(self) -> str:
        """The scalar; empty for a map, a list and null."""
        return self._node.value if self.is_text and self.is_set else ""

    @property
    def is_true(self) -> bool:
        """Whether it is the word for true."""
        return self.text.lower() in ("true", "yes", "on")

    @property
    def is_false(self) -> bool:
        """Whether it is the word for false."""
        return self.text.lower() in ("false", "no", "off")

    @property
    def number(self) -> int | None:
        """The whole number that it is."""
        text = self.text
        return int(text) if text.isdecimal() else None

    @property
    def span(self) -> tuple[int, int]:
        """Start and end offset in the file; of a quoted text without its quotes where it stands as it is meant."""
        start, end = self._node.start_mark.index + self._shift, self._node.end_mark.index + self._shift
        if self.is_text and self._node.style in ("'", '"') and self._source[start + 1 : end - 1] == self._node.value:
            return start + 1, end - 1
        if not self.is_text:
            # A block ends where the next token begins.
            end = start + len(self._source[start:end].rstrip())
        return start, end

    def __getitem__(self, key: str) -> Value | None:
        """Return the value of a key, None where the map has none; merged maps count."""
        return self._get(key, 0)

    def _get(self, key: str, depth: int) -> Value | None:
        if not self.is_map or depth > _DEEPEST:
            return None
        merged = None
        for name, value in self._node.value:
            if name.value == key:
                return self._of(value)
            if name.value == _MERGE:
                merged = value
        for one in [] if merged is None else merged.value if merged.id == "sequence" else [merged]:
            found = self._of(one)._get(key, depth + 1)  # noqa: SLF001  # of its own class
            if found is not None:
                return found
        return None

    def at(self, *keys: str) -> Value | None:
        """Return the value that keys lead to."""
        value: Value | None = self
        for key in keys:
            value = value[key] if value is not None else None
        return value

    @property
    def pairs(self) -> list[tuple[Value, Value]]:
        """The keys of a map with their values, without those of merged maps."""
        if not self.is_map:
            return []
        return [(self._of(key), self._of(value)) for key, value in self._node.value if key.value != _MERGE]

    @property
    def items(self) -> list[Value]:
        """The entries of a list."""
        return [self._of(item) for item in self._node.value] if self._node.id == "sequence" else []

    @property
    def words(self) -> list[str]:
        """The texts of a list, or the one text."""
        return [item.text for item in self.items] if self._node.id == "sequence" else [self.text] if self.text else []

    def maps(self) -> Iterator[Value]:
        """Yield every map in it, itself included, each once."""
        seen: set[int] = set()
        pending = [self._node]
        while pending:
            node = pending.pop()
            if isinstance(node.value, str) or id(node) in seen:
                continue
            seen.add(id(node))
            if node.id == "mapping":
                yield self._of(node)
                pending += [value for _, value in reversed(node.value)]
            else:
                pending += reversed(node.value)

    def _of(self, node: Any) -> Value:  # noqa: ANN401
        return Value(node, self._source, self._shift)


def read_documents(text: str) -> list[Value]:
    """Return the documents of a YAML file that are not empty. Raises YamlError."""
    import yaml

    # libyaml does not count the byte order mark, which it passes.
    shift = 1 if text.startswith("\ufeff") else 0
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        nodes: list[Any] = list(yaml.compose_all(text[shift:], Loader=loader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        raise YamlError(f"not valid YAML: {problem}", mark.index + shift if mark is not None else 0) from None
    return [Value(node, text, shift) for node in nodes if node is not None and not isinstance(node.value, str)]
