"""Where an instruction names variables: the words that Docker expands, and the text that a shell expands.

Docker expands the words of ADD, COPY, ENV, EXPOSE, FROM, LABEL, ARG, STOPSIGNAL, USER, VOLUME and WORKDIR,
some flags, and here-documents that are files; RUN, CMD, ENTRYPOINT and HEALTHCHECK leave theirs to a shell.
https://docs.docker.com/reference/dockerfile/#environment-replacement
"""

from __future__ import annotations

from dockerlint.shell.shells import SHELLS
from dockerlint.syntax.instructions import Add, Arg, Copy, Env, From, Healthcheck, Label, Run
from dockerlint.syntax.text import LogicalLine, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.variables import Definition
    from dockerlint.syntax.expansion import Reference
    from dockerlint.syntax.heredoc import Heredoc
    from dockerlint.syntax.instructions import Instruction

    Kept = tuple[str, str, LogicalLine, int, int, Reference | None]

_EXPANDED_FLAGS = ("chown", "chmod", "checksum", "platform", "mount")
# How far behind a name its closing brace is looked for.
_LONGEST_OPERAND = 200
_COMMANDS = ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK")


class Use:
    """A place where a variable is named.

    `kind`: `docker` (Docker replaces it), `shell` (the shell of a RUN does), `runtime` (the shell of CMD,
    ENTRYPOINT or HEALTHCHECK does, when the container runs), `inherited` (`ARG NAME` without a default takes
    the value of the global ARG, or of what counted before), or `quoted`: single quotes or a backslash hide it
    from this shell, and perhaps not from a shell inside.
    """

    __slots__ = ("definition", "first", "instruction", "kind", "last", "line", "name", "reference", "trigger")

    def __init__(
        self,
        name: str,
        kind: str,
        instruction: Instruction,
        line: LogicalLine,
        *,
        first: int,
        last: int,
        reference: Reference | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.instruction = instruction
        self.line = line
        self.first = first  # index in line.text of the `$`; of the name for `inherited`
        self.last = last
        self.reference = reference  # how Docker reads it: operator and operand; None for a shell's
        self.definition: Definition | None = None  # None where the file defines no such variable in this scope
        self.trigger = False  # whether it stands in an ONBUILD

    @property
    def start(self) -> int:
        """Offset of its first character in the file."""
        return self.line.offset(self.first)

    @property
    def end(self) -> int:
        """Offset behind its last character in the file."""
        return self.line.end(self.last)

    @property
    def span(self) -> tuple[int, int]:
        """Start and end offset in the file."""
        return self.start, self.end

    def __repr__(self) -> str:
        return f"<Use {self.kind} {self.name} line {self.instruction.start_line}>"


def uses(instruction: Instruction) -> list[Use]:
    """Return the uses of variables in one instruction, in order, not yet bound to definitions."""
    # What is kept is bound to nothing: each graph binds uses of its own.
    kept: list[Kept] | None = instruction.facts.get("uses")  # type: ignore[assignment]
    if kept is None:
        found = _read(instruction)
        instruction.facts["uses"] = [
            (use.name, use.kind, use.line, use.first, use.last, use.reference) for use in found
        ]
        return found
    return [
        Use(name, kind, instruction, line, first=first, last=last, reference=reference)
        for name, kind, line, first, last, reference in kept
    ]


def _read(instruction: Instruction) -> list[Use]:
    keyword = instruction.keyword
    found: list[Use] = []
    if "$" in instruction.line.text or (instruction.escape == "`" and "%" in instruction.line.text):
        for flag in instruction.flags:
            if flag.name in _EXPANDED_FLAGS and "$" in flag.word.raw:
                _docker(found, instruction, flag.word)
        if keyword in _COMMANDS:
            _command(found, instruction)
        else:
            for word in _words(instruction):
                if "$" in word.value:
                    _docker(found, instruction, word)
    for heredoc in instruction.heredocs:
        if "$" in heredoc.content:
            _heredoc(found, instruction, heredoc)
    return found


def _words(instruction: Instruction) -> list[Word]:
    if isinstance(instruction, (Env, Label)):
        return instruction.words
    if isinstance(instruction, Arg):
        return [pair.value for pair in instruction.pairs if pair.value is not None]
    if isinstance(instruction, From):
        return instruction.words[:1]
    if isinstance(instruction, (Add, Copy)) and instruction.heredocs:
        return [word for word in instruction.words if not word.value.startswith("<<")]
    return instruction.words if instruction.keyword in _DOCKER_WORDS else []


_DOCKER_WORDS = ("ADD", "COPY", "EXPOSE", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR")


def _docker(found: list[Use], instruction: Instruction, word: Word) -> None:
    raw = word.raw
    inside = 0
    if raw != word.value and raw.startswith('"') and raw[1:-1] == word.value:
        raw = word.value  # a string of a JSON array
        inside = 1
    if "$" not in raw and "$" not in word.value:
        return
    from dockerlint.syntax.expansion import references

    exact = inside or raw == word.value or word.value.startswith("--")
    for reference in references(raw if exact else word.value, instruction.escape):
        first, last = word.first, word.last
        if exact:
            last = first + inside + reference.last
            first += inside + reference.first
        found.append(Use(reference.name, "docker", instruction, word.line, first=first, last=last, reference=reference))


def _command(found: list[Use], instruction: Instruction) -> None:
    kind = "shell" if isinstance(instruction, Run) else "runtime"
    words = instruction.words
    if isinstance(instruction, Healthcheck):
        words = words[1:]
    if not words:
        return
    word = words[0]
    if not instruction.is_json:
        if instruction.escape == "`":
            _windows(found, instruction, word, kind)
        _shell(found, instruction, word, kind, quotes=True)
    elif word.value.rpartition("/")[2] in SHELLS:
        for word in words[1:]:
            inside = Word(word.line, word.first + 1, word.last - 1)
            if "$" in inside.value:
                # Escapes of the JSON string are in the way of the shell's quotes.
                _shell(found, instruction, inside, kind, quotes=inside.value == word.value)


def _heredoc(found: list[Use], instruction: Instruction, heredoc: Heredoc) -> None:
    content = Word(LogicalLine(heredoc.content, [0], [heredoc.start]), 0, len(heredoc.content))
    if not isinstance(instruction, Run):
        if heredoc.expand:
            _shell(found, instruction, content, "docker", quotes=False)
        return
    command = instruction.arguments.value.partition(" ")[0].rpartition("/")[2]
    if command.startswith("<<") or command in SHELLS:
        # The text is the script itself, whether the name is quoted or not.
        first_line = heredoc.content.partition("\n")[0]
        if not first_line.startswith("#!") or "sh" in first_line:
            _shell(found, instruction, content, "shell", quotes=True)
        return
    _shell(found, instruction, content, "shell" if heredoc.expand else "quoted", quotes=False)


def _shell(found: list[Use], instruction: Instruction, body: Word, kind: str, *, quotes: bool) -> None:
    """Find `$NAME` and `${NAME…}` in shell text; without `quotes` only a backslash hides one."""
    line, first, last = body.line, body.first, body.last
    text = line.text
    position = before = first
    quote = ""
    while True:
        position = text.find("$", position, last)
        if position < 0:
            return
        escaped = False
        if quotes:
            quote, escaped = _advance(text, before, position, quote)
            before = position
        elif position > first and text[position - 1] == "\\":
            escaped = True
        end = position + 1
        braced = text.startswith("{", end, last)
        if braced:
            end += 1
            if text.startswith(("#", "!"), end, last):
                end += 1
        begin = end
        while end < last and (text[end].isalnum() or text[end] == "_"):
            end += 1
        name = text[begin:end]
        if name == "env" and text.startswith(":", end, last):  # PowerShell: $env:NAME
            begin = end = end + 1
            while end < last and (text[end].isalnum() or text[end] == "_"):
                end += 1
            name = text[begin:end]
        if name and not name[0].isdigit() and quote != "#":
            hidden = escaped or quote == "'"
            if braced:
                closing = text.find("}", end, min(end + _LONGEST_OPERAND, last))
                stop = closing + 1 if closing >= 0 else end
            else:
                stop = end
            found.append(Use(name, "quoted" if hidden else kind, instruction, line, first=position, last=stop))
        position = max(end, position + 1)


def _advance(text: str, position: int, end: int, quote: str) -> tuple[str, bool]:
    """Return what is open at `end`, a quote or `#`, and whether a backslash stands right before it."""
    segment = text[position:end]
    if quote in ("'", "#"):
        if ("\n" if quote == "#" else quote) not in segment:
            return quote, False
    elif "'" not in segment and '"' not in segment and "\\" not in segment and "#" not in segment:
        return quote, False
    while position < end:
        character = text[position]
        if quote in ("'", "#"):
            closing = text.find("\n" if quote == "#" else quote, position, end)
            if closing < 0:
                return quote, False
            position = closing
            quote = ""
        elif character == "\\":
            position += 1
            if position == end:
                return quote, True
        elif character == quote:
            quote = ""
        elif not quote and (
            character in "'\"" or (character == "#" and (not position or text[position - 1] in " \t\n;&|("))
        ):
            quote = character
        position += 1
    return quote, False


def _windows(found: list[Use], instruction: Instruction, word: Word, kind: str) -> None:
    """Find `%NAME%`, which cmd replaces."""
    text = word.line.text
    position = text.find("%", word.first, word.last)
    while position >= 0:
        end = text.find("%", position + 1, word.last)
        if end < 0:
            return
        name = text[position + 1 : end]
        if name and name.replace("_", "a").isalnum():
            found.append(Use(name, kind, instruction, word.line, first=position, last=end + 1))
            end += 1
        position = text.find("%", end, word.last)
