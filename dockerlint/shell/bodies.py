"""From an instruction to its commands: shell form, exec form, here-documents, and what `sh -c` and wrappers hide."""

from __future__ import annotations

from dockerlint.shell.reader import read
from dockerlint.shell.shells import SHELLS, Shell, shebang_of, shell_of
from dockerlint.shell.vocabulary import Command, Scope, ShellWord
from dockerlint.syntax.text import LineBuilder, LogicalLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell.rereading import Reading
    from dockerlint.syntax.heredoc import Heredoc
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import Word

    Lines = dict[ShellWord, LogicalLine]

# Commands that run the command in their arguments, with their options that take a value.
_SUDO = "-u --user -g --group -h --host -p --prompt -C -D --chdir -R --chroot -T -r -t"
_XARGS = "-a -d -E -I -L -n -P -s --arg-file --delimiter --max-args --max-lines --max-procs --max-chars"
_SETPRIV = (
    "--reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits --pdeathsig --ptracer "
    "--selinux-label --apparmor-profile --landlock-access --landlock-rule --seccomp-filter"
)
_WRAPPERS = {
    name: tuple(valued.split())
    for name, valued in (
        ("sudo", _SUDO),
        ("doas", "-u -C -a"),
        ("setpriv", _SETPRIV),
        ("gosu", ""),
        ("su-exec", ""),
        ("chroot", ""),
        ("env", "-u --unset -C --chdir -S --split-string"),
        ("exec", "-a"),
        ("command", ""),
        ("builtin", ""),
        ("busybox", ""),
        ("time", "-f --format -o --output"),
        ("timeout", "-k --kill-after -s --signal"),
        ("nice", "-n --adjustment"),
        ("ionice", "-c -n --class --classdata"),
        ("nohup", ""),
        ("eatmydata", ""),
        ("fakeroot", ""),
        ("setarch", ""),
        ("linux32", ""),
        ("linux64", ""),
        ("stdbuf", "-i -o -e"),
        ("xargs", _XARGS),
        ("tini", "-e -p"),
        ("dumb-init", "-r --rewrite"),
        ("catatonit", ""),
        ("retry", ""),
    )
}
# How many arguments of their own stand in front of the command.
_OWN_ARGUMENTS = {"gosu": 1, "su-exec": 1, "timeout": 1, "chroot": 1, "setarch": 1}
# Options with which they run it in another directory.
_MOVES = {"sudo": ("--login", "-D", "--chdir", "-R", "--chroot"), "env": ("-C", "--chdir")}
# `su` and `runuser` give a script to the user's shell.
_SWITCHES = ("su", "runuser")
_SWITCH_VALUED = ("-c", "--command", "--session-command", "-s", "--shell", "-u", "--user", "-g", "--group", "-G")
_SCRIPT_OPTIONS = ("-c", "--command", "--session-command")
_LOGIN = ("-", "-l", "--login")
_FIND_ACTIONS = ("-exec", "-execdir", "-ok", "-okdir")
# The fact that an instruction above has the very same text.
SAME = "same as"
# The fact that somebody is changing an instruction, whose script is read again and again.
READING = "reading"
_MAX_DEPTH = 8  # of `sh -c` inside `sh -c`


def commands(instruction: Instruction) -> list[Command]:
    """Return the commands of RUN, CMD, ENTRYPOINT or HEALTHCHECK in the order in which they begin.

    The commands that a wrapper runs (`sudo`, `env`, `xargs` …) appear under their own name with `wrappers` set; for
    `sh -c '…'`, `su -c '…'` and `find -exec` both the command itself and those inside appear, these with what runs
    them in `wrappers`. An instruction inside ONBUILD is asked itself.

    The body is read as one for sh: which shell is in force, the graph knows.
    """
    known = instruction.facts.get("commands")
    if known is None:
        twin: Instruction | None = instruction.facts.get(SAME)  # type: ignore[assignment]
        known = instruction.facts["commands"] = _read(instruction) if twin is None else _copied(twin, instruction)
    return known  # type: ignore[return-value]


def _copied(twin: Instruction, instruction: Instruction) -> list[Command]:
    from dockerlint.shell.copies import copied

    return copied(commands(twin), twin, instruction)


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
        lines = {one: decoded(word) for one, word in zip(found[0].words, words, strict=True)}
        return _seen_through(found, lines)
    body = words[0]
    reading: Reading | None = instruction.facts.get(READING)  # type: ignore[assignment]
    found = read(body.line, body.first, body.last, heredocs=bool(instruction.heredocs), reading=reading)
    if instruction.heredocs:
        _attach(found, instruction.heredocs)
    result = _seen_through(found, {})
    for heredoc, scope in _scripts(found):
        line = LogicalLine(heredoc.content, [0], [heredoc.start])
        result += _seen_through(read(line, 0, len(line.text), (), scope), {})
    return result


def _attach(found: list[Command], heredocs: list[Heredoc]) -> None:
    waiting = iter(heredocs)
    for command in found:
        for redirect in command.redirects:
            if redirect.operator in ("<<", "<<-"):
                redirect.heredoc = next(waiting, None)


def _scripts(found: list[Command]) -> list[tuple[Heredoc, Scope | None]]:
    """Return the here-documents that a shell runs: `RUN <<EOF`, and those fed to a shell."""
    scripts: list[tuple[Heredoc, Scope | None]] = []
    for command in found:
        for redirect in command.redirects:
            heredoc = redirect.heredoc
            if heredoc is None:
                continue
            if not command.words and len(found) == 1:
                shell = shebang_of(heredoc.text)
                if shell is None:
                    scripts.append((heredoc, None))
                elif shell.is_posix:
                    scripts.append((heredoc, Scope("script", None, shell=shell)))
            elif command.name in SHELLS and _reads_input(command):
                options = tuple([word.text for word in command.arguments])
                scripts.append((heredoc, Scope("script", None, shell=Shell(command.name, command.name, options))))
    return scripts


def _reads_input(shell: Command) -> bool:
    """Whether a shell takes its script from standard input: `bash -e`, `sh -s -- word`."""
    if shell.has("-c"):
        return False
    return shell.has("-s") or not shell.positionals(("-o", "-O", "--rcfile", "--init-file"))


def is_shell_script(text: str) -> bool:
    """Whether a script is for a shell: it has no shebang, or one that names a shell."""
    shell = shebang_of(text)
    return shell is None or shell.is_posix


def _seen_through(found: list[Command], lines: Lines, depth: int = 0) -> list[Command]:
    """Look through wrappers, and add what `sh -c`, `su -c` and `find -exec` run behind the command itself.

    `lines` are the values of words that are JSON strings.
    """
    result = []
    for command in found:
        result.append(command)
        while command.name in _WRAPPERS or command.name == "runuser":
            position = _command_position(command)
            if position < 0:
                break
            command.elsewhere = command.elsewhere or _moves(command, position)
            command.see_through(command.name, position)
        name = command.name
        if depth >= _MAX_DEPTH:
            continue
        if name in SHELLS:
            script = _script_argument(command)
            shell = Shell(name, name, tuple([word.text for word in command.arguments]))
            inner = _script(command, script, shell, lines)
            for one in inner:
                one.runner = command
        elif name in _SWITCHES:
            inner = _switched(command, lines)
        elif name == "find":
            inner = _executed(command)
        else:
            continue
        result += _seen_through(inner, lines, depth + 1)
    return result


def _script(command: Command, script: ShellWord | None, shell: Shell, lines: Lines) -> list[Command]:
    """Return the commands of a script in an argument of a command, run as that command is."""
    if script is None:
        return []
    line = lines.get(script) or unquoted(script)
    inner = read(line, 0, len(line.text), command.context, Scope("script", command.scope, shell=shell))
    for one in inner:
        one.wrappers = command.wrappers
        one.elsewhere = command.elsewhere
    for one in inner[:1]:
        one.connector = one.connector or command.connector
    return inner


def _switched(command: Command, lines: Lines) -> list[Command]:
    """Return what `su -c script` or `runuser -c script` runs, wherever the user's name stands."""
    script = None
    program = "sh"
    login = False
    arguments = command.arguments
    for index, word in enumerate(arguments):
        text = word.text
        following = arguments[index + 1] if index + 1 < len(arguments) else None
        name, equals, _ = text.partition("=")
        if text in _LOGIN:
            login = True
        elif equals and name in ("--command", "--session-command"):
            script = type(word)(word.line, word.first + len(name) + 1, word.last)
        elif equals and name == "--shell":
            program = text[len(name) + 1 :]
        elif following is None or text[:1] != "-":
            continue
        elif text in _SCRIPT_OPTIONS or (text[1:2] != "-" and text.endswith("c")):  # `-lc`
            script = following
            login = login or (text[1] != "-" and "l" in text)
        elif text in ("-s", "--shell"):
            program = following.text
    inner = _script(command, script, shell_of([program]), lines)
    for one in inner:
        one.wrappers = (*one.wrappers, command.name)
        one.elsewhere = one.elsewhere or login
    return inner


def _executed(command: Command) -> list[Command]:
    """Return the commands that `find` runs for what it finds, `-exec` up to `;` or `+`."""
    inner = []
    begin = -1
    arguments = command.arguments
    for index, word in enumerate(arguments):
        text = word.text
        if begin < 0:
            begin = index + 1 if text in _FIND_ACTIONS else -1
        elif text == ";" or (text == "+" and arguments[index - 1].text == "{}"):
            if begin < index:
                one = Command(arguments[begin:index], command.connector, command.context, command.scope)
                one.wrappers = (*command.wrappers, "find")
                one.elsewhere = command.elsewhere or arguments[begin - 1].text in ("-execdir", "-okdir")
                inner.append(one)
            begin = -1
    return inner


def _command_position(command: Command) -> int:
    """Return where in a wrapper's arguments the command begins, or -1."""
    name = command.name
    if name == "runuser" and not command.has("-u", "--user"):
        return -1  # it works as su does
    if name == "command" and command.has("-v", "-V"):
        return -1  # it asks where the command is
    valued = _WRAPPERS.get(name, _SWITCH_VALUED)
    own = _OWN_ARGUMENTS.get(name, 0)
    skip = False
    for index, word in enumerate(command.arguments):
        text = word.text
        if skip:
            skip = False
        elif text.startswith("-"):  # `--` too
            skip = _takes_next(text, valued)
        elif name in ("env", "sudo", "doas") and "=" in text and text.partition("=")[0].replace("_", "a").isalnum():
            continue
        elif own:
            own -= 1
        else:
            return index
    return -1


def _takes_next(option: str, valued: tuple[str, ...]) -> bool:
    """Whether the value of an option is the next word; in a cluster such as `-Hu` it is the last letter's."""
    if option.startswith("--"):
        return option in valued
    for index in range(1, len(option)):
        if "-" + option[index] in valued:
            return index + 1 == len(option)
    return False


def _moves(command: Command, position: int) -> bool:
    """Whether a wrapper takes the command at `position` of its arguments to another directory or root."""
    options = _MOVES.get(command.name)
    if options is None:
        return command.name == "chroot"
    words = [word.text for word in command.arguments[:position]]
    return any(word.partition("=")[0] in options or word.startswith("-i") for word in words)


def _script_argument(command: Command) -> ShellWord | None:
    """Return the script of `sh -c script`, with `-c` also in a cluster such as `-exc`."""
    arguments = command.arguments
    skip = given = False
    for word in arguments:
        text = word.text
        if skip:
            skip = False
        elif text[:1] in ("-", "+") and len(text) > 1 and text != "--":
            if text[1] == "-":
                skip = text in ("--rcfile", "--init-file")
            else:
                given = given or (text[0] == "-" and "c" in text)
                skip = "o" in text or "O" in text
        elif text != "--":
            return word if given else None
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
