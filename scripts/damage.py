"""Damage Dockerfiles at random and see that the parser gives no ground it need not give.

    python scripts/damage.py FOLDER ... [--variants 10000] [--seed 1]

Each variant is one file with one edit: cut off, a piece cut out, quotes dropped, a junk line or an unknown instruction
put in, lines joined, a byte changed. For each must hold:

- no exception, nothing slow, no byte lost, the items tile the text, every property can be read;
- every error has a span in the text, with a valid line and column;
- every instruction that ends before the damage is unchanged;
- every instruction behind it too, from the first line on that begins an instruction or stands between instructions
  both with and without the damage. A reader of lines that shares nothing with the parser says which lines do: it knows
  continuations, and here-documents as far as their operators are plain. Where one is not (`$((1<<2))`), it says so,
  and nothing is asked of what follows.

Prints what was compared; exits with 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dockerlint.syntax import parse  # noqa: E402
from dockerlint.syntax.instructions import Instruction  # noqa: E402
from dockerlint.syntax.items import Invalid  # noqa: E402
from scripts.compare_parsers import dockerfiles  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.syntax.tree import Tree

SLOW_SECONDS = 1.0  # for one real file, which takes a millisecond
JUNK = (
    "<<<<<<< HEAD",
    "=======",
    ">>>>>>> branch",
    "}",
    ")",
    "&& make install",
    "\\",
    "`",
    "'",
    '"',
    "\0\x01\x02",
    "\udcff\udcfe",
    "é\u2003\u00a0",
    "--from=build",
    "ENV",
    "ENV =",
    "LABEL a",
    "CMD [1]",
    "ONBUILD",
    "ONBUILD ONBUILD",
    "FROM",
    "COPY <<",
    "RUN <<EOF",
    "RUN true \\",
    "# escape=`",
    "# a comment",
    "",
    "   ",
)
UNKNOWN = ("NOPE", "NOPE a b", "RUNN make", "FORM alpine", "ENTRY-POINT x", "copyy a b", "NOPE --flag=x [1]")
BYTES = "\"'\\`$#[]{}<>=-,\0\r\n\t \udcff\ufeffé"


class Edit:
    """Replaces `text[start:end]`."""

    def __init__(self, kind: str, start: int, end: int, replacement: str = "") -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.replacement = replacement

    def apply(self, text: str) -> str:
        """Return the damaged text."""
        return text[: self.start] + self.replacement + text[self.end :]

    def __repr__(self) -> str:
        return f"{self.kind} [{self.start}:{self.end}] -> {self.replacement!r}"


# Making damage


def random_edit(chance: random.Random, text: str) -> Edit:
    """Return some damage for a text."""
    kind = chance.choice(("cut off", "cut out", "quotes", "junk", "unknown", "join", "byte"))
    place = chance.randrange(len(text) + 1)
    wanted = {"quotes": "[\"']", "join": "\n"}.get(kind)
    if wanted:
        found = [match.start() for match in re.finditer(wanted, text)]
        if found:
            place = chance.choice(found)
            return Edit(kind, place, place + 1)
        kind = "byte"
    if kind == "cut off":
        return Edit(kind, place, len(text))
    if kind == "cut out":
        return Edit(kind, place, min(len(text), place + chance.randint(1, 40)))
    if kind == "byte":
        return Edit(kind, place, min(len(text), place + chance.randint(0, 1)), chance.choice(BYTES))
    # A whole line in front of another one.
    begin = text.rfind("\n", 0, place) + 1
    return Edit(kind, begin, begin, chance.choice(UNKNOWN if kind == "unknown" else JUNK) + "\n")


# Reading lines, independent of the parser

_DIRECTIVE = re.compile(r"[ \t]*#[ \t]*(syntax|escape|check)[ \t]*=[ \t]*(\S.*)", re.IGNORECASE)
_HEREDOC_KEYWORD = re.compile(r"\s*(?:ONBUILD\s+)?(?:RUN|ADD|COPY)\s", re.IGNORECASE)
_OPERATOR = re.compile(r"\d*<<(-?)(?:([A-Za-z0-9_.]+)|'([A-Za-z0-9_.]+)'|\"([A-Za-z0-9_.]+)\")")


def escape_of(lines: list[str]) -> str:
    """Return the escape character that the directives at the top leave in force."""
    for line in lines:
        directive = _DIRECTIVE.match(line.removeprefix("\ufeff"))
        if directive is None:
            break
        if directive[1].lower() == "escape" and directive[2].strip() in {"\\", "`"}:
            return directive[2].strip()
    return "\\"


def fresh_lines(lines: list[str], escape: str) -> tuple[set[int], int]:
    """Return the indices of the lines in front of which no instruction is open, and up to where that is known.

    Where nothing is open at the end of the text, the number of lines is among them.
    """
    continued = re.compile(rf"(?:^|[^{re.escape(escape)}]){re.escape(escape)}[ \t]*$")
    fresh = set()
    number = 0
    while number < len(lines):
        fresh.add(number)
        line = lines[number]
        number += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        logical = line
        more = bool(continued.search(line))
        while more and number < len(lines):
            line = lines[number]
            number += 1
            if line.strip() and not line.lstrip().startswith("#"):
                more = bool(continued.search(line))
                logical += line
        names = heredoc_names(logical)
        if names is None or more:
            return fresh, number
        for strip_tabs, name in names:
            while number < len(lines):
                line = lines[number]
                number += 1
                if (line.lstrip("\t") if strip_tabs else line) == name:
                    break
            else:
                return fresh, number
    fresh.add(number)
    return fresh, len(lines)


def heredoc_names(logical: str) -> list[tuple[bool, str]] | None:
    """Return the here-documents that an instruction opens, None where that is not plain to see."""
    if "<<" not in logical or not _HEREDOC_KEYWORD.match(logical):
        return []
    names = []
    for word in logical.split():
        operator = _OPERATOR.fullmatch(word)
        if operator:
            names.append((bool(operator[1]), operator[2] or operator[3] or operator[4]))
        elif "<<" in word or any(character in "\"'\\$[`" for character in word):
            return None
    return names


# Checking


def check(text: str, edit: Edit, counts: Counter[str]) -> Iterator[str]:
    """Yield what does not hold for a text with that damage."""
    damaged = edit.apply(text)
    begin = time.process_time()
    before, after = parse(text), parse(damaged)
    if time.process_time() - begin > SLOW_SECONDS:
        yield "slow"
    yield from _check_tree(after, damaged)
    counts["errors"] += len(after.errors)
    lines, damaged_lines = _lines(text), _lines(damaged)
    escape = escape_of(lines)
    fresh, known = fresh_lines(lines, escape)
    first = text.count("\n", 0, edit.start)  # the first line with damage
    # The first line behind it, which is as it was.
    untouched = text.count("\n", 0, edit.end)
    if not (text[: edit.end].endswith("\n") and damaged[: edit.start + len(edit.replacement)].endswith("\n")):
        untouched += 1
    ended = [item for item in _instructions(before) if item.end_line <= first]
    if ended and ended[-1].end_line == len(lines) and len(lines) not in fresh:
        ended.pop()
    ours = [_signature(item, 0, 0) for item in ended]
    theirs = [_signature(item, 0, 0) for item in _instructions(after)][: len(ours)]
    counts["instructions before the damage"] += len(ours)
    if ours != theirs:
        yield f"before the damage: {_first_difference(ours, theirs)}"
    if escape != escape_of(damaged_lines):
        counts["directive changed"] += 1
        return
    shift = len(damaged_lines) - len(lines)
    damaged_fresh, damaged_known = fresh_lines(damaged_lines, escape)
    same = [number for number in fresh if number >= untouched and number + shift in damaged_fresh]
    if not same:
        unclear = known < len(lines) or damaged_known < len(damaged_lines)
        counts["nothing behind the damage is comparable" + (" (unclear operator)" if unclear else "")] += 1
        return
    counts["variants compared behind the damage"] += 1
    number = min(same)
    moved = len(damaged) - len(text)
    ours = [_signature(item, shift, moved) for item in _instructions(before) if item.start_line > number]
    theirs = [_signature(item, 0, 0) for item in _instructions(after) if item.start_line > number + shift]
    counts["instructions behind the damage"] += len(ours)
    if ours != theirs:
        yield f"behind the damage: {_first_difference(ours, theirs)}"


def _lines(text: str) -> list[str]:
    lines = [line.rstrip("\r") for line in text.split("\n")]
    return lines if lines[-1] else lines[:-1]


def _instructions(tree: Tree) -> list[Instruction | Invalid]:
    return [item for item in tree.items if isinstance(item, Instruction | Invalid)]


def _signature(item: Instruction | Invalid, lines: int, characters: int) -> tuple[object, ...]:
    place = (item.start_line + lines, item.end_line + lines, item.start + characters, item.end + characters)
    if isinstance(item, Invalid):
        return (*place, item.keyword, item.error.code, item.text)
    holder = item.inner or item
    return (
        *place,
        item.keyword,
        holder.keyword,
        item.is_json,
        item.value,
        [(flag.name, flag.value) for flag in holder.flags],
        [(doc.name, doc.content, doc.start + characters) for doc in item.heredocs],
        [word.start + characters for word in item.words],
        item.text,
    )


def _first_difference(ours: list[tuple[object, ...]], theirs: list[tuple[object, ...]]) -> str:
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            return f"{one} became {other}"
    return f"{len(ours)} instructions became {len(theirs)}"


def _check_tree(tree: Tree, text: str) -> Iterator[str]:
    if tree.text != text or "".join(item.full_text for item in tree.items) != text:
        yield "text lost"
    starts = [0]
    for piece in text.split("\n"):
        starts.append(starts[-1] + len(piece) + 1)
    for error in tree.errors:
        line, column = tree.position(error.start)
        if not 0 <= error.start <= error.end <= len(text):
            yield f"span out of range: {error}"
        elif not (0 < line < len(starts) and starts[line - 1] + column - 1 == error.start < starts[line]):
            yield f"wrong position {line}:{column}: {error}"
        if not error.message:
            yield f"no message: {error}"
    for outer in tree.instructions:
        for instruction in (outer, outer.inner or outer):
            for name in dir(type(instruction)):
                if isinstance(getattr(type(instruction), name), property):
                    getattr(instruction, name)


def run(paths: list[Path], variants: int, seed: int, counts: Counter[str]) -> Iterator[str]:
    """Yield what does not hold for so many variants of the files."""
    chance = random.Random(seed)  # noqa: S311  # the same on every run
    texts = [(path, path.read_bytes().decode("utf-8", "surrogateescape")) for path in paths]
    for number in range(variants):
        path, text = chance.choice(texts)
        edit = random_edit(chance, text)
        counts[f"damage: {edit.kind}"] += 1
        for failure in check(text, edit, counts):
            yield f"{path}, variant {number}, {edit}: {failure}"


def main() -> int:
    """Damage, check, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER", type=Path, help="a folder with Dockerfiles, or a file")
    parser.add_argument("--variants", type=int, default=10_000, help="how many (default: 10000)")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (default: 1)")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    failures = 0
    for failure in run(list(dockerfiles(options.folders)), options.variants, options.seed, counts):
        failures += 1
        print(failure)
    for name, number in sorted(counts.items()):
        print(f"{number:>8}  {name}")
    print(f"{failures:>8}  failures")
    return int(failures > 0)


if __name__ == "__main__":
    raise SystemExit(main())
