"""What the rules about texts in other languages share: when to look, what a variable may excuse, where it stands."""

from __future__ import annotations

from dockerlint.lint.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.knowledge.images import BaseImage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell.embedded import Embedded
    from dockerlint.syntax.instructions import Instruction

# What may stand where a variable stands: an error that stays whatever it is, is not the variable's.
_FILLINGS = ("", "x", "\n", "#")
_CLOSERS = (")", "]", "}", '"', "'", '"""', "'''")
# Marks of values that are filled in when the container starts: `@PORT@`, `%PORT%`, `<port>`, `__PORT__`, `${PORT}`.
_MARKS = ("$", "@", "%", "<", "__")


class Flaw:
    """A syntax error: the range of the text that is wrong, and what is wrong with it."""

    __slots__ = ("first", "last", "message")

    def __init__(self, text: str, first: int, message: str, last: int = 0) -> None:
        self.first = _visible(text, first)
        self.last = last if last > self.first else self.first + 1
        self.message = message

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Flaw) and (self.first, self.message) == (other.first, other.message)

    __hash__ = None  # type: ignore[assignment]


def _visible(text: str, index: int) -> int:
    """Return the index of what is to be seen there: the next character that is no white space, or else the last one."""
    while index < len(text) and text[index].isspace():
        index += 1
    if index >= len(text):
        index = len(text.rstrip()) - 1
    return max(index, 0)


def index_of(text: str, line: int, column: int) -> int:
    """Return the index of a place given by line and column, both counted from 1."""
    index = 0
    for _ in range(line - 1):
        end = text.find("\n", index)
        if end < 0:
            return len(text)
        index = end + 1
    end = text.find("\n", index)
    return min(index + max(column - 1, 0), len(text) if end < 0 else end)


class EmbeddedRule(Rule):
    """A rule about texts in one language."""

    language: str
    title: str
    severity = "error"
    groups = {"recommended": {}, "strict": {}}
    on: tuple[str, ...] = ("ADD <<", "COPY <<", "RUN <<")

    def flaw(self, text: str, body: Embedded, node: Instruction, file: Dockerfile) -> Flaw | None:
        """Return the first syntax error in a text; None where there is none, or where that is not known."""
        raise NotImplementedError

    def may_hold(self, node: Instruction) -> bool:
        """Whether it is worth while to look for texts."""
        return bool(node.heredocs)

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not self.may_hold(node):
            return
        from dockerlint.shell.embedded import embedded

        if node.keyword != "RUN":
            file.asked = file.asked_of_place = True  # for values of variables, also where another rule has done so
        for body in embedded(node, lambda name: _value(name, node, file)):
            if body.language != self.language or not body.text.strip() or "\0" in body.text:
                continue
            flaw = self._certain(_decodable(body.text), body, node, file)
            if flaw is not None:
                message = f"invalid {self.title}: {flaw.message}{self._hint(body, node, file)}"
                yield self.at((body.line.offset(flaw.first), body.line.end(flaw.last)), message)

    def _certain(self, text: str, body: Embedded, node: Instruction, file: Dockerfile) -> Flaw | None:
        """Return the first syntax error that is the text's own, and not that of a variable in it."""
        flaw = self.flaw(text, body, node, file)
        if flaw is None:
            return None
        if body.holes and not self._is_own(flaw, text, body, node, file):
            return None
        if body.path and self._is_raw_material(flaw, text, body, file):
            return None
        if body.by_shell and not file.graph.is_posix(node):
            return None
        return flaw

    def _is_own(self, flaw: Flaw, text: str, body: Embedded, node: Instruction, file: Dockerfile) -> bool:
        """Whether an error stays whatever the variables hold.

        A variable inside a quoted string is taken for a part of it. Before any other one, what stands in front must be
        wrong by itself.
        """
        first = next((first for first, last in body.holes if not _is_quoted(text, first, last)), None)
        if first is None:
            return True
        if flaw.first >= text.rfind("\n", 0, first) + 1:
            return False
        rest = text[next(last for begin, last in body.holes if begin == first) :]
        for filling in (*_FILLINGS, *_CLOSERS):
            other = self.flaw(text[:first] + filling + rest, body, node, file)
            # Python speaks first of what is never closed, or closes nothing, wherever it stands.
            if other != flaw and (other is None or filling not in _CLOSERS or other.first < first):
                return False
        return True

    @staticmethod
    def _is_raw_material(flaw: Flaw, text: str, body: Embedded, file: Dockerfile) -> bool:
        """Whether something else makes the file out of what is written first."""
        from dockerlint.shell.embedded import is_changed_later

        return text.startswith(_MARKS, flaw.first) or is_changed_later(body.path, file.tree.instructions)

    def _hint(self, body: Embedded, node: Instruction, file: Dockerfile) -> str:
        heredoc = body.heredoc
        if heredoc is None or not heredoc.expand or node.keyword == "RUN" or "\\" not in heredoc.content:
            return ""
        if self.flaw(_decodable(heredoc.text), body, node, file) is not None:
            return ""
        return f"; quote `{heredoc.name}`, or Docker takes the backslashes away"


def shortened(message: str) -> str:
    """Return a parser's message as a part of a sentence."""
    message = message.partition("\n")[0].strip().rstrip(".")
    if message[1:2].islower() or message[1:2] == " ":
        message = message[0].lower() + message[1:]
    return message if len(message) <= 80 else message[:79] + "…"


def _decodable(text: str) -> str:
    """Return a text without the stand-ins for bytes that are no UTF-8, which no parser takes."""
    if text.isascii():
        return text
    return "".join("x" if "\ud800" <= character <= "\udfff" else character for character in text)


def _value(name: str, node: Instruction, file: Dockerfile) -> str | None:
    """Return the value of a variable that ENV has set to a constant; a build argument may have any value."""
    if node.in_onbuild:
        return None
    definition = file.graph.definitions_in_force(node).get(name)
    if definition is None or definition.keyword != "ENV" or definition.pair.value is None:
        return None
    return None if "$" in definition.pair.value.value else definition.value


def _is_quoted(text: str, first: int, last: int) -> bool:
    """Whether a range stands in a quoted string that begins and ends on its line."""
    begin = text.rfind("\n", 0, first) + 1
    end = text.find("\n", last)
    before = text[begin:first]
    behind = text[last : len(text) if end < 0 else end]
    return any(_is_odd(before, quote) and _is_odd(behind, quote) for quote in "\"'")


def _is_odd(text: str, quote: str) -> bool:
    return (text.count(quote) - text.count("\\" + quote)) % 2 == 1


# The surroundings


def root_image(node: Instruction, file: Dockerfile) -> BaseImage | None:
    """Return what is known of the image that an instruction's stage stands on."""
    stage = file.graph.stage_of(node)
    return stage.base_image if stage is not None else None


def _stages(node: Instruction, file: Dockerfile) -> list[Stage]:
    stage = file.graph.stage_of(node)
    return stage.bases if stage is not None else []


def steps_before(node: Instruction, file: Dockerfile) -> list[Instruction]:
    """Return the instructions that run before one, the nearest first."""
    found = []
    for stage in _stages(node, file):
        found += [step for step in reversed(stage.steps) if step.index < node.index]
    return found
