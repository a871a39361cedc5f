"""What an image does when it runs, as far as its Dockerfile says: the run-time contract of the target."""

from __future__ import annotations

from dockerlint.syntax.expansion import ExpansionError, expand, references
from dockerlint.syntax.instructions import Env, Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Graph
    from dockerlint.syntax.instructions import Instruction

    Contract = dict[str, object]

FIELDS = (
    "env",
    "labels",
    "cmd",
    "entrypoint",
    "user",
    "workdir",
    "expose",
    "volumes",
    "healthcheck",
    "stopsignal",
    "shell",
    "author",
    "triggers",
    "base",
)
_LAST_COUNTS = {
    "CMD": "cmd",
    "ENTRYPOINT": "entrypoint",
    "USER": "user",
    "HEALTHCHECK": "healthcheck",
    "STOPSIGNAL": "stopsignal",
    "SHELL": "shell",
    "MAINTAINER": "author",
}
_ADD_UP = {"EXPOSE": "expose", "VOLUME": "volumes"}


def contract(graph: Graph) -> Contract:
    """Return the run-time contract of the target: field to value, with variables replaced where they are known."""
    found: Contract = {}
    env: dict[str, str] = {}
    labels: dict[str, str] = {}
    for stage in reversed(graph.shipped):
        if stage.base is None:
            found["base"] = stage.instruction.value[:1]
        for node in stage.instructions:
            keyword = node.keyword
            if node.inner is not None:
                triggers = found.setdefault("triggers", [])
                assert isinstance(triggers, list)  # noqa: S101  # for the type checker
                triggers.append((node.inner.keyword, _values(graph, node.inner), node.inner.is_json))
            elif isinstance(node, (Env, Label)):
                pairs = env if isinstance(node, Env) else labels
                for pair in node.pairs:
                    pairs[pair.name] = _value(graph, node, pair.value.value if pair.value else "")
            elif keyword in _LAST_COUNTS:
                flags = tuple(sorted((flag.name, flag.value) for flag in node.flags))
                found[_LAST_COUNTS[keyword]] = (_values(graph, node), node.is_json, flags)
            elif keyword in _ADD_UP:
                ports = found.setdefault(_ADD_UP[keyword], set())
                assert isinstance(ports, set)  # noqa: S101  # for the type checker
                ports.update(_values(graph, node))
    if env:
        found["env"] = env
    if labels:
        found["labels"] = labels
    if graph.shipped:
        found["workdir"] = graph.last_directory(graph.shipped[0])
    return found


def _values(graph: Graph, node: Instruction) -> tuple[str, ...]:
    return tuple(_value(graph, node, word.value) for word in node.words)


def _value(graph: Graph, node: Instruction, text: str) -> str:
    if node.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
        return text  # their variables are the container's
    value = graph.expand(node, text)
    return _with_names(text, node.escape) if value is None else value


def _with_names(text: str, escape: str) -> str:
    """Return a word whose variables are not all known, quotes and escapes taken away: how it was quoted is no matter.

    The references follow as they are written, with what they say of unset variables.
    """
    try:
        value = expand(text, lambda name: f"<{name}>", escape)
    except ExpansionError:
        return text
    written = [(one.name, one.operator, one.operand) for one in references(text, escape)]
    return f"{value} {written}"
