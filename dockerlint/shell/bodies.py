"""From an instruction to its commands: shell form, exec form, here-documents, and what `sh -c` and wrappers hide."""

from __future__ import annotations

from dockerlint.shell.reader import read
from dockerlint.shell.vocabulary import Command, ShellWord
from dockerlint.syntax.text import LineBuilder, LogicalLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.syntax.heredoc import Heredoc
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import Word

_SHELLS = ("sh", "bash", "ash", "dash", "zsh", "ksh", "busybox")
# Commands that run the command in their arguments, with their options that take a value.
_WRAPPERS: dict[str, tuple[str, ...]] = {
    "sudo": (
        "-u",
        "--user",
        "-g",
        "--group",
        "-h",
        "--host",
        "-p",
        "--prompt",
        "-C",
        "-D",
        "-R",
        "-T",
        "-r",
        "-t",
    ),
    "env": ("-u", "--unset", "-C", "--chdir", "-S", "--split-string"),
    "exec": ("-a",),
    "command": (),
    "builtin": (),
    "time": ("-f", "--format", "-o", "--output"),
    "nice": ("-n", "--adjustment"),
    "ionice": ("-c", "-n", "--class", "--classdata"),
    "nohup": (),
    "eatmydata": (),
    "fakeroot": (),
    "setarch": (),
    "linux32": (),
    "linux64": (),
    "stdbuf": ("-i", "-o", "-e"),
    "xargs": ("-a", "-d", "-E", "-I", "-L", "-n", "-P", "-s", "--delimiter", "--max-args", "--max-procs"),
    "gosu": (),
    "su-exec": (),
    "tini": ("-e", "-p"),
    "dumb-init": ("-r", "--rewrite"),
    "catatonit": (),
    "timeout": ("-k", "--kill-after", "-s", "--signal"),
    "chroot": (),
    "retry": (),
}
# How many arguments of their own stand in front of the command.
_OWN_ARGUMENTS = {"gosu": 1, "su-exec": 1, "timeout": 1, "chroot": 1, "setarch": 1}
_MAX_DEPTH = 8  # of `sh -c` inside `sh -c`


def commands(instruction: Instruction) -> list[Command]:
    """Return the commands of RUN, CMD, ENTRYPOINT or HEALTHCHECK in the order in which they begin.

    The commands that a wrapper runs (`sudo`, `env`, `xargs` …) appear under their own name with `wrappers` set; for
    `sh -c '…'` both the shell and the commands inside appear. An instruction inside ONBUILD is asked itself.
    """
    known = instruction.facts.get("commands")
    if known is None:
        known = instruction.facts["commands"] = _read(instruction)
    return known  # type: ignore[return-value]


def _read(instruction: Instruction) -> list[Command]:
    words = instruction.words
    if instruction.keyword == "HEALTHCHECK":
        words = words[1:]
    elif instruction.keyword not in ("RUN", "CMD", "ENTRYPOINT"):
        return []
    if not words:
        return []
    if instruction.is_json:
        found = [Command([ShellWord(word.line, word.first, word.last, word.value) for word in words], "", ())]
        lines = [decoded(word) for word in words]
        return _seen_through(found, lines)
    body = words[0]
    found = read(body.line, body.first, body.last, heredocs=bool(instruction.heredocs))
    if instruction.heredocs:
        _attach(found, instruction.heredocs)
    result = _seen_through(found)
    for heredoc in _scripts(found):
        line = LogicalLine(heredoc.content, [0], [heredoc.start])
        result += _seen_through(read(line, 0, len(line.text)))
    return result


def _attach(found: list[Command], heredocs: list[Heredoc]) -> None:
    waiting = iter(heredocs)
    for command in found:
        for redirect in command.redirects:
            if redirect.operator in ("<<", "<<-"):
                redirect.heredoc = next(waiting, None)


def _scripts(found: list[Command]) -> list[Heredoc]:
    """Return the here-documents that a shell runs: `RUN <<EOF`, and those fed to a shell."""
    scripts = []
    for command in found:
        for redirect in command.redirects:
            heredoc = redirect.heredoc
            if heredoc is None:
                continue
            bare = not command.words and len(found) == 1
            if (bare and is_shell_script(heredoc.text)) or (command.name in _SHELLS and len(command.words) == 1):
                scripts.append(heredoc)
    return scripts


def is_shell_script(text: str) -> bool:
    """Whether a script is for a shell: it has no shebang, or one that names a shell."""
    if not text.startswith("#!"):
        return True
    words = text[2 : text.find("\n") if "\n" in text else len(text)].split()
    if words and words[0].endswith("/env"):
        words = [word for word in words[1:] if not word.startswith("-")]
    return bool(words) and words[0].rpartition("/")[2] in _SHELLS


def _seen_through(found: list[Command], lines: list[LogicalLine] | None = None, depth: int = 0) -> list[Command]:
    """Look through wrappers, and add what `sh -c` runs behind the shell itself."""
    result = []
    for command in found:
        result.append(command)
        while command.name in _WRAPPERS:
            position = _command_position(command)
            if position < 0:
                break
            command.see_through(command.name, position)
        if command.name in _SHELLS and depth < _MAX_DEPTH:
            script = _script_argument(command)
            if script is not None:
                line = unquoted(script) if lines is None else lines[command.words.index(script)]
                inner = read(line, 0, len(line.text), command.context)
                for one in inner[:1]:
                    one.connector = one.connector or command.connector
                for one in inner:
                    one.runner = command
                result += _seen_through(inner, None, depth + 1)
    return result


def _command_position(command: Command) -> int:
    """Return where in a wrapper's arguments the command begins, or -1."""
    valued = _WRAPPERS[command.name]
    own = _OWN_ARGUMENTS.get(command.name, 0)
    skip = False
    for index, word in enumerate(command.arguments):
        text = word.text
        if skip:
            skip = False
        elif text.startswith("-"):  # `--` too
            skip = text in valued
        elif command.name in ("env", "sudo") and "=" in text and text.partition("=")[0].replace("_", "a").isalnum():
            continue
        elif own:
            own -= 1
        else:
            return index
    return -1


def _script_argument(command: Command) -> ShellWord | None:
    """Return the script of `sh -c script`, with `-c` also in a cluster such as `-exc`."""
    arguments = command.arguments
    for index, word in enumerate(arguments):
        text = word.text
        if text.startswith("-") and not text.startswith("--") and text.endswith("c"):
            return arguments[index + 1] if index + 1 < len(arguments) else None
        if text in ("-o", "+o", "-O"):
            continue
        if not text.startswith(("-", "+")) and (not index or arguments[index - 1].text not in ("-o", "+o", "-O")):
            return None
    return None


def decoded(word: Word) -> LogicalLine:
    """Return a JSON string's value as a line of its own whose offsets lead to the file."""
    return _mapped(word.line, word.first + 1, word.value)


def unquoted(word: ShellWord) -> LogicalLine:
    """Return the script in a quoted shell word as a line of its own whose offsets lead to the file.

    Variables stay as they are: the outer shell replaces them, which changes no command's place.
    """
    text = word.line.text
    found = LineBuilder()
    quote = ""
    position = word.first
    while position < word.last:
        character = text[position]
        if quote != "'" and character == "\\" and position + 1 < word.last:
            following = text[position + 1]
            if not quote or following in '$`"\\\n':
                position += 1
                character = following
        elif character == quote or (not quote and character in "'\""):
            quote = "" if quote else character
            position += 1
            continue
        found.add(character, word.line.offset(position))
        position += 1
    return found.line(word.line.offset(word.first))


def _mapped(line: LogicalLine, first: int, value: str) -> LogicalLine:
    r"""Map a decoded JSON string to the file; a `\\uXXXX` pair maps to its first escape."""
    text = line.text
    found = LineBuilder()
    position = first
    for character in value:
        found.add(character, line.offset(position))
        if text[position] == "\\":
            width = 6 if text.startswith("\\u", position) else 2
            if width == 6 and ord(character) > 0xFFFF:
                width = 12
            position += width
        else:
            position += 1
    return found.line(line.offset(first))
