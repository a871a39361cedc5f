"""As much of HCL as Bake files are written in: blocks, attributes, texts with variables, lists and maps.

What needs evaluation (functions, operators, conditions, loops) is UNKNOWN; nothing is guessed.
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAME = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_CLOSING = {"[": "]", "{": "}", "(": ")"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
# Nobody nests deeper on purpose.
_DEEPEST = 64


class HclError(ValueError):
    """A text that is no HCL."""


class _Unknown:
    """A value that only Bake knows."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()


class Block:
    """A block: its kind, its first label, its attributes as tokens, whose values depend on variables."""

    __slots__ = ("_attributes", "_ready", "kind", "label")

    def __init__(
        self, kind: str, label: str, attributes: dict[str, list[str]], ready: dict[str, object] | None = None
    ) -> None:
        self.kind = kind
        self.label = label
        self._attributes = attributes
        self._ready = ready

    def values(self, variables: Mapping[str, object]) -> dict[str, object]:
        """Return the values of its attributes."""
        if self._ready is not None:
            return {name: _interpolated_all(value, variables) for name, value in self._ready.items()}
        return {name: _evaluated(tokens, variables) for name, tokens in self._attributes.items()}


def read_hcl(text: str) -> list[Block]:
    """Return the blocks at the top of a text. Raises HclError."""
    tokens = list(_tokens(text))
    blocks: list[Block] = []
    at = 0
    while at < len(tokens):
        word = tokens[at]
        if word == "\n":
            at += 1
            continue
        labels = []
        start = at
        while at < len(tokens) and tokens[at] not in ("{", "=", "\n"):
            labels.append(tokens[at].removeprefix('"') if tokens[at].startswith('"') else tokens[at])
            at += 1
        if at == len(tokens) or not labels or tokens[at] == "\n":
            raise HclError(f"not valid HCL: `{tokens[start][:20]}` stands alone")
        if tokens[at] == "=":
            at = _end_of_value(tokens, at + 1)  # an attribute of the file: nothing of ours
            continue
        end = _end_of_group(tokens, at)
        blocks.append(Block(labels[0], labels[1] if len(labels) > 1 else "", _attributes(tokens[at + 1 : end])))
        at = end + 1
    return blocks


def _attributes(tokens: list[str]) -> dict[str, list[str]]:
    """Return the tokens of each attribute of a body; blocks inside it are passed."""
    found: dict[str, list[str]] = {}
    at = 0
    while at < len(tokens):
        name = tokens[at].removeprefix('"')
        if at + 1 < len(tokens) and tokens[at + 1] in ("=", ":"):
            end = _end_of_value(tokens, at + 2)
            found[name] = tokens[at + 2 : end]
            at = end
        elif tokens[at] == "{":
            at = _end_of_group(tokens, at) + 1
        else:
            at += 1
    return found


def _end_of_value(tokens: list[str], at: int) -> int:
    while at < len(tokens) and tokens[at] not in ("\n", ",", "}", "]"):
        at = _end_of_group(tokens, at) + 1 if tokens[at] in _CLOSING else at + 1
    return at


def _end_of_group(tokens: list[str], at: int) -> int:
    closers: list[str] = []
    while at < len(tokens):
        token = tokens[at]
        if token in _CLOSING:
            closers.append(_CLOSING[token])
        elif closers and token == closers[-1]:
            closers.pop()
            if not closers:
                return at
        at += 1
    raise HclError("not valid HCL: a bracket is never closed")


def _evaluated(tokens: list[str], variables: Mapping[str, object], depth: int = 0) -> object:
    while tokens and tokens[0] == "\n":
        tokens = tokens[1:]
    while tokens and tokens[-1] == "\n":
        tokens = tokens[:-1]
    if not tokens or depth > _DEEPEST:
        return UNKNOWN
    first = tokens[0]
    if first == "[" and _end_of_group(tokens, 0) == len(tokens) - 1:
        return [_evaluated(part, variables, depth + 1) for part in _parts(tokens[1:-1])]
    if first == "{" and _end_of_group(tokens, 0) == len(tokens) - 1:
        return {name: _evaluated(part, variables, depth + 1) for name, part in _attributes(tokens[1:-1]).items()}
    if len(tokens) > 1:
        return UNKNOWN
    if first.startswith('"'):
        return _interpolated(first[1:], variables)
    if first in ("true", "false", "null"):
        return None if first == "null" else first
    return first if first.replace(".", "", 1).isdigit() else variables.get(first, UNKNOWN)


def _parts(tokens: list[str]) -> Iterator[list[str]]:
    at = start = 0
    while at < len(tokens):
        if tokens[at] == ",":
            yield tokens[start:at]
            start = at = at + 1
        else:
            at = _end_of_group(tokens, at) + 1 if tokens[at] in _CLOSING else at + 1
    if tokens[start:]:
        yield tokens[start:]


def _interpolated_all(value: object, variables: Mapping[str, object]) -> object:
    """Return a value of a JSON file, whose texts are templates as HCL's are."""
    if isinstance(value, str):
        return _interpolated(value, variables)
    if isinstance(value, list):
        return [_interpolated_all(each, variables) for each in value]
    if isinstance(value, dict):
        return {key: _interpolated_all(each, variables) for key, each in value.items()}
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


def _interpolated(text: str, variables: Mapping[str, object]) -> object:
    done = ""
    while True:
        head, marker, rest = text.partition("${")
        if not marker:
            return UNKNOWN if "%{" in text else done + text
        if head.endswith("$"):
            done, text = done + head + "{", rest  # `$${` is written for `${`
            continue
        name, closing, text = rest.partition("}")
        value = variables.get(name.strip(), UNKNOWN)
        if not closing or not isinstance(value, str):
            return UNKNOWN
        done += head + value


def _tokens(text: str) -> Iterator[str]:
    """Yield names and numbers, texts with a quote in front and escapes read, line ends, and single characters."""
    at = 0
    while at < len(text):
        character = text[at]
        if character in " \t\r\ufeff":
            at += 1
        elif character == "#" or text.startswith("//", at):
            at = _line_end(text, at)
        elif text.startswith("/*", at):
            end = text.find("*/", at + 2)
            if end < 0:
                raise HclError("not valid HCL: a comment is never closed")
            at = end + 2
        elif character == '"':
            content, at = _quoted(text, at + 1)
            yield '"' + content
        elif text.startswith("<<", at):
            content, at = _heredoc(text, at)
            yield '"' + content
        elif character in _NAME:
            end = at
            while end < len(text) and (text[end] in _NAME or text[end] == "."):
                end += 1
            yield text[at:end]
            at = end
        else:
            yield character
            at += 1


def _quoted(text: str, at: int) -> tuple[str, int]:
    content = ""
    depth = 0
    while at < len(text) and text[at] != "\n":
        character = text[at]
        if character == '"' and not depth:
            return content, at + 1
        if character == "\\" and not depth and at + 1 < len(text):
            content += _ESCAPES.get(text[at + 1], text[at : at + 2])
            at += 2
            continue
        if text.startswith(("${", "%{"), at) and not text.startswith("$", at - 1):
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        content += character
        at += 1
    raise HclError("not valid HCL: a text is never closed")


def _heredoc(text: str, at: int) -> tuple[str, int]:
    end = _line_end(text, at)
    head = text[at + 2 : end].strip()
    is_indented = head.startswith("-")
    lines: list[str] = []
    start = end + 1
    while start < len(text):
        end = _line_end(text, start)
        if text[start:end].strip() == head.removeprefix("-"):
            if is_indented:
                margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
                lines = [line[margin:] for line in lines]
            return "".join(line + "\n" for line in lines), end
        lines.append(text[start:end])
        start = end + 1
    raise HclError("not valid HCL: a here-document never ends")


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
