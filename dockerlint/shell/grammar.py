"""Where the compound commands of a script are, told by tree-sitter's grammar of bash.

Importing it takes 25 ms: that is done for the first script that needs it.
"""

from __future__ import annotations

import sys

from tree_sitter import Language, Parser

from dockerlint.syntax.text import same_end, same_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node, Tree

    from dockerlint.shell.rereading import Reading

    Marks = dict[int, tuple[str, int]]


def _grammar() -> object:
    """Return bash's grammar. Its package imports `importlib.resources`, for queries: as much as all the rest."""
    name = "importlib.resources"
    # With threads another one could meet what stands in.
    is_left_out = name not in sys.modules and "threading" not in sys.modules
    if is_left_out:
        sys.modules[name] = type(sys)(name)
        sys.modules[name].__dict__["files"] = None
    try:
        from tree_sitter_bash import language
    finally:
        if is_left_out:
            del sys.modules[name]
    return language()


_BASH = Language(_grammar())
_PARSER = Parser(_BASH)
_TELLING = frozenset(
    (
        *("if_statement", "elif_clause", "else_clause", "while_statement", "do_group", "ERROR"),
        *("for_statement", "c_style_for_statement", "case_statement", "case_item", "subshell", "compound_statement"),
        *("function_definition", "test_command", "arithmetic_expansion", "heredoc_redirect"),
    )
)
# Their numbers: asking a node for its kind's name takes longer. That of ERROR is the last one.
_TELLING_NUMBERS = frozenset(
    (0xFFFF, *[n for n in range(_BASH.node_kind_count) if _BASH.node_kind_for_id(n) in _TELLING])
)
# What a reserved word does to the constructs around the commands behind it: `+kind` opens one, `=kind` goes on in its
# next part, `-` closes it.
_RESERVED = {
    "if": "+condition",
    "while": "+condition",
    "until": "+condition",
    "then": "=branch",
    "elif": "=condition",
    "else": "=branch",
    "do": "=loop",
    "fi": "-",
    "done": "-",
    ";;": "-",
    ";&": "-",
    ";;&": "-",
    "esac": "-case",
    "(": "+subshell",
    "{": "+group",
    ")": "-",
    "}": "-",
}
# Error recovery takes time that grows with the square of what nobody writes: such scripts are read without marks.
_LONGEST = 1 << 17
_MOST_HEREDOCS = 50
_MOST_PARENTHESES = 2000
_MOST_OPEN = 100  # braces of `${` that nothing closes
_LOOPS = ("for_statement", "c_style_for_statement")


def marks_of(text: str, first: int, last: int, *, heredocs: bool = False, reading: Reading | None = None) -> Marks:
    """Return the marks of `text[first:last]` by place, each with what it is for and where it ends.

    Kinds: `+`, `=` and `-` as above; `for` and `case` for what stands in front of their bodies; `words` for arithmetic
    and `test` for `[[ … ]]`, which are commands; `arithmetic` for `$((…))`; `skip` for a function's name; `heredoc` for
    the body of a here-document. With `heredocs` those bodies stand elsewhere. `reading` keeps the tree for later.
    """
    source = text[first:last]
    if heredocs and "<<" in source:
        # The grammar would take what follows for the body.
        parts = source.split("<<<")
        source = "<<<".join(part.replace("<<-", "<  ").replace("<<", "< ") for part in parts)
    if len(source) > _LONGEST or source.count("<<") > _MOST_HEREDOCS or source.count("(") > _MOST_PARENTHESES:
        return {}
    if source.count("${") > source.count("}") + _MOST_OPEN:
        return {}
    data = _known(source).encode("utf-8", "surrogateescape")
    marks: Marks = {}
    places = None if len(data) == len(source) else _places(source)

    def mark(start: int, kind: str, end: int) -> None:
        if places is not None:
            start, end = places[start], places[end]
        marks[first + start] = (kind, first + end)

    pending = [_parsed(data, reading).root_node]
    while pending:
        node = pending.pop()
        # A query of the library would do the same, after 70 ms for its compilation.
        if node.kind_id in _TELLING_NUMBERS:
            _mark(node, mark)
        if node.child_count:
            pending += node.named_children
    return marks


def _parsed(data: bytes, reading: Reading | None) -> Tree:
    """Return the tree of a script; of one that has changed, with what the grammar can keep of the tree before."""
    if reading is None:
        return _PARSER.parse(data)
    source, before = data.decode("latin-1"), reading.source  # a character for each byte
    tree = reading.tree
    if tree is not None:
        start = same_start(source, before)
        same = same_end(source, before, start)
        old_end, end = len(before) - same, len(source) - same
        tree.edit(start, old_end, end, _point(before, start), _point(before, old_end), _point(source, end))
        tree = _PARSER.parse(data, tree)
    if tree is None or tree.root_node.has_error:
        # What is made of errors could hang on what was there before.
        tree = _PARSER.parse(data)
    reading.source = source
    reading.tree = None if tree.root_node.has_error else tree
    return tree


def _point(source: str, place: int) -> tuple[int, int]:
    """Return row and column of a place."""
    return source.count("\n", 0, place), place - source.rfind("\n", 0, place) - 1


def has_error(text: str) -> bool:
    """Whether the grammar finds fault with a script."""
    return bool(_PARSER.parse(_known(text).encode("utf-8", "surrogateescape")).root_node.has_error)


def _known(source: str) -> str:
    """Return a script of the same length without what the grammar does not know.

    Negated groups, empty backquotes, escaped operators in a test, and names in braces that begin with `$` or `{`.
    """
    source = source.replace("! {", "  {").replace("``", "  ")
    if "${" in source:
        source = source.replace("${$", "${_").replace("${{", "${_")
    return source.replace("\\<", "==").replace("\\>", "==") if "\\" in source else source


def _mark(node: Node, mark: Callable[[int, str, int], None]) -> None:
    kind = node.type
    children = node.children
    if not children:
        return
    first = children[0]
    if kind in _LOOPS:
        mark(node.start_byte, "for", children[-1].start_byte)
    elif kind == "case_statement":
        head = next((child for child in children if child.type == "in"), first)
        mark(node.start_byte, "case", head.end_byte)
        _mark_words(children[1:], mark)
    elif kind == "case_item":
        pattern = next((child for child in children if child.type == ")"), first)
        mark(node.start_byte, "+branch", pattern.end_byte)
        _mark_words([child for child in children if child.type[0] == ";"][-1:], mark)
    elif kind == "function_definition":
        mark(node.start_byte, "skip", children[-1].start_byte)
    elif kind == "test_command":
        if first.type == "[[":
            mark(node.start_byte, "test", node.end_byte)
        elif first.type == "((":
            mark(node.start_byte, "words", node.end_byte)
    elif kind == "arithmetic_expansion":
        if first.type == "$((":
            mark(node.start_byte, "arithmetic", node.end_byte)
    elif kind == "heredoc_redirect":
        bodies = [child for child in children if child.type in ("heredoc_body", "heredoc_end")]
        if bodies:
            mark(bodies[0].start_byte, "heredoc", bodies[-1].end_byte)
    elif kind in ("compound_statement", "subshell"):
        if first.type == "((":
            mark(node.start_byte, "words", node.end_byte)
            return
        parent = node.parent.type if node.parent is not None else ""
        mark(
            first.start_byte,
            "+function" if parent == "function_definition" else "=loop" if parent in _LOOPS else _RESERVED[first.type],
            first.end_byte,
        )
        _mark_words(children[-1:], mark)
    else:
        _mark_words([child for child in children if child.type[0] not in "({})"], mark)


def _mark_words(nodes: list[Node], mark: Callable[[int, str, int], None]) -> None:
    for node in nodes:
        if node.type in _RESERVED and not node.is_missing and not node.is_named:
            mark(node.start_byte, _RESERVED[node.type], node.end_byte)


def _places(source: str) -> list[int]:
    """Return the index of the character that each byte belongs to."""
    places: list[int] = []
    for index, character in enumerate(source):
        places += [index] * len(character.encode("utf-8", "surrogateescape"))
    return [*places, len(source)]
