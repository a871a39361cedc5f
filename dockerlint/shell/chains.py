"""The operators that chain the parts of a script at its top level."""

from __future__ import annotations

_CLOSERS = {"if": "fi", "while": "done", "until": "done", "for": "done", "select": "done", "case": "esac", "{": "}"}
# Behind them another command begins.
_OPENERS = ("if", "while", "until", "{")
_GOING_ON = ("then", "do", "else", "elif", "!", "time")
_OPERATORS = ("&&", "||", ";;", ";&", "|&", "|", ";", "&", "\n")
_REDIRECTS = ("<<<", ">>", ">&", ">|", "<&", "<>", "&>>", "&>", ">", "<")


def chain_operators(script: str) -> list[tuple[str, bool]] | None:
    """Return the operators outside all compound commands, each with whether nothing follows it.

    None for a script that is not understood for certain: a quote or a compound command that does not end, a comment, a
    function, a here-document, an operator at the end that asks for more.
    """
    reader = _Reader(script)
    return reader.operators if reader.read() else None


class _Reader:
    __slots__ = ("_expects_target", "_is_empty", "_is_start", "_open", "_position", "_script", "operators")

    def __init__(self, script: str) -> None:
        self._script = script
        self._position = 0
        self._open: list[str] = []  # what closes the compound commands that are open
        self._is_start = True  # whether a command may begin here
        self._is_empty = True  # whether nothing of a command has been read yet
        self._expects_target = False  # of a redirect
        self.operators: list[tuple[str, bool]] = []

    def read(self) -> bool:
        script, length = self._script, len(self._script)
        while self._position < length:
            character = script[self._position]
            if character in " \t\r":
                self._position += 1
            elif character in "()":
                if not self._parenthesis(character):
                    return False
            elif character in "<>" or script.startswith(("&>", "&>>"), self._position):
                if not self._redirect():
                    return False
            elif character in "&|;\n":
                if not self._operator():
                    return False
            elif character == "#" or not self._word():
                return False
        if self._open or self._expects_target:
            return False
        if self.operators and self._is_start and self._is_empty:
            operator, _ = self.operators.pop()
            if operator in ("&&", "||", "|", "|&"):
                return False
            self.operators.append((operator, True))
        return bool(script.strip())

    def _parenthesis(self, character: str) -> bool:
        self._position += 1
        if character == "(":
            if not self._is_start or self._expects_target:
                return False  # a function, an array
            self._open.append(")")
            return True
        if self._open[-1:] == [")"]:
            self._open.pop()
            self._is_start = False
            return True
        self._is_start = True
        return self._open[-1:] == ["esac"]

    def _redirect(self) -> bool:
        script, position = self._script, self._position
        if script.startswith(("<(", ">("), position):
            return self._word()
        if script.startswith("<<", position) and not script.startswith("<<<", position):
            return False
        operator = max((one for one in _REDIRECTS if script.startswith(one, position)), key=len)
        self._position += len(operator)
        self._expects_target = True
        return True

    def _operator(self) -> bool:
        if self._expects_target:
            return False
        script, position = self._script, self._position
        operator = next(one for one in _OPERATORS if script.startswith(one, position))
        self._position += len(operator)
        is_empty = self._is_start and self._is_empty
        if is_empty and operator != "\n" and not (operator == ";;" and self._open):
            return False
        if not self._open and not (is_empty and operator == "\n"):
            self.operators.append((operator, False))
        self._is_start = self._is_empty = True
        return True

    def _word(self) -> bool:
        end = _word_end(self._script, self._position)
        if end < 0:
            return False
        word = self._script[self._position : end]
        self._position = end
        if self._expects_target:
            self._expects_target = False
            return True
        if not self._is_start:
            return True
        if _is_assignment(word):
            self._is_empty = False
            return True
        self._is_empty = word in _GOING_ON
        if self._is_empty:
            return True
        if word in _CLOSERS:
            self._open.append(_CLOSERS[word])
            self._is_start = word in _OPENERS
            return True
        if word == "[[":
            closing = self._script.find(" ]]", end)
            self._position = closing + 3
            self._is_start = False
            return closing >= 0
        if word in ("fi", "done", "esac", "}"):
            if self._open[-1:] != [word]:
                return False
            self._open.pop()
        self._is_start = False
        return word not in ("function", "coproc")


def _is_assignment(word: str) -> bool:
    name, equals, _ = word.partition("=")
    name = name.removesuffix("+")
    return bool(equals and name) and name.replace("_", "a").isalnum() and not name[0].isdigit()


def _word_end(script: str, position: int) -> int:
    """Return where a word ends, -1 where a quote or a substitution does not."""
    length = len(script)
    while position < length:
        character = script[position]
        if character in " \t\r\n;&|()<>":
            if not (character in "<>" and script.startswith("(", position + 1)):
                return position
            position = _closed(script, position + 2, ")")
        elif character == "\\":
            position += 2
        elif character == "'":
            position = script.find("'", position + 1) + 1
            if not position:
                return -1
        elif character == '"':
            position = _closed(script, position + 1, '"')
        elif character == "`":
            position = script.find("`", position + 1) + 1
            if not position:
                return -1
        elif character == "$" and script[position + 1 : position + 2] in ("(", "{"):
            position = _closed(script, position + 2, ")" if script[position + 1] == "(" else "}")
        else:
            position += 1
        if position < 0:
            return -1
    return position if position == length else -1


def _closed(script: str, position: int, closer: str) -> int:
    """Return the position behind the character that closes a quote or substitution, -1 where there is none."""
    closers = [closer]
    length = len(script)
    while position < length:
        character = script[position]
        if character == "\\":
            position += 1
        elif character == closers[-1]:
            closers.pop()
            if not closers:
                return position + 1
        elif character == "$" and script[position + 1 : position + 2] in ("(", "{"):
            position += 1
            closers.append(")" if script[position] == "(" else "}")
        elif closers[-1] != '"':
            if character == '"':
                closers.append('"')
            elif character == "(" and closers[-1] == ")":
                closers.append(")")
            elif character == "'" and closers[-1] == ")":
                position = script.find("'", position + 1)
                if position < 0:
                    return -1
        position += 1
    return -1
