"""CMD, ENTRYPOINT and HEALTHCHECK in exec form; with a shell that hands over where one is needed."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import json_string
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.shell.common import base_shell
from dockerlint.syntax.instructions import Healthcheck

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction, Shell
    from dockerlint.syntax.text import Word

SAFETY = "unsafe"
# Commands of the shell itself, which is no program to be started.
_BUILTINS = frozenset(
    (
        ".", ":", "alias", "bg", "builtin", "cd", "command", "declare", "eval", "exit", "export", "fg", "getopts",
        "hash", "jobs", "let", "local", "popd", "pushd", "read", "readonly", "return", "set", "shift", "shopt",
        "source", "time", "times", "trap", "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait",
    )
)  # fmt: skip
_KEYWORDS = frozenset(("!", "[[", "case", "for", "function", "if", "select", "until", "while", "{"))
_PATTERNS = "*?[{~!#"
_NO_ENDING = "no last command can take the shell's place"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Write a JSON array of the words, or of a shell and the script."""
    node: Instruction
    shell: Shell | None
    stage: Stage
    node, shell, stage = finding.subject  # type: ignore[misc]
    body = node.command[0] if isinstance(node, Healthcheck) else node.words[0]
    commands = file.commands(node)
    if node.in_onbuild or node.heredocs:
        raise Refused("the instruction is more than a plain one")
    if base_shell(stage) == "cmd":
        raise Refused("the shell is that of Windows")
    if body.value.lstrip().startswith("["):
        raise Refused("it may be meant as JSON, which it is not")
    if not all(one.words for one in commands) or not commands or commands[0].name in _KEYWORDS:
        raise Refused(_NO_ENDING)
    if node.keyword == "ENTRYPOINT" and any(one.keyword == "CMD" for one in stage.instructions):
        raise Refused("CMD, which is ignored now, would become its arguments")
    words = _plain_words(body, commands) if shell is None and not _is_argument(node, stage) else None
    edits = _exec_form(file.tree.text, words) if words else _shell_form(node, shell, body, commands)
    return Fix("Write a JSON array", SAFETY, edits, changes=(node.keyword.lower(),))


def _is_argument(node: Instruction, stage: Stage) -> bool:
    """Whether the file has an ENTRYPOINT that gets the command as its arguments."""
    return node.keyword == "CMD" and any(
        one.keyword == "ENTRYPOINT" for link in stage.bases for one in link.instructions
    )


def _plain_words(body: Word, commands: list[Command]) -> list[ShellWord] | None:
    """Return the words of a single command that needs no shell, a leading `exec` among them; None for all else."""
    command = commands[0]
    if len(commands) > 1 or command.context or command.negated or command.assignments or command.redirects:
        return None
    words = command.words[1:] if command.words[0].text == "exec" else command.words
    if command.follower or not words or words[0].text in _BUILTINS or words[0].text.startswith("-"):
        return None
    if body.line.text[command.words[-1].last : body.last].strip():
        return None
    for word in words:
        quoted = word.raw[0] in "\"'" and word.raw.count(word.raw[0]) == 2 and word.raw[-1] == word.raw[0]
        if word.value is None or (not quoted and any(character in word.raw for character in _PATTERNS)):
            return None
    return command.words


def _exec_form(source: str, words: list[ShellWord]) -> list[Edit]:
    edits = []
    if words[0].text == "exec":
        edits.append(Edit(words[0].start, words[1].start, ""))
        words = words[1:]
    for index, word in enumerate(words):
        if "\n" in source[word.start : word.end]:
            raise Refused("a word goes over two lines")
        text = json_string(word.value or "")
        edits.append(
            Edit(word.start, word.end, ("" if index else "[") + text + ("," if index + 1 < len(words) else "]"))
        )
    if len(edits) > len(words):
        first = edits.pop(0)
        edits[0] = Edit(first.start, edits[0].end, edits[0].text)
    return edits


def _shell_form(node: Instruction, shell: Shell | None, body: Word, commands: list[Command]) -> list[Edit]:
    """Return the edits that give the script to a shell as JSON, lines and comments kept, and let it end in `exec`."""
    line = body.line
    text = line.text[body.first : body.last]
    if any(character < " " for character in text):
        raise Refused("a tab, which JSON does not take, stands in the script")
    program = list(shell.value) if shell is not None and shell.is_json else ["/bin/sh", "-c"]
    prefix = "[" + ", ".join(map(json_string, program)) + ', "'
    edits = [Edit(body.start, body.start, prefix), Edit(body.end, body.end, '"]')]
    handover = None if isinstance(node, Healthcheck) else _handover(body, commands)
    if handover is not None:
        if handover == body.first:
            edits[0] = Edit(body.start, body.start, prefix + "exec ")
        else:
            place = line.offset(handover)
            edits.append(Edit(place, place, "exec "))
    for index in range(body.first, body.last):
        if line.text[index] in '"\\':
            place = line.offset(index)
            if index == body.first:
                edits[0] = Edit(body.start, body.start, edits[0].text + "\\")
            elif index == handover:
                raise Refused(_NO_ENDING)
            else:
                edits.append(Edit(place, place, "\\"))
    return edits


def _handover(body: Word, commands: list[Command]) -> int | None:
    """Return where `exec` belongs in the logical line, None where it is there. Refused where it cannot be."""
    last = max(commands, key=lambda one: one.words[-1].last if one.words and one.runner is None else -1)
    own = [one for one in commands if one.runner is None and not one.context]
    if not own or last is not own[-1] or last.follower or last.negated or last.assignments:
        raise Refused(_NO_ENDING)
    if last.connector not in ("", "&&", ";") or any(one.follower == "&" or one.name == "trap" for one in commands):
        raise Refused(_NO_ENDING)
    tail = body.line.text[last.words[-1].last : body.last].strip()
    if last.redirects or tail or last.words[0].text in _BUILTINS or last.words[0].text in _KEYWORDS:
        raise Refused(_NO_ENDING)
    return None if last.words[0].text == "exec" else last.words[0].first
