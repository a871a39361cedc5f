"""YAML text as a tree of values that know their place.

Read from the parser's events, by a loop: no constructor runs, nesting costs no stack, and each value keeps
the text that it was written as (`1.10` as a build argument is not 1.1). Plain scalars mean what YAML 1.2's
core schema says, so `on`, `no` and `12:30` are texts.
"""

from __future__ import annotations

from dockerlint.config.problems import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from yaml._yaml import Mark as CMark
    from yaml.error import Mark
    from yaml.events import Event

    Place = tuple[int, int]
    Report = Callable[[Place, str], None]
    Scalar = str | bool | int | float | None

# Bounds for hostile files; no honest configuration comes near them.
MOST_BYTES = 1 << 20
DEEPEST = 64
MOST_VALUES_BY_ALIAS = 10_000

_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")
_NULLS = ("", "~", "null", "Null", "NULL")
_TRUES = ("true", "True", "TRUE")
_FALSES = ("false", "False", "FALSE")


class Node:
    """A value of a configuration file and where it stands.

    `text` is the spelling of a scalar. `keys` holds the places of a map's keys. `size` counts the values in
    it, itself included, with aliases expanded. Places are (line, column) and count from 1.
    """

    __slots__ = ("keys", "place", "size", "text", "value")

    def __init__(self, value: Scalar | list[Node] | dict[str, Node], place: Place, text: str = "") -> None:
        self.value = value
        self.place = place
        self.text = text
        self.keys: dict[str, Place] = {}
        self.size = 1


def decode(data: bytes, report: Report) -> str | None:
    """The text of a configuration file without its byte order mark, or None with a problem reported."""
    if len(data) > MOST_BYTES:
        report((1, 1), f"larger than {MOST_BYTES >> 20} MiB")
        return None
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        report(place_at(data[: error.start].decode()), "not UTF-8 text")
        return None


def place_at(before: str) -> Place:
    """The place of the character that follows this text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def read_yaml(text: str, report: Report, *, is_json: bool = False) -> Node | None:
    """The document in a YAML or JSON text; None for an empty one, and after a problem that hides the rest."""
    import yaml

    if is_json:
        # JSON has tabs between tokens only, and not every YAML parser takes them there.
        text = text.replace("\t", " ")
    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        return _build(events, report)
    except yaml.MarkedYAMLError as error:
        report(_place(error.problem_mark), f"not valid YAML: {error.problem or error.context}")
    except (yaml.YAMLError, ValueError, OverflowError):
        # Neither parser says in characters where a forbidden one stands; the pure Python one raises the last
        # two for an escape beyond Unicode.
        at = next((index for index, each in enumerate(text) if _is_forbidden(each)), 0)
        report(place_at(text[:at]), "not valid YAML: a character that YAML does not allow")
    return None


class _Open:
    """A list or map whose end has not come yet.

    `has_key` says that a map's value is next, `key` which one, or None for a key that was refused.
    """

    __slots__ = ("anchor", "has_key", "key", "node")

    def __init__(self, node: Node, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.has_key = False
        self.key: str | None = None


def _build(events: Iterator[Event], report: Report) -> Node | None:
    from yaml import events as of

    document: Node | None = None
    documents = expanded = 0
    anchors: dict[str, Node] = {}
    opened: list[_Open] = []
    for event in events:
        place = _place(event.start_mark)
        anchor: str | None = getattr(event, "anchor", None)
        if isinstance(event, of.DocumentStartEvent):
            documents += 1
            if documents > 1:
                report(place, "a second document: one file holds one configuration")
                return None
            continue
        if isinstance(event, of.AliasEvent):
            if anchor not in anchors:
                report(place, f"the alias {shown('*' + str(anchor))} names no value that ends before it")
                return None
            node = anchors[anchor]
            expanded += node.size
            if expanded > MOST_VALUES_BY_ALIAS:
                report(place, f"aliases repeat more than {MOST_VALUES_BY_ALIAS} values")
                return None
        elif isinstance(event, of.ScalarEvent):
            _check_tag(event.tag, place, report)
            if not event.value.isascii() and any("\ud800" <= each <= "\udfff" for each in event.value):
                report(place, "not valid YAML: half of a surrogate pair")
                return None
            node = Node(resolve(event.value) if event.implicit[0] else event.value, place, event.value)
        elif isinstance(event, of.CollectionStartEvent):
            _check_tag(event.tag, place, report)
            if len(opened) == DEEPEST:
                report(place, f"nested deeper than {DEEPEST} levels")
                return None
            opened.append(_Open(Node([] if isinstance(event, of.SequenceStartEvent) else {}, place), anchor))
            continue
        elif isinstance(event, of.CollectionEndEvent):
            closed = opened.pop()
            node, anchor, place = closed.node, closed.anchor, closed.node.place
        else:
            continue
        if anchor is not None:
            anchors[anchor] = node
        if opened:
            _put(opened[-1], node, place, report)
        else:
            document = node
    return document


def _put(into: _Open, node: Node, place: Place, report: Report) -> None:
    """Adds a list's next item, a map's next key, or the value of the key before."""
    parent = into.node
    parent.size += node.size
    if isinstance(parent.value, list):
        parent.value.append(node)
    elif not into.has_key:
        into.has_key = True
        into.key = None
        if isinstance(node.value, list | dict):
            report(place, "a key must be a text")
        elif node.text == "<<":
            report(place, "merge keys (`<<`) are not read: repeat the keys, or share them through `extends`")
        elif node.text in parent.keys:
            report(place, f"the key {shown(node.text)} stands in line {parent.keys[node.text][0]} already")
        else:
            into.key = node.text
            parent.keys[node.text] = place
    else:
        into.has_key = False
        if into.key is not None and isinstance(parent.value, dict):
            parent.value[into.key] = node


def _check_tag(tag: str | None, place: Place, report: Report) -> None:
    if tag is not None and tag not in _TEXT_TAGS:
        report(place, f"the tag {shown(tag)} is not read")


def resolve(text: str) -> Scalar:
    """What a plain scalar means in YAML 1.2's core schema (without infinities)."""
    if text in _NULLS:
        return None
    if text in _TRUES or text in _FALSES:
        return text in _TRUES
    if not text.strip("0123456789.eE+-"):
        try:
            return int(text) if text.lstrip("+-").isdigit() else float(text)
        except ValueError:
            return text
    for prefix, base in (("0x", 16), ("0o", 8)):
        if text.startswith(prefix) and text[2:].isalnum():
            try:
                return int(text, base)
            except ValueError:
                return text
    return text


def _is_forbidden(character: str) -> bool:
    """Whether YAML's character set lacks it (YAML 1.1, section 5.1)."""
    return (
        (character < " " and character not in "\t\n\r")
        or ("\x7f" <= character < "\xa0" and character != "\x85")
        or character in "\ufffe\uffff"
    )


def _place(mark: Mark | CMark | None) -> Place:
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
