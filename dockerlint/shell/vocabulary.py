"""What a shell script says, in words of our own: commands, their words, redirects and circumstances."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from dockerlint.shell.shells import Shell
    from dockerlint.syntax.heredoc import Heredoc
    from dockerlint.syntax.text import LogicalLine

# Wrappers that run a command as somebody else; behind `chroot` a name stands for somebody else too.
_USER_CHANGES = frozenset(("sudo", "su", "doas", "gosu", "su-exec", "runuser", "setpriv", "chroot"))

_UNSET = "\0unset"


class ShellWord:
    """One word of a command, with its exact place in the file."""

    __slots__ = ("_value", "first", "last", "line")

    def __init__(self, line: LogicalLine, first: int, last: int, value: str | None = _UNSET) -> None:
        self.line = line
        self.first = first
        self.last = last
        self._value = value

    @property
    def raw(self) -> str:
        """The word as the shell reads it: quotes and escapes kept, continuations joined."""
        return self.line.text[self.first : self.last]

    @property
    def value(self) -> str | None:
        """The word with quotes and escapes taken away; None where it holds a variable or a substitution."""
        if self._value is _UNSET:
            self._value = constant_value(self.raw)
        return self._value

    @property
    def text(self) -> str:
        """The value where it is constant, else the raw word."""
        value = self._value
        if value is _UNSET:
            value = self.value
        return self.raw if value is None else value

    @property
    def start(self) -> int:
        """Offset of the first character in the file."""
        return self.line.offset(self.first)

    @property
    def end(self) -> int:
        """Offset behind the last character in the file."""
        return self.line.end(self.last) if self.last > self.first else self.start

    @property
    def span(self) -> tuple[int, int]:
        """Start and end offset in the file."""
        return self.start, self.end

    def __repr__(self) -> str:
        return f"ShellWord({self.raw!r})"


class Redirect:
    """`> file`, `2>&1`, `< file`, `<<< word` or `<<NAME`."""

    __slots__ = ("descriptor", "heredoc", "operator", "target")

    def __init__(self, operator: str, descriptor: str, target: ShellWord) -> None:
        self.operator = operator
        self.descriptor = descriptor  # digits in front of the operator, or ""
        self.target = target
        self.heredoc: Heredoc | None = None

    @property
    def writes(self) -> bool:
        """Whether it writes to a file: not `<`, and not a copy of another descriptor."""
        return self.operator in (">", ">>", ">|", "&>", "&>>")


class Assignment:
    """`NAME=value` in front of a command, or alone."""

    __slots__ = ("name", "value", "word")

    def __init__(self, name: str, value: str | None, word: ShellWord) -> None:
        self.name = name
        self.value = value  # None where it is not constant
        self.word = word


class Scope:
    """Commands that have a shell's state to themselves, or share it at another time than they stand.

    `kind`: `subshell`, `substitution`, `process` (`<(…)`), `function` (runs when its `name` is called), or `script`
    (a process of its own, such as that of `sh -c`: `shell` says which). The outermost script has no scope.
    """

    __slots__ = ("kind", "name", "outer", "shell")

    def __init__(self, kind: str, outer: Scope | None, name: str = "", shell: Shell | None = None) -> None:
        self.kind = kind
        self.outer = outer
        self.name = name
        self.shell = shell


class Command:
    """A simple command.

    `context` names the constructs around it, outermost first: `condition` (the tested part of if and while), `branch`
    (what follows then, else or a case pattern), `loop`, `function`, `subshell`, `group`, `substitution`.
    `connector` is what chains it to the command before: `&&`, `||`, `;`, `|`, `&`, a line feed, or "" for the first.
    `wrappers` are the commands that run it: `sudo`, `env`, `xargs` in front of it, `su` and `find` around it.
    """

    __slots__ = (
        "arguments",
        "assignments",
        "connector",
        "context",
        "elsewhere",
        "follower",
        "name",
        "name_word",
        "negated",
        "package",
        "redirects",
        "runner",
        "scope",
        "words",
        "wrappers",
    )

    def __init__(
        self, words: list[ShellWord], connector: str, context: tuple[str, ...], scope: Scope | None = None
    ) -> None:
        self.words = words  # all words, wrappers included, assignments and redirects left out
        self.connector = connector
        self.context = context
        self.scope = scope
        self.follower = ""  # the operator behind it: &&, ||, ;, |, &, a line feed or ""
        self.negated = False
        self.runner: Command | None = None  # the `sh -c` in whose argument it stands
        self.package: Any = None  # what `package_calls` found out about it
        self.assignments: list[Assignment] = []
        self.redirects: list[Redirect] = []
        self.wrappers: tuple[str, ...] = ()  # the outermost first
        self.elsewhere = False  # whether a wrapper takes it to another directory, or another root
        self.name_word: ShellWord | None = words[0] if words else None
        self.arguments: list[ShellWord] = words[1:]
        self.name = base_name(words[0].text) if words else ""

    def stand(self, connector: str, context: tuple[str, ...], scope: Scope | None) -> None:
        """Take a place in a script that is read again; what is around it will be told."""
        self.connector = connector
        self.context = context
        self.scope = scope
        self.follower = ""
        self.negated = False
        self.runner = None
        if self.wrappers:
            self.wrappers = ()
            self.elsewhere = False
            self.package = None
            self.name_word = self.words[0]
            self.arguments = self.words[1:]
            self.name = base_name(self.words[0].text)

    def see_through(self, wrapper: str, position: int) -> None:
        """Take the word at `position` of the arguments as the command's name: what stands before it is a wrapper."""
        self.wrappers = (*self.wrappers, wrapper)
        rest = self.arguments[position:]
        self.name_word = rest[0]
        self.name = base_name(rest[0].text)
        self.arguments = rest[1:]

    @property
    def as_other_user(self) -> bool:
        """Whether it may run as another user than the script."""
        return not _USER_CHANGES.isdisjoint(self.wrappers)

    @property
    def is_inside(self) -> bool:
        """Whether another command runs it: with `sh -c`, `su -c` or `find -exec`."""
        if "find" in self.wrappers:
            return True
        return self.scope is not None and any(scope.kind == "script" for scope in self.shells)

    @property
    def shells(self) -> list[Scope]:
        """The scopes around it that are shells of their own, the outermost first: a `cd` in one ends with it."""
        found = []
        scope = self.scope
        while scope is not None:
            if scope.kind != "function":
                found.append(scope)
            scope = scope.outer
        return found[::-1]

    # Options

    def has(self, *options: str) -> bool:
        """Whether one of the options is given: `--long`, also as `--long=value`, or `-x`, also inside `-axb`."""
        return self.option_word(*options) is not None

    def option_word(self, *options: str) -> ShellWord | None:
        """Return the word that gives one of the options, as `has` understands them."""
        for word in self.arguments:
            text = word.text
            if text == "--":
                return None
            if text in options:
                return word
            if text[:1] != "-":
                continue
            if text[1:2] != "-":
                letters = _cluster(text)
                for option in options:
                    if len(option) == 2 and option[1] in letters:
                        return word
            elif "=" in text:
                for option in options:
                    if option.startswith("--") and text.startswith(option + "="):
                        return word
        return None

    def option_value(self, *options: str) -> ShellWord | None:
        """Return the value of an option: `--name value`, `-n value` (the next word), `--name=value`, `-nvalue`.

        For the joined forms the word returned covers the value alone.
        """
        arguments = self.arguments
        for index, word in enumerate(arguments):
            raw = word.raw
            if raw[:1] != "-":
                continue
            for option in options:
                if raw == option:
                    return arguments[index + 1] if index + 1 < len(arguments) else None
                joined = option + "=" if option.startswith("--") else option
                if raw.startswith(joined) and len(raw) > len(joined):
                    return ShellWord(word.line, word.first + len(joined), word.last)
        return None

    def positionals(self, valued: Collection[str] = ()) -> list[ShellWord]:
        """Return the arguments that are no options; `valued` names the options that take the next word as value."""
        found = []
        skip = False
        only_words = False
        for word in self.arguments:
            text = word.text
            if skip:
                skip = False
            elif only_words or not text.startswith("-") or text == "-":
                found.append(word)
            elif text == "--":
                only_words = True
            elif text in valued or (text[1] != "-" and "=" not in text and "-" + text[-1] in valued):
                skip = True
        return found

    def subcommand(self, valued: Collection[str] = ()) -> str:
        """Return the first argument that is no option, or ""."""
        words = self.positionals(valued)
        return words[0].text if words else ""

    # Place

    @property
    def start(self) -> int:
        """Offset where the command begins in the file, assignments in front included."""
        starts = [word.start for word in self.words[:1]]
        starts += [assignment.word.start for assignment in self.assignments[:1]]
        starts += [redirect.target.start for redirect in self.redirects[:1]] if not starts else []
        return min(starts)

    @property
    def end(self) -> int:
        """Offset behind its last word or redirect."""
        ends = [word.end for word in self.words[-1:]]
        ends += [redirect.target.end for redirect in self.redirects]
        ends += [assignment.word.end for assignment in self.assignments[-1:]]
        return max(ends)

    @property
    def span(self) -> tuple[int, int]:
        """Start and end offset in the file."""
        return self.start, self.end

    @property
    def conditional(self) -> bool:
        """Whether it may not run, or run more than once, although the script succeeds."""
        if self.connector == "||":
            return True
        return bool(self.context) and any(kind in ("branch", "loop", "function") for kind in self.context)

    def __repr__(self) -> str:
        return f"<Command {' '.join(word.raw for word in self.words)!r}>"


def _cluster(text: str) -> str:
    """Return the letters of `-abc`; nothing for a long option or for a value joined with `=`."""
    if len(text) < 2 or text[0] != "-" or text[1] == "-":
        return ""
    letters = text[1:]
    return letters if letters.isalpha() else letters.partition("=")[0]


def is_assignable(name: str) -> bool:
    """Whether what stands in front of `=` is a variable's name: `NAME`, `NAME+` or `NAME[index]`."""
    name = name.removesuffix("+")
    if name.endswith("]"):
        name = name.partition("[")[0]
    return bool(name) and name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit()


def base_name(path: str) -> str:
    """Return the last part of a path: the name by which a command is known."""
    return path.rpartition("/")[2] if not path.endswith("/") else path


def constant_value(raw: str) -> str | None:
    """Return the value of a shell word, None where it holds a variable, a substitution or a `$'…'` string."""
    if "$" in raw or "`" in raw:
        return _constant(raw)
    if "'" not in raw and '"' not in raw and "\\" not in raw:
        return raw
    return _constant(raw)


def _constant(raw: str) -> str | None:
    parts = []
    position = 0
    length = len(raw)
    while position < length:
        character = raw[position]
        if character == "'":
            end = raw.find("'", position + 1)
            if end < 0:
                return None
            parts.append(raw[position + 1 : end])
            position = end + 1
        elif character == '"':
            position += 1
            while position < length and raw[position] != '"':
                if raw[position] == "`" or (raw[position] == "$" and _expands(raw, position)):
                    return None
                if raw[position] == "\\" and raw[position + 1 : position + 2] in ("$", "`", '"', "\\"):
                    position += 1
                elif raw.startswith("\\\n", position):
                    position += 2
                    continue
                parts.append(raw[position : position + 1])
                position += 1
            position += 1
        elif character == "\\":
            if raw[position + 1 : position + 2] != "\n":
                parts.append(raw[position + 1 : position + 2])
            position += 2
        elif character == "`" or (character == "$" and _expands(raw, position)):
            return None
        else:
            parts.append(character)
            position += 1
    return "".join(parts)


def _expands(raw: str, position: int) -> bool:
    following = raw[position + 1 : position + 2]
    return bool(following) and (following.isalnum() or following in "_{(@*#?-$!'\"[")
