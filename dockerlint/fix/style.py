"""Edits in the style of the text around them: indentation, continuations, casing, line ends, comments.

Every function returns edits of spans of the file; none applies them. Where an edit cannot be made without harm,
`Refused` says why.
"""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import Word
    from dockerlint.syntax.tree import Tree

_INDENTATION = "    "
_DEEPEST = 8
# From here on flags stand on lines of their own.
_LONGEST_LINE = 120
# What ends a script early, so that nothing behind it runs.
_ENDINGS = ("exit", "exec", "return")
_PLAIN_CHAINS = ("&&", ";", "\n", "")


# Words


def insert_argument(after: Word | ShellWord, text: str) -> Edit:
    """Insert an argument behind a word."""
    return Edit(after.end, after.end, f" {text}")


def insert_before(word: Word | ShellWord, text: str) -> Edit:
    """Insert a word in front of another one."""
    return Edit(word.start, word.start, f"{text} ")


def replace(word: Word | ShellWord, text: str) -> Edit:
    """Put a text in the place of a word."""
    return Edit(word.start, word.end, text)


def delete_word(source: str, word: Word | ShellWord, escape: str = "\\") -> Edit:
    """Delete a word with the blanks in front of it, or with its whole line where it stands alone on a continued one."""
    start, end = word.start, word.end
    line_start, line_end = source.rfind("\n", 0, start) + 1, source.find("\n", end)
    before = source[line_start:start]
    after = source[end : line_end if line_end >= 0 else len(source)]
    if not before.strip() and after.strip() == escape and line_end >= 0:
        return Edit(line_start, line_end + 1, "")
    if not before.strip() and not after.strip():
        # The last of several lines: the continuation in front of it goes too, unless a comment stands between.
        previous = source[: max(line_start - 1, 0)]
        bare = previous.rstrip("\r").rstrip(" \t")
        if bare.endswith(escape):
            return Edit(len(bare) - 1 - _blanks_at_end(bare[:-1]), end, "")
        raise Refused("a comment stands in front of the word")
    if not before.strip():
        # The first word of a line: what is behind it takes its place.
        return Edit(start, end + len(after) - len(after.lstrip(" \t")), "")
    start -= _blanks_at_end(before)
    return Edit(start, end, "")


def _blanks_at_end(text: str) -> int:
    return len(text) - len(text.rstrip(" \t"))


def delete_through(source: str, word: Word | ShellWord, following: Word | ShellWord) -> Edit:
    """Delete a word and what parts it from the one behind it. Refused where a comment stands between them."""
    if "#" in source[word.end : following.start]:
        raise Refused("a comment stands behind the word")
    return Edit(word.start, following.start, "")


def json_string(text: str) -> str:
    """Return a text as a JSON string, for the exec form. Refused where that needs more than escapes for quotes."""
    if any(character < " " for character in text):
        raise Refused("a control character stands in the text")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def insert_flag(node: Instruction, flag: str) -> Edit:
    """Insert a flag (`--mount=…`) behind an instruction's keyword and the flags that it has."""
    place = node.flags[-1].span[1] if node.flags else node.keyword_word.end
    return Edit(place, place, f" {flag}")


def insert_flags(source: str, node: Instruction, flags: Sequence[str], *, apart: bool = False) -> Edit:
    """Insert flags behind those that an instruction has; on lines of their own where they are many or long, or `apart`.

    The lines are continued as the instruction's own lines are.
    """
    body = node.words[0].start if node.words else node.end
    place = node.flags[-1].span[1] if node.flags else node.keyword_word.end
    gap = source[node.flags[-2].span[1] : node.flags[-1].span[0]] if len(node.flags) > 1 else source[place:body]
    if "\n" in gap and "#" not in gap:
        return Edit(place, place, "".join(gap + flag for flag in flags))
    end = source.find("\n", body)
    length = (end if end >= 0 else len(source)) - source.rfind("\n", 0, place) + len(flags[0])
    if "#" in gap or ((node.flags or len(flags) == 1) and length < _LONGEST_LINE and not apart):
        return Edit(place, place, "".join(f" {flag}" for flag in flags))
    new_line = f" {node.escape}{line_end(source, node.start)}{_flag_indentation(source, node)}"
    return Edit(place, body, (new_line if node.flags else " ") + new_line.join(flags) + new_line)


def _flag_indentation(source: str, node: Instruction) -> str:
    """Return the indentation of an instruction's continued lines; what is aligned with something else is no example."""
    for line in source[node.start : node.end].split("\n")[1:]:
        bare = line.lstrip(" \t")
        blanks = line[: len(line) - len(bare)]
        if bare.strip() and bare[0] not in "#&|;" and blanks and len(blanks.expandtabs()) <= _DEEPEST:
            return blanks
    return _INDENTATION


def cased(keyword: str, like: Instruction) -> str:
    """Return a keyword in the casing in which another instruction's is written."""
    written = like.keyword_word.value
    if written.islower():
        return keyword.lower()
    return keyword.capitalize() if written[:1].isupper() and written[1:].islower() and len(written) > 1 else keyword


# Instructions


def line_end(source: str, near: int = 0) -> str:
    r"""Return the line end that the file uses at an offset: `\n` or `\r\n`."""
    place = source.find("\n", near)
    if place < 0:
        place = source.rfind("\n", 0, near)
    return "\r\n" if place > 0 and source[place - 1] == "\r" else "\n"


def indentation_of(source: str, node: Instruction) -> str:
    """Return the blanks in front of an instruction's keyword."""
    line = source[source.rfind("\n", 0, node.start) + 1 : node.start]
    return line if not line.strip(" \t") else ""


def insert_instruction(
    source: str, text: str, *, before: Instruction | None = None, after: Instruction | None = None
) -> Edit:
    """Insert whole lines in front of an instruction (behind the comments above it), or behind one."""
    node = before or after
    assert node is not None  # noqa: S101  # for the type checker
    if node.in_onbuild:
        raise Refused("the instruction is a trigger inside ONBUILD")
    end_of_line = line_end(source, node.start)
    lines = end_of_line.join(indentation_of(source, node) + line for line in text.split("\n"))
    if before is not None:
        place = source.rfind("\n", 0, node.start) + 1
        if place == 0 and source[:1] == "\ufeff":
            place = 1
        return Edit(place, place, lines + end_of_line)
    if node.full_end > node.end and source[node.full_end - 1] == "\n":
        return Edit(node.full_end, node.full_end, lines + end_of_line)
    return Edit(node.full_end, node.full_end, end_of_line + lines)


def insert_above_comments(source: str, text: str, node: Instruction) -> Edit:
    """Insert whole lines in front of an instruction and of the comments right above it, which are about it."""
    edit = insert_instruction(source, text, before=node)
    if node.comments:
        place = source.rfind("\n", 0, node.comments[0].start) + 1
        edit = Edit(place, place, edit.text)
    return edit


def delete_instruction(source: str, node: Instruction) -> Edit:
    """Delete an instruction's lines. The comments above it stay; comments between its lines stay in its place."""
    if node.in_onbuild:
        raise Refused("the instruction is a trigger inside ONBUILD")
    end_of_line = line_end(source, node.start)
    kept = "".join(source[comment.start : comment.end] + end_of_line for comment in node.inner_comments)
    start = source.rfind("\n", 0, node.start) + 1
    if start == 0 and source[:1] == "\ufeff":
        start = 1
    end = node.full_end
    # Of the empty lines in front of it and behind it one goes along.
    if not kept and not source[source.rfind("\n", 0, max(start - 1, 0)) + 1 : start].strip("\ufeff \t\r\n"):
        behind = source.find("\n", end) + 1
        if behind and not source[end:behind].strip():
            end = behind
    return Edit(start, end, kept)


# Scripts


def append_command(source: str, run: Instruction, commands: Sequence[Command], script: str) -> Edit:
    """Append a command to a RUN so that it runs where all before it has succeeded, written as the RUN is.

    `commands` are those of the RUN, `script` the new command. Refused where what follows would not run, would change
    whether the RUN succeeds, or would stand in a comment.
    """
    if run.is_json:
        raise Refused("the instruction has no shell: it is in exec form")
    if run.heredocs and _is_script(run):
        return _append_line(source, run, commands, script)
    if not run.words or not commands:
        raise Refused("the instruction runs nothing")
    last = _last_of_all(run, commands)
    if last.name in _ENDINGS or set(_ENDINGS) & set(last.wrappers):
        raise Refused(f"`{last.name}` ends the script")
    body = run.words[0]
    tail_start = _index_of_end(body.line.text, last, body.last)
    tail = body.line.text[tail_start : body.last]
    if "#" in tail or _has_comment(body.line.text[body.first : body.last]):
        raise Refused("the script ends in a comment")
    stripped = tail.rstrip("; \t")
    if last.context and any(command.name == "set" and _sets_errexit(command) for command in commands):
        raise Refused("`set -e` would not hold in what stands at the end of the script")
    end = body.line.end(tail_start + len(stripped)) if stripped else last.end
    if tail.rstrip().endswith("&"):
        raise Refused("the last command runs in the background")
    closing = stripped.strip("; \t")
    if closing and closing[0] not in ")}fd\"'`e":
        raise Refused("the end of the script is not understood")
    return Edit(end, body.end, separator(source, run, commands) + script)


def prepend_command(source: str, run: Instruction, commands: Sequence[Command], script: str) -> Edit:
    """Put a command in front of those of a RUN, so that they run only where it has succeeded."""
    if run.is_json:
        raise Refused("the instruction has no shell: it is in exec form")
    if run.heredocs and _is_script(run):
        first = next((command for command in commands if command.words), None)
        lines = run.heredocs[0].content.splitlines(keepends=True)
        place = run.heredocs[0].start + (len(lines[0]) if lines and lines[0].startswith("#!") else 0)
        if first is not None and first.name == "set":
            place = source.find("\n", first.end) + 1
        if first is None or source[first.end : place].strip(" \t\r\n"):
            raise Refused("the beginning of the here-document is not understood")
        return Edit(place, place, script + line_end(source, run.heredocs[0].start))
    if not run.words or not commands:
        raise Refused("the instruction runs nothing")
    own = [command for command in commands if _stands_in(command, run.words[0].line)]
    if not own or own[0].context or own[0].start != run.words[0].start:
        raise Refused("the beginning of the script is not understood")
    first = own[0]
    if first.name == "set" and len(own) > 1:
        first = own[1]
        if first.context or own[0].follower not in _PLAIN_CHAINS:
            raise Refused("the beginning of the script is not understood")
    if any(command.connector == "||" for command in own) or any(command.follower == "&" for command in own):
        raise Refused("the script goes on after errors")
    body = source[first.start : run.end]
    return Edit(first.start, first.start, script + (separator(source, run, commands) if "\n" in body else " && "))


def _is_script(run: Instruction) -> bool:
    """Whether the RUN is nothing but a here-document that a shell runs."""
    return len(run.heredocs) == 1 and run.words[0].raw.lstrip().startswith("<<")


def _append_line(source: str, run: Instruction, commands: Sequence[Command], script: str) -> Edit:
    heredoc = run.heredocs[0]
    first = next((command for command in commands if command.words), None)
    stops = first is not None and first.name == "set" and any("e" in word.text for word in first.arguments[:1])
    if first is None or not stops:
        raise Refused("the here-document goes on after errors: without `set -e` a further command would hide one")
    if commands[-1].name in _ENDINGS:
        raise Refused(f"`{commands[-1].name}` ends the script")
    lines = heredoc.content.splitlines()
    if not lines or lines[-1].rstrip().endswith(("\\", "&&", "||", "|")):
        raise Refused("the here-document ends in the middle of a command")
    last = next((line for line in reversed(lines) if line.strip()), "")
    indentation = last[: len(last) - len(last.lstrip("\t"))] if heredoc.strip_tabs else ""
    return Edit(heredoc.end, heredoc.end, indentation + script + line_end(source, heredoc.start))


def _last_of_all(run: Instruction, commands: Sequence[Command]) -> Command:
    """Return the command that ends last in the RUN's own text; those of here-documents and `sh -c` are elsewhere."""
    line = run.words[0].line
    own = [command for command in commands if _stands_in(command, line)]
    if not own:
        raise Refused("the instruction runs nothing of its own")
    return max(own, key=lambda command: (command.end, -command.start))


def _stands_in(command: Command, line: object) -> bool:
    words = [*command.words, *(one.word for one in command.assignments), *(one.target for one in command.redirects)]
    return bool(words) and words[0].line is line


def _index_of_end(text: str, command: Command, last: int) -> int:
    """Return the index in the logical line behind the last word or redirect of a command."""
    ends = [word.last for word in command.words]
    ends += [redirect.target.last for redirect in command.redirects]
    ends += [assignment.word.last for assignment in command.assignments]
    return min(max(ends), last) if ends else len(text)


def _has_comment(text: str) -> bool:
    """Whether a shell comment may stand in a script of one logical line: it hides all that follows."""
    position = text.find("#")
    quote = ""
    if position < 0:
        return False
    for index, character in enumerate(text):
        if quote:
            quote = "" if character == quote and (quote == "'" or text[index - 1] != "\\") else quote
        elif character in "'\"" and text[index - 1 : index] != "\\":
            quote = character
        elif character == "#" and (index == 0 or text[index - 1] in " \t;&|()"):
            return True
    return False


def separator(source: str, run: Instruction, commands: Sequence[Command]) -> str:
    """Return what chains a further command to a RUN, in the way in which its commands are chained already."""
    # Comment lines and empty ones say nothing about the style.
    lines = [line for line in source[run.start : run.end].split("\n") if line.strip() and line.lstrip()[0] != "#"]
    if len(lines) == 1:
        return " && "
    new_line = f" {run.escape}{line_end(source, run.start)}"
    for line in reversed(lines[1:]):
        bare = line.lstrip(" \t")
        if bare.startswith("&&"):
            blanks, gap = line[: len(line) - len(bare)], bare[2 : len(bare) - len(bare[2:].lstrip(" \t"))]
            return f"{new_line}{blanks}&&{gap or ' '}"
    indentations = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines]
    for index, line in enumerate(lines[:-1]):
        bare = line.rstrip(" \t\r").removesuffix(run.escape).rstrip(" \t")
        if bare.endswith("&&") or (bare.endswith(";") and stops_at_errors(commands)):
            operator = " &&" if bare.endswith("&&") else ";"
            return f"{operator}{new_line}{indentations[index + 1]}"
    return f"{new_line}{indentations[1] or _INDENTATION}&& "


def stops_at_errors(commands: Sequence[Command]) -> bool:
    """Whether the script begins with `set -e`."""
    first = commands[0] if commands else None
    return (
        first is not None
        and first.name == "set"
        and any(
            word.text.startswith("-") and "e" in word.text and not word.text.startswith("--")
            for word in first.arguments[:1]
        )
    )


def _sets_errexit(command: Command) -> bool:
    return any(
        word.text == "errexit" or (word.text.startswith("-") and "e" in word.text and not word.text.startswith("--"))
        for word in command.arguments
    )


def delete_command(run: Instruction, commands: Sequence[Command], command: Command) -> Edit:
    """Delete a command of a chain with what chains it. Refused where more than the command would change."""
    if run.is_json or command.context or (run.heredocs and not _stands_in(command, run.words[0].line)):
        raise Refused("the command is not one of a plain chain")
    line = run.words[0].line
    own = [one for one in commands if _stands_in(one, line) and not one.context]
    if command not in own:
        raise Refused("the command is not one of a plain chain")
    place = own.index(command)
    if command.connector not in _PLAIN_CHAINS or command.follower not in _PLAIN_CHAINS or command.negated:
        raise Refused("the command is part of a pipe or a condition")
    if len(own) == 1:
        raise Refused("nothing else stands in the instruction")
    if place == 0:
        start, end = command.start, own[1].start
    else:
        start = line.end(_index_of_end(line.text, own[place - 1], len(line.text)))
        closing = line.text[_index_of_end(line.text, own[place - 1], len(line.text)) : _index_of_start(command)]
        if closing.strip(" \t\n") not in ("&&", ";"):
            raise Refused("the command in front of it is more than a simple one")
        end = line.end(_index_of_end(line.text, command, len(line.text)))
    if any(start <= comment.start < end for comment in run.inner_comments):
        raise Refused("a comment stands beside the command")
    return Edit(start, end, "")


def _index_of_start(command: Command) -> int:
    words = [*command.words[:1], *(one.word for one in command.assignments[:1])]
    return min(word.first for word in words)


def script_of(command: Command) -> str:
    """Return a command as the shell reads it, continuations joined: wrappers, assignments and redirects included."""
    words = [*command.words, *(one.word for one in command.assignments), *(one.target for one in command.redirects)]
    line = words[0].line
    first = min(word.first for word in words)
    redirects = [line.text.rfind(one.operator, 0, one.target.first) - len(one.descriptor) for one in command.redirects]
    return line.text[min([first, *redirects]) : max(word.last for word in words)]


# Texts


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits applied that do not overlap."""
    parts: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += (text[position : edit.start], edit.text)
        position = edit.end
    parts.append(text[position:])
    return "".join(parts)


def comment_lines(tree: Tree) -> list[str]:
    """Return the texts of all comments: directives, those between continuation lines and in scripts included."""
    found: list[str] = []
    for item in tree.items:
        if item.kind in ("comment", "directive"):
            found.append(item.text.strip())
            continue
        inside = [
            *getattr(item, "inner_comments", ()),
            *(getattr(item, "comments", ()) if item.kind == "invalid" else ()),
        ]
        found += [comment.text.strip() for comment in inside if item.start < comment.start]
        for heredoc in getattr(item, "heredocs", ()):
            found += [line.strip() for line in heredoc.content.split("\n") if line.lstrip().startswith("#")]
    return found
