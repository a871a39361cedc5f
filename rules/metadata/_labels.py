"""The label schema, and the labels of a file with their values."""

from __future__ import annotations

from dockerlint.lint.rule import Rule
from dockerlint.rules.metadata._label_types import CHECKS
from dockerlint.syntax.instructions import Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction, Pair


def schema(rule: Rule, file: Dockerfile) -> dict[str, str]:
    """Return the labels that the project asks for, each with the type of its value.

    They are those of the key `label-schema`, and of the option `schema`: `name=type`.
    """
    known = file.settings.get("label-schema")
    found = {str(name): str(kind) for name, kind in known.items()} if isinstance(known, dict) else {}
    given = rule.option.get("schema")
    for text in given if isinstance(given, list) else ():
        name, _, kind = text.rpartition("=")
        found[name] = kind
    return found


def labels(node: Instruction, file: Dockerfile) -> Iterator[tuple[Pair, str | None]]:
    """Yield the pairs of a LABEL with their values, None where a value is not known."""
    for pair in node.pairs if isinstance(node, Label) else ():
        if pair.value is not None:
            yield pair, file.graph.expand(node, pair.value.value)


class TypedLabel(Rule):
    """A rule about the values of labels of one type."""

    kind: str  # the type in the schema
    wanted: str  # what the value should be

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        types = schema(self, file)
        for pair, value in labels(node, file) if types else ():
            if value is not None and types.get(pair.name) == self.kind and not CHECKS[self.kind](value):
                assert pair.value is not None  # noqa: S101  # for the type checker
                yield self.at(pair.value, f"the label `{pair.name}` is no {self.wanted}")
