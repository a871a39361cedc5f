"""Texts in other languages that an instruction holds: programs for Python, and JSON, YAML and TOML that become files.

Each is read as its reader will get it: what the shell or BuildKit does to quotes, escapes, tabs and variables is done,
and every character still leads to its place in the file.
"""

from __future__ import annotations

from dockerlint.shell.bodies import commands, decoded
from dockerlint.shell.vocabulary import ShellWord, base_name
from dockerlint.syntax.text import LineBuilder, LogicalLine, is_name_character

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.shell.vocabulary import Command
    from dockerlint.syntax.heredoc import Heredoc
    from dockerlint.syntax.instructions import Add, Copy, Instruction

    Lookup = Callable[[str], str | None]

_BY_SUFFIX = {"json": "json", "webmanifest": "json", "yaml": "yaml", "yml": "yaml", "toml": "toml", "py": "python"}
_BY_NAME = {
    "cargo.lock": "toml",
    "composer.lock": "json",
    "pdm.lock": "toml",
    "pipfile": "toml",
    "pipfile.lock": "json",
    "poetry.lock": "toml",
    "uv.lock": "toml",
}
# Parts of a file's name, or folders, that say that something else makes the file out of it.
_TEMPLATES = frozenset(
    ("erb", "gotmpl", "hbs", "j2", "jinja", "jinja2", "mustache", "template", "templates", "tmpl", "tpl")
)
# JSON whose readers take comments or trailing commas.
_LENIENT_JSON = (
    ".babelrc",
    ".eslintrc",
    ".hintrc",
    ".jscsrc",
    ".jshintrc",
    ".oxlintrc",
    ".swcrc",
    "api-extractor",
    "appsettings",
    "biome",
    "deno",
    "devcontainer",
    "extensions",
    "jsconfig",
    "keybindings",
    "launch",
    "nx",
    "renovate",
    "rush",
    "settings",
    "tasks",
    "tsconfig",
    "tslint",
    "turbo",
    "typedoc",
    "wrangler",
)
# Texts longer than that are data rather than configuration, and some parsers take time that grows with the square.
_LONGEST = 200_000
_DEEPEST = 20  # substitutions inside each other
_SPECIAL = "@*#?-$!"  # one of these is a variable's whole name
_STANDARD_INPUT = ("<", "<<", "<<-", "<<<", "<>", "<&")
_APPENDING = (">>", "&>>")
# Programs that change files in place.
_EDITORS = frozenset(("awk", "ed", "envsubst", "ex", "gomplate", "jinja2", "jq", "perl", "sed", "tr", "yq"))


class Embedded:
    """A text in another language.

    `line` holds the text as its reader gets it and leads to the file. `holes` are the ranges of it that a variable or
    a command decides; they are filled with `x`.
    """

    __slots__ = ("by_shell", "heredoc", "holes", "interpreter", "is_argument", "language", "line", "path")

    def __init__(
        self,
        language: str,
        line: LogicalLine,
        holes: list[tuple[int, int]],
        *,
        heredoc: Heredoc | None = None,
        interpreter: str = "",
        path: str = "",
        by_shell: bool = False,
    ) -> None:
        self.language = language  # python, json, yaml or toml
        self.line = line
        self.holes = holes
        self.heredoc = heredoc  # the here-document it stands in
        self.interpreter = interpreter  # the program that reads it, as written
        self.path = path  # the file that it is written to, as written
        self.is_argument = heredoc is None  # of `python -c`
        self.by_shell = by_shell  # whether it rests on a POSIX shell's reading

    @property
    def text(self) -> str:
        """The text as its reader gets it."""
        return self.line.text

    def __repr__(self) -> str:
        return f"<Embedded {self.language} {self.text[:40]!r}>"


class _Unreadable(Exception):  # noqa: N818  # a signal, not an error
    """What the reader gets cannot be told."""


def embedded(instruction: Instruction, lookup: Lookup | None = None) -> list[Embedded]:
    """Return the texts in other languages that ADD, COPY, RUN, CMD, ENTRYPOINT or HEALTHCHECK holds, in order.

    `lookup` gives the value of a variable that the build sets for certain, else None: it is asked for the
    here-documents of ADD and COPY. Programs for Python 2 and templates of other programs are left out.
    """
    known = instruction.facts.get("embedded")
    if known is None:
        known = instruction.facts["embedded"] = _read(instruction, lookup)
    return known  # type: ignore[return-value]


def _read(instruction: Instruction, lookup: Lookup | None) -> list[Embedded]:
    if instruction.keyword in ("ADD", "COPY"):
        found = _copied(instruction, lookup) if instruction.heredocs else []  # type: ignore[arg-type]
    else:
        found = _run(instruction)
    return [one for one in found if len(one.text) <= _LONGEST]


# ADD and COPY


def _copied(instruction: Add | Copy, lookup: Lookup | None) -> list[Embedded]:
    destination = instruction.destination
    if destination is None or instruction.is_json:
        return []
    place = destination.value.strip("'\"")
    # A name of its own counts where it goes into a folder.
    inside = place.endswith(("/", "\\")) or place in (".", "..") or len(instruction.sources) > 1
    found = []
    for heredoc in instruction.heredocs:
        path = place.rstrip("/") + "/" + heredoc.name if inside else place
        try:
            line, holes = _content(heredoc, lookup, expands=heredoc.expand, in_shell=False)
        except _Unreadable:
            continue
        found += _file(path, line, holes, heredoc)
    return found


def _file(
    path: str, line: LogicalLine, holes: list[tuple[int, int]], heredoc: Heredoc, *, by_shell: bool = False
) -> list[Embedded]:
    text = line.text
    if "{{" in text or "{%" in text or "<%" in text:
        return []
    language = language_of(path)
    interpreter = ""
    if not language and text.startswith("#!"):
        interpreter = shebang(text)
        language = "python" if _is_python(interpreter) else ""
    if not language:
        return []
    return [Embedded(language, line, holes, heredoc=heredoc, interpreter=interpreter, path=path, by_shell=by_shell)]


def language_of(path: str) -> str:
    """Return the language that a file's name tells: json, yaml, toml, python, or "" for others and for templates."""
    parts = path.replace("\\", "/").lower().split("/")
    name = parts[-1]
    stem, dot, suffix = name.rpartition(".")
    language = _BY_NAME.get(name) or (_BY_SUFFIX.get(suffix, "") if dot else "")
    if not language or any(part in _TEMPLATES for part in (*parts[:-1], *name.split("."))):
        return ""
    if language == "json" and any(
        stem == lenient or stem.startswith((lenient + ".", lenient + "-", lenient + "_")) for lenient in _LENIENT_JSON
    ):
        return ""
    return language


def is_changed_later(path: str, instructions: list[Instruction]) -> bool:
    """Whether a command names a file of that name to append to it, or to edit it."""
    name = base_name(path)
    for instruction in instructions:
        # What stands in the text of no instruction is in no command.
        if name not in instruction.source[instruction.start : instruction.end]:
            continue
        for command in commands(instruction):
            edits = command.name in _EDITORS or (command.name == "tee" and command.has("-a", "--append"))
            words = [one.target for one in command.redirects if edits or one.operator in _APPENDING]
            if edits:
                words += command.words
            if any(name in word.raw for word in words):
                return True
    return False


# RUN and what runs in the container


def _run(instruction: Instruction) -> list[Embedded]:
    heredocs = instruction.heredocs
    found_commands = commands(instruction)
    if heredocs and _is_bare(instruction, heredocs[0]):
        interpreter = shebang(heredocs[0].content)
        if interpreter:
            if not _is_python(interpreter):
                return []
            # BuildKit makes a file of it: nothing is expanded.
            line, holes = _content(heredocs[0], None, expands=False, in_shell=False)
            return [Embedded("python", line, holes, heredoc=heredocs[0], interpreter=interpreter)]
    found: list[Embedded] = []
    for index, command in enumerate(found_commands):
        try:
            if command.name.startswith("python"):
                found += _python(command, instruction, _fed(command, found_commands, index))
            elif command.name in ("cat", "tee") and heredocs:
                found += _written(command, instruction, _fed(command, found_commands, index))
        except _Unreadable:
            continue
    return found


def _is_bare(instruction: Instruction, heredoc: Heredoc) -> bool:
    """Whether the here-document is all that RUN has."""
    start, end = heredoc.operator
    body = instruction.arguments
    return instruction.keyword == "RUN" and body.start == start and body.end == end


def shebang(text: str) -> str:
    """Return the program that `#!` names, without `env`; "" where there is none."""
    if not text.startswith("#!"):
        return ""
    words = text[2:].partition("\n")[0].split()
    if words and base_name(words[0]) == "env":
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    return words[0] if words else ""


def _is_python(program: str) -> bool:
    """Whether it is `python` of no known major version, or of version 3."""
    name = base_name(program)
    version = name.removeprefix("python").rstrip("t")
    if not name.startswith("python"):
        return False
    return not version or (version[0] == "3" and version.replace(".", "").isdigit())


def _fed(command: Command, all_commands: list[Command], index: int) -> Heredoc | None:
    """Return the here-document that a command reads as its standard input, through `cat` in a pipeline too."""
    inputs = [
        redirect
        for redirect in command.redirects
        if redirect.operator in _STANDARD_INPUT and redirect.descriptor in ("", "0")
    ]
    if inputs:
        return inputs[-1].heredoc if inputs[-1].operator in ("<<", "<<-") else None
    if command.connector != "|" or not index:
        return None
    before = all_commands[index - 1]
    outputs = any(redirect.descriptor in ("", "1") for redirect in before.redirects if ">" in redirect.operator)
    if before.name != "cat" or before.follower != "|" or before.context != command.context or outputs:
        return None
    return _fed(before, all_commands, index - 1) if _copies_input(before) else None


def _copies_input(command: Command) -> bool:
    return all(word.raw == "-" for word in command.arguments)


def _written(command: Command, instruction: Instruction, heredoc: Heredoc | None) -> list[Embedded]:
    """Return what `cat <<EOF > file` and `tee file <<EOF` write."""
    if heredoc is None or heredoc not in instruction.heredocs:
        return []
    outputs = [
        redirect.target
        for redirect in command.redirects
        if redirect.operator in (">", ">|") and redirect.descriptor in ("", "1")
    ]
    if command.name == "cat":
        if not _copies_input(command):
            return []
    elif command.has("-a", "--append"):
        return []
    else:
        outputs += command.positionals()
    line, holes = _content(heredoc, None, expands=heredoc.expand, in_shell=True)
    for word in outputs:
        found = _file(word.text.strip("'\""), line, holes, heredoc, by_shell=True)
        if found:
            return found
    return []


def _python(command: Command, instruction: Instruction, heredoc: Heredoc | None) -> list[Embedded]:
    """Return the program that an interpreter is given with `-c`, or on its standard input."""
    assert command.name_word is not None  # noqa: S101  # a command with a name has a word
    interpreter = command.name_word.text
    # Arguments of xargs may be replaced.
    if not _is_python(interpreter) or "xargs" in command.wrappers:
        return []
    code, reads_input = _program(command)
    if code is not None:
        line, holes = _argument(code, command, instruction)
        by_shell = not instruction.is_json
        return [Embedded("python", line, holes, interpreter=interpreter, by_shell=by_shell)]
    if not reads_input or heredoc is None or heredoc not in instruction.heredocs:
        return []
    line, holes = _content(heredoc, None, expands=heredoc.expand, in_shell=True)
    return [Embedded("python", line, holes, heredoc=heredoc, interpreter=interpreter, by_shell=True)]


def _program(command: Command) -> tuple[ShellWord | None, bool]:
    """Return the argument of `-c`, and whether the program comes from standard input instead.

    https://docs.python.org/3/using/cmdline.html
    """
    arguments = command.arguments
    position = 0
    while position < len(arguments):
        word = arguments[position]
        text = word.text
        position += 1
        if text == "-":
            return None, True
        if not text.startswith("-") or text == "--" or word.value is None:
            # A variable behind `-c` is no option's business.
            joined = text[:2] == "-c" and word.raw.startswith("-c")
            return (ShellWord(word.line, word.first + 2, word.last), False) if joined else (None, False)
        if text.startswith("--"):
            position += text == "--check-hash-based-pycs"
            continue
        for index, letter in enumerate(text[1:], 2):
            if letter == "c":
                if index == len(text):
                    return (arguments[position], False) if position < len(arguments) else (None, False)
                if word.raw[:index] == text[:index]:
                    return ShellWord(word.line, word.first + index, word.last), False
                return None, False
            if letter in "mi":
                return None, False
            if letter in "WX":
                position += index == len(text)
                break
    return None, True


# What the reader gets


class _Text(LineBuilder):
    """A text under construction, with the ranges that are not known."""

    __slots__ = ("holes",)

    def __init__(self) -> None:
        super().__init__()
        self.holes: list[tuple[int, int]] = []

    def add_hole(self, length: int, offset: int) -> None:
        """Add what is not known."""
        self.add("x" * length, offset)
        self.holes.append((self.length - length, self.length))

    def finish(self, offset: int) -> tuple[LogicalLine, list[tuple[int, int]]]:
        """Return text and holes; an empty text stands at `offset`."""
        return self.line(offset), self.holes


def _content(
    heredoc: Heredoc, lookup: Lookup | None, *, expands: bool, in_shell: bool
) -> tuple[LogicalLine, list[tuple[int, int]]]:
    r"""Return the text that a here-document gives.

    The shell takes a backslash away in front of `$`, a backtick, another one and a line feed; BuildKit, which expands
    the files of ADD and COPY, takes every one.
    """
    content = heredoc.content
    expands = expands and ("$" in content or "\\" in content or (in_shell and "`" in content))
    if not expands and not heredoc.strip_tabs:
        return LogicalLine(content, [0], [heredoc.start]), []
    text = _Text()
    position = 0
    line_begins = True
    while position < len(content):
        character = content[position]
        if line_begins and heredoc.strip_tabs and character == "\t":
            position += 1
            continue
        line_begins = character == "\n"
        if expands and character == "\\":
            following = content[position + 1 : position + 2]
            if not in_shell or (following and following in "$`\\\n"):
                if in_shell and following == "\n":
                    if heredoc.strip_tabs and content.startswith("\t", position + 2):
                        raise _Unreadable  # dash takes tabs away there, bash does not
                elif following:
                    text.add(following, heredoc.start + position + 1)
                    line_begins = following == "\n"
                position += 2
                continue
        elif expands and (character == "$" or (character == "`" and in_shell)):
            end = _expansion_end(content, position, len(content), in_shell=in_shell)
            if end:
                value = lookup(content[position:end].strip("${}")) if lookup is not None else None
                if value is None:
                    text.add_hole(end - position, heredoc.start + position)
                else:
                    for one in value:
                        text.add(one, heredoc.start + position)
                position = end
                continue
        text.add(character, heredoc.start + position)
        position += 1
    return text.finish(heredoc.start)


def _argument(word: ShellWord, command: Command, instruction: Instruction) -> tuple[LogicalLine, list[tuple[int, int]]]:
    """Return the text of a quoted word. Raises _Unreadable where something else reads it first in its own way."""
    if instruction.is_json and word.line is instruction.line:
        for string in instruction.words:
            if string.first == word.first:
                return decoded(string), []
        raise _Unreadable
    strip_tabs = False
    raw = word.raw
    if word.line is not instruction.line:
        script = next((one for one in instruction.heredocs if one.content == word.line.text), None)
        if script is not None:
            strip_tabs = script.strip_tabs
            once = _is_bare(instruction, script) or not script.expand
            # Behind an inner `<<` the word may be text that is written to a file, and be read again later.
            certain = once and "<<" not in script.content
        else:
            certain = instruction.is_json and any(string.value == word.line.text for string in instruction.words)
        if not certain and any(mark in raw for mark in "$`\\"):
            raise _Unreadable
    if "substitution" in command.context and "\\" in raw and "`" in word.line.text:
        raise _Unreadable  # between backticks an escape is taken away once more
    return _unquoted(word, strip_tabs=strip_tabs)


def _unquoted(word: ShellWord, *, strip_tabs: bool) -> tuple[LogicalLine, list[tuple[int, int]]]:
    """Take quotes and escapes away as a POSIX shell does. Raises _Unreadable for `$'…'`, globs and braces."""
    source = word.line.text
    text = _Text()
    quote = ""
    position = word.first
    while position < word.last:
        character = source[position]
        if strip_tabs and character == "\t" and source[:position].rstrip("\t").endswith("\n"):
            position += 1
            continue
        if quote == "'":
            if character == "'":
                quote = ""
                position += 1
                continue
        elif character == "\\":
            following = source[position + 1 : position + 2]
            if not quote or following in '$`"\\\n':
                position += 1
                if following != "\n" and position < word.last:
                    text.add(following, word.line.offset(position))
                position += 1
                continue
        elif character == quote:
            quote = ""
            position += 1
            continue
        elif not quote and character in "'\"":
            quote = character
            position += 1
            continue
        elif character in "$`":
            if not quote and source[position + 1 : position + 2] in ("'", '"'):
                raise _Unreadable
            end = _expansion_end(source, position, word.last, in_shell=True)
            if end:
                for index in range(position, end):  # it may go over several lines of the file
                    text.add_hole(1, word.line.offset(index))
                position = end
                continue
        elif not quote and character in "*?[{~":
            raise _Unreadable
        text.add(character, word.line.offset(position))
        position += 1
    if quote:
        raise _Unreadable
    line, holes = text.finish(word.start)
    return line, _joined(holes)


def _joined(holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in holes:
        if joined and joined[-1][1] == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _expansion_end(text: str, position: int, last: int, *, in_shell: bool) -> int:
    """Return the index behind `$…` or a command between backticks; 0 where the sign stands for itself.

    Raises _Unreadable where it does not end.
    """
    if text[position] == "`":
        end = position + 1
        while end < last and text[end] != "`":
            end += 2 if text[end] == "\\" else 1
        if end >= last:
            raise _Unreadable
        return end + 1
    position += 1
    following = text[position : position + 1] if position < last else ""
    if following == "{":
        return _closing(text, position, last, "{", "}")
    if following == "(" and in_shell:
        return _closing(text, position, last, "(", ")")
    if not following:
        return 0
    if following in _SPECIAL:
        return position + 1
    if following.isdecimal():
        end = position + 1
        while not in_shell and end < last and text[end].isdecimal():
            end += 1
        return end
    end = position
    while end < last and is_name_character(text[end]) and (text[end].isascii() or not in_shell):
        end += 1
    return end if end > position else 0


def _closing(text: str, position: int, last: int, opener: str, closer: str, depth: int = 0) -> int:
    """Return the index behind what closes the bracket at `position`. Raises _Unreadable where that is not sure."""
    if depth > _DEEPEST:
        raise _Unreadable
    begin = position
    open_brackets = 0
    while position < last:
        character = text[position]
        if character == opener:
            open_brackets += 1
        elif character == closer:
            open_brackets -= 1
            if not open_brackets:
                # A comment, or the patterns of `case`, may hold brackets of their own.
                if opener == "(" and ("#" in text[begin:position] or "case " in text[begin:position]):
                    raise _Unreadable
                return position + 1
        elif character == "\\":
            position += 1
        elif character == "'" and opener == "(":
            position = text.find("'", position + 1, last)
            if position < 0:
                break
        elif character == '"' and opener == "(":
            position += 1
            while position < last and text[position] != '"':
                if text.startswith("$(", position):
                    position = _closing(text, position + 1, last, "(", ")", depth + 1)
                else:
                    position += 2 if text[position] == "\\" else 1
        position += 1
    raise _Unreadable
