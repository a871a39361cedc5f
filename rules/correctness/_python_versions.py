"""Which Python a program needs, told from its syntax.

libcst's parser takes the newest grammar that it knows, whatever version it is asked for: what is newer than the
program's Python is looked for in the tree. Importing this module costs 200 ms.
"""

from __future__ import annotations

import libcst
from libcst.metadata import CodePosition, MetadataWrapper, PositionProvider

from dockerlint.rules.correctness._embedded import index_of


def _parse(text: str) -> libcst.Module | libcst.ParserSyntaxError | None:
    """Return the tree, or the error, or None where the parser fails."""
    try:
        return libcst.parse_module(text)
    except libcst.ParserSyntaxError as error:
        return error
    except BaseException as error:  # a panic in Rust is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return None


def refusal(text: str) -> tuple[int, int] | None:
    """Return where the newest grammar stops, line from 1 and column from 0; None where it takes the text.

    The place is that of the token behind the wrong one, and (0, 0) where the tokenizer stops.
    """
    error = _parse(text)
    if not isinstance(error, libcst.ParserSyntaxError):
        return None
    place = error.message.partition("error at ")[2].split(":")
    known = len(place) > 1 and place[0].isdigit() and place[1].isdigit()
    return (int(place[0]), int(place[1])) if known else (0, 0)


def newer_syntax(text: str, minor: int) -> tuple[int, int, str, int] | None:
    """Return the first place where a later Python than 3.`minor` is needed: its range, what it is, and which Python.

    None too where even the newest grammar does not take the text.
    """
    module = _parse(text)
    if not isinstance(module, libcst.Module):
        return None
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    features = _Features(minor)
    try:
        wrapper.visit(features)
    except RecursionError:
        return None
    places = [
        (index_of(text, start.line, start.column + 1), index_of(text, end.line, end.column + 1), what, needed, mark)
        for start, end, what, needed, mark in features.found
    ]
    if not places:
        return None
    first, last, what, needed, mark = min(places)
    if mark:
        first = text.find(mark, first, last)
        last = first + len(mark)
    line_end = text.find("\n", first)
    return first, last if line_end < 0 else min(last, line_end), what, needed


class _Features(libcst.CSTVisitor):
    """Collects what 3.`minor` does not have; a mark tells which part of a node it is."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, minor: int) -> None:
        super().__init__()
        self.minor = minor
        self.found: list[tuple[CodePosition, CodePosition, str, int, str]] = []

    def on_visit(self, node: libcst.CSTNode) -> bool:
        """Look at a node on the way down."""
        simple = _SIMPLE.get(type(node))
        if simple is not None:
            self._note(node, *simple)
        if isinstance(node, libcst.FormattedString):
            self._look_inside(node)
        elif isinstance(node, libcst.FormattedStringExpression) and node.equal is not None:
            self._note(node.equal, 8, "f-strings with `=`")
        elif isinstance(node, libcst.CompFor) and node.asynchronous is not None:
            self._note(node, 6, "asynchronous comprehensions")
        elif isinstance(node, libcst.Integer) and "_" in node.value:
            self._note(node, 6, "underscores in numbers")
        elif isinstance(node, libcst.ExceptHandler) and isinstance(node.type, libcst.Tuple) and not node.type.lpar:
            self._note(node.type, 14, "several exceptions without parentheses")
        elif (
            isinstance(node, libcst.With)
            and isinstance(node.lpar, libcst.LeftParen)
            and any(item.asname is not None for item in node.items)  # without, it is an expression in parentheses
        ):
            self._note(node.items[0], 9, "parenthesized context managers")
        return True

    def _look_inside(self, node: libcst.FormattedString) -> None:
        for part in node.parts:
            if isinstance(part, libcst.FormattedStringExpression):
                code = libcst.Module([]).code_for_node(part.expression)
                if node.quote in code or "\\" in code or (len(node.quote) == 1 and "\n" in code):
                    self._note(part, 12, "quotes, backslashes and line feeds inside f-string expressions")

    def _note(self, node: libcst.CSTNode, needed: int, what: str, mark: str = "") -> None:
        if needed > self.minor:
            place = self.get_metadata(PositionProvider, node)
            self.found.append((place.start, place.end, what, needed, mark))


# Nodes that are new as such: the Python they need, what they are, and which part of the text to point at.
_SIMPLE: dict[type[libcst.CSTNode], tuple[int, str, str]] = {
    libcst.AnnAssign: (6, "annotations of variables", ":"),
    libcst.ExceptStarHandler: (11, "exception groups", "*"),
    libcst.FormattedString: (6, "f-strings", ""),
    libcst.Match: (10, "match statements", "match"),
    libcst.NamedExpr: (8, "assignment expressions", ":="),
    libcst.ParamSlash: (8, "positional-only parameters", ""),
    libcst.TemplatedString: (14, "template strings", ""),
    libcst.TypeAlias: (12, "type statements", "type"),
    libcst.TypeParameters: (12, "type parameters", ""),
}
