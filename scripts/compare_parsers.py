"""Compare our parser with two others on the Dockerfiles of any folder.

    python scripts/compare_parsers.py [--quiet] FOLDER ...

The first is BuildKit's own parser through its Python binding (PyPI `dockerfile`, BuildKit 0.12): on every file it
accepts, the instructions must be the same. The second is `dockerfile-parse`, on the files without here-documents.
Prints every difference and the counts. A difference with a known reason has a class, described in docs/parser.md;
one without makes the command exit with 1. `--quiet` prints only the latter and the counts.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dockerlint.syntax import parse  # noqa: E402
from dockerlint.syntax.instructions import BY_KEYWORD, Env, From, Instruction, Label, unquote  # noqa: E402
from dockerlint.syntax.items import Invalid, Item  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.syntax.tree import Tree

# Why the parsers may differ. docs/parser.md explains each class; a test keeps both lists the same.
BINDING_CLASSES = {
    "flag-bytes": "BuildKit reads flags byte by byte, so that what is not ASCII comes out broken",
    "flag-escape": "BuildKit 0.12 takes a backslash for the escape inside flags, whatever the directive says",
    "spaced-operator": "BuildKit takes `<< NAME` for a here-document since 0.14, the binding does not",
    "operand-beside-operator": "BuildKit 0.12 lexes `${name#word}` and the like beside `<<` differently",
    "check-directive": "`# check=` is a directive since BuildKit 0.15, and directives may follow it",
}
PARSE_CLASSES = {
    "empty-continuation": "an empty line ends a continued instruction there",
    "doubled-escape": "a line that ends with a doubled escape goes on there",
    "blank-behind-escape": "any white space may stand behind the escape there, only blanks and tabs in BuildKit",
    "open-at-end": "an instruction whose last line is continued at the end of the file is lost there",
    "split-keyword": "a keyword must end on its first line there",
    "no-arguments": "a keyword alone on a last line without a line feed is lost there",
    "byte-order-mark": "a byte order mark is part of the first keyword there",
    "unicode-space": "white space is what Python's regular expressions say there",
    "directive": "only `escape` and `syntax` are directives there, and only with a valid value",
    "pair-escapes": "inside double quotes only a double quote can be escaped there",
    "pair-directive": "a backslash is the escape in ENV and LABEL there, whatever the directive says",
    "from-flags": "FROM may have one flag there, --platform, and no blank in it",
    "from-words": "FROM may have any words behind its image there",
}
CLASSES = {**BINDING_CLASSES, **PARSE_CLASSES}
NAMES = ("Dockerfile", "Containerfile")


class Difference:
    """One instruction, or a run of lines, that two parsers read differently; `reason` is a class or None."""

    def __init__(self, line: int, reason: str | None, ours: object, theirs: object) -> None:
        self.line = line
        self.reason = reason
        self.ours = ours
        self.theirs = theirs

    def __str__(self) -> str:
        ours, theirs = (textwrap.shorten(str(side), 300) for side in (self.ours, self.theirs))
        return f"line {self.line}: [{self.reason or 'UNDOCUMENTED'}]\n    ours   {ours}\n    theirs {theirs}"


def dockerfiles(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the Dockerfiles below the folders, by their names, and every path that is a file."""
    for path in paths:
        if path.is_file():
            yield path
            continue
        for file in sorted(path.rglob("*")):
            name = file.name
            named = name.startswith(NAMES) or name.endswith(NAMES) or file.suffix.lower() == ".dockerfile"
            if named and not name.endswith(".dockerignore") and file.is_file():
                yield file


# BuildKit's parser


class Binding:
    """BuildKit's parser in a process of its own, because bytes that are not UTF-8 abort the process it runs in."""

    def __init__(self) -> None:
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, __file__, "--serve-binding"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def parse(self, text: str) -> list[dict[str, Any]] | str | None:
        """Return the instructions, why the file is refused, or None where the binding cannot give its answer."""
        process = self._process
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  # for the type checker
        process.stdin.write(json.dumps(text) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            self.close()
            self._process = self._start()
            return None
        result: list[dict[str, Any]] | str | None = json.loads(answer)
        return result

    def close(self) -> None:
        """End the process."""
        process = self._process
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  # for the type checker
        process.stdin.close()
        process.stdout.close()
        process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve_binding() -> None:
    """Answer one JSON string (a file's text) a line with a JSON line."""
    import dockerfile

    for line in sys.stdin:
        try:
            commands = dockerfile.parse_string(json.loads(line))
        except UnicodeDecodeError:
            # What is read byte by byte may come back in pieces of characters.
            answer: object = None
        except dockerfile.GoParseError as problem:
            answer = str(problem)
        else:
            answer = [
                {
                    "keyword": command.cmd,
                    "inner": command.sub_cmd,
                    "flags": command.flags,
                    "json": command.json,
                    "value": command.value,
                    "heredocs": [[doc.name, doc.file_descriptor, doc.content] for doc in command.heredocs],
                    "lines": [command.start_line, command.end_line],
                }
                for command in commands
            ]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def binding_takes(source: bytes) -> bool:
    """Whether the file can be given to the binding: no NUL, all UTF-8."""
    try:
        return "\0" not in source.decode()
    except UnicodeDecodeError:
        return False


def compare_with_binding(tree: Tree, theirs: list[dict[str, Any]] | str) -> list[Difference]:
    """Compare with what BuildKit's parser made of the same text."""
    if isinstance(theirs, str):
        nested = any(outer.inner and outer.inner.keyword == "ONBUILD" for outer in tree.instructions)
        if tree.errors or nested:
            return []
        return [Difference(1, _shift(tree, tree.instructions), "accepted", f"refused: {theirs}")]
    differences = []
    if tree.errors:
        error = tree.errors[0]
        line = tree.position(error.start)[0]
        return [Difference(line, _shift(tree, tree.instructions), f"refused: {error.message}", "accepted")]
    for instruction, their in zip(tree.instructions, theirs, strict=False):
        ours = _ours_like_binding(instruction)
        wanted = _binding_fields(instruction, their)
        if ours == wanted:
            continue
        differing = {name for name in ours if ours[name] != wanted[name]}
        reason = _binding_reason(tree, instruction, differing)
        differences.append(
            Difference(
                instruction.start_line,
                reason,
                {name: ours[name] for name in sorted(differing)},
                {name: wanted[name] for name in sorted(differing)},
            )
        )
        if "lines" in differing:
            # From here on the two read different lines.
            return differences
    if len(tree.instructions) != len(theirs):
        reason = _shift(tree, tree.instructions)
        differences.append(Difference(1, reason, len(tree.instructions), len(theirs)))
    return differences


def _ours_like_binding(instruction: Instruction) -> dict[str, object]:
    inner = instruction.inner
    holder = inner or instruction
    # Of an unknown instruction the keyword alone is compared. The binding loses ONBUILD's flags and here-documents.
    return {
        "keyword": _folded(instruction.keyword),
        "inner": _folded(inner.keyword) if inner else None,
        "flags": [] if inner else [_flag_text(flag.name, flag.value) for flag in instruction.flags],
        "json": instruction.is_json,
        "value": list(instruction.value) if _known(holder) else None,
        "heredocs": [] if inner else [[doc.name, doc.file_descriptor, doc.content] for doc in instruction.heredocs],
        "lines": [instruction.start_line, instruction.end_line],
    }


def _binding_fields(instruction: Instruction, their: dict[str, Any]) -> dict[str, object]:
    inner = instruction.inner
    return {
        "keyword": _folded(their["keyword"] or ""),
        "inner": _folded(their["inner"]) if their["inner"] or inner else None,
        "flags": [] if inner else their["flags"],
        "json": their["json"],
        "value": their["value"] if _known(inner or instruction) else None,
        "heredocs": [] if inner else their["heredocs"],
        "lines": their["lines"],
    }


def _known(instruction: Instruction) -> bool:
    # What stands behind ONBUILD ONBUILD, which is forbidden, is not read.
    return instruction.keyword in BY_KEYWORD and not (instruction.keyword == "ONBUILD" and not instruction.inner)


def _folded(keyword: str) -> str:
    """Return the keyword in upper case as Go sees it: the dotted I and the Kelvin sign are letters of ASCII."""
    return keyword.replace("\u0130", "I").replace("\u212a", "K").upper()


def _flag_text(name: str, value: str | None) -> str:
    return f"--{name}" if value is None else f"--{name}={value}"


def _binding_reason(tree: Tree, instruction: Instruction, differing: set[str]) -> str | None:
    flags = "".join(flag.word.raw for flag in instruction.flags)
    if differing <= {"flags", "value", "json"} and "flags" in differing:
        if not flags.isascii():
            return "flag-bytes"
        if tree.escape == "`" and ("\\" in flags or "`" in flags):
            return "flag-escape"
    if "lines" in differing or "heredocs" in differing:
        return _shift(tree, [instruction])
    return None


def _shift(tree: Tree, instructions: list[Instruction]) -> str | None:
    """Return why two parsers may read different lines as instructions."""
    directives = [directive.name for directive in tree.directives]
    if "check" in directives and "escape" in directives[directives.index("check") :]:
        return "check-directive"
    for instruction in instructions:
        text = instruction.line.text
        if any(f"<<{dash}{blank}" in text for dash in ("", "-") for blank in "\t\f\r "):
            return "spaced-operator"
        if "<<" in text and "${" in text:
            return "operand-beside-operator"
    return None


# dockerfile-parse


def parse_takes(tree: Tree, source: bytes) -> bool:
    """Whether dockerfile-parse can read the file: all UTF-8, no here-document."""
    try:
        source.decode()
    except UnicodeDecodeError:
        return False
    return not any(instruction.heredocs for instruction in tree.instructions) and not any(
        error.code == "unterminated-heredoc" for error in tree.errors
    )


def compare_with_dockerfile_parse(tree: Tree, source: bytes) -> list[Difference]:
    """Compare keyword, lines and argument text of each instruction, then what FROM, ENV and LABEL say."""
    from dockerfile_parse import DockerfileParser

    theirs = [
        (entry["startline"] + 1, entry["endline"] + 1, entry["instruction"], entry["value"].strip())
        for entry in DockerfileParser(fileobj=io.BytesIO(source)).structure
        if entry["instruction"] != "COMMENT"
    ]
    items: list[Item] = [item for item in tree.items if isinstance(item, Instruction | Invalid)]
    differences = []
    for ours_group, theirs_group in _groups(items, theirs):
        ours = [_like_parse(item) for item in ours_group]
        wanted = theirs_group
        if any(isinstance(item, Invalid) for item in ours_group):
            # What is refused keeps its lines and its keyword alone.
            wanted = [(*entry[:3], "") for entry in theirs_group]
        if ours == wanted:
            differences += _compare_pairs(tree, ours_group[0], theirs_group[0][3])
        else:
            first = (ours or wanted)[0][0]
            differences.append(Difference(first, _parse_reason(tree, ours_group, wanted), ours, wanted))
    return differences


Entry = tuple[int, int, str, str]


def _groups(items: list[Item], theirs: list[Entry]) -> Iterator[tuple[list[Item], list[Entry]]]:
    """Yield what both found on the same lines, each run of lines as small as it can be."""
    left, right = items[::-1], theirs[::-1]
    while left or right:
        ours_group: list[Item] = []
        theirs_group: list[Entry] = []
        last = min([item.end_line for item in left[-1:]] + [entry[1] for entry in right[-1:]])
        grown = True
        while grown:
            grown = False
            while left and left[-1].start_line <= last:
                ours_group.append(left.pop())
                last = max(last, ours_group[-1].end_line)
                grown = True
            while right and right[-1][0] <= last:
                theirs_group.append(right.pop())
                last = max(last, theirs_group[-1][1])
                grown = True
        yield ours_group, theirs_group


def _like_parse(item: Item) -> Entry:
    if isinstance(item, Invalid):
        return item.start_line, item.end_line, item.keyword.upper(), ""
    assert isinstance(item, Instruction)  # noqa: S101  # for the type checker
    arguments = item.line.text.strip()[len(item.keyword) :].strip()
    return item.start_line, item.end_line, item.keyword.upper(), arguments


def _compare_pairs(tree: Tree, item: Item, value: str) -> list[Difference]:
    """Compare names and values of ENV and LABEL without their quotes, image and stage name of FROM."""
    from dockerfile_parse.parser import extract_key_values, image_from

    ours: object
    theirs: object
    reason = None
    if isinstance(item, Env | Label) and item.pairs:
        ours = [(pair.name, unquote(pair.value.value if pair.value else "", item.escape)) for pair in item.pairs]
        try:
            theirs = extract_key_values(False, {}, {}, value)
        except ValueError as problem:
            theirs = str(problem)
        if ours != theirs:
            reason = _pair_reason(tree, item, theirs)
    elif isinstance(item, From) and item.image:
        ours = (item.image.value, item.alias.value if item.alias else None)
        theirs = image_from(value)
        reason = _from_reason(item, value)
    else:
        return []
    return [] if ours == theirs else [Difference(item.start_line, reason, ours, theirs)]


def _from_reason(item: From, value: str) -> str | None:
    if _oddly_spaced(item.text):
        return "unicode-space"
    plain = [flag.name for flag in item.flags] == ["platform"] and len(item.words) + 1 == len(value.split())
    if "--" in value and not plain:
        return "from-flags"
    return "from-words" if len(item.words) > 3 else None


def _pair_reason(tree: Tree, item: Env | Label, theirs: object) -> str | None:
    from dockerfile_parse.util import WordSplitter

    if tree.escape == "`":
        return "pair-directive"
    if _oddly_spaced(item.text):
        return "unicode-space"
    # Our words, their way of taking quotes away: only that differs.
    words = [(pair.key.value, pair.value.value if pair.value else "") for pair in item.pairs]
    dequoted = [tuple(WordSplitter(word).dequote() for word in pair) for pair in words]
    return "pair-escapes" if dequoted == theirs else None


def _parse_reason(tree: Tree, items: list[Item], theirs: list[Entry]) -> str | None:
    """Return the class of a difference between instructions, from what stands on their lines."""
    if tree.text.startswith("\ufeff") and (tree.escape == "`" or not items or items[0].start_line == 1):
        return "byte-order-mark"
    if any(directive.name == "check" for directive in tree.directives) or any(
        error.code.endswith("directive") for error in tree.errors
    ):
        return "directive"
    lines = [tree.line(number) for item in items for number in range(item.start_line, item.end_line + 1)]
    if not all(line.strip() for line in lines):
        return "empty-continuation"
    escape = tree.escape
    for line in lines:
        if line.rstrip(" \t").endswith(escape * 2):
            return "doubled-escape"
        if line.rstrip().endswith(escape) and not line.rstrip(" \t").endswith(escape):
            return "blank-behind-escape"
    first, last = lines[0].strip(), items[-1]
    if len(first.split()) == 1 and first.endswith(escape):
        return "split-keyword"
    if not theirs and last.full_end == len(tree.text):
        return "open-at-end" if any(line.rstrip().endswith(escape) for line in lines) else "no-arguments"
    return "unicode-space" if any(map(_oddly_spaced, lines)) else None


def _oddly_spaced(text: str) -> bool:
    return any(character.isspace() and character not in " \t\r\v\f" for character in text)


# The command


def main() -> int:
    """Compare, print, and return the exit code."""
    if sys.argv[1:] == ["--serve-binding"]:
        serve_binding()
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER", type=Path, help="a folder with Dockerfiles, or a file")
    parser.add_argument("--quiet", action="store_true", help="print undocumented differences and counts only")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    with Binding() as binding:
        for path in dockerfiles(options.folders):
            source = path.read_bytes()
            tree = parse(source)
            found: list[Difference] = []
            counts["files"] += 1
            if bytes(tree) != source or "".join(item.full_text for item in tree.items) != tree.text:
                found.append(Difference(1, None, "text lost", ""))
            if not binding_takes(source):
                counts["binding: left out (NUL or not UTF-8)"] += 1
            else:
                theirs = binding.parse(tree.text)
                if theirs is None:
                    counts["binding: left out (its answer is not UTF-8)"] += 1
                else:
                    counts["binding: refused" if isinstance(theirs, str) else "binding: compared"] += 1
                    found += compare_with_binding(tree, theirs)
            if parse_takes(tree, source):
                counts["dockerfile-parse: compared"] += 1
                found += compare_with_dockerfile_parse(tree, source)
            else:
                counts["dockerfile-parse: left out (here-documents or not UTF-8)"] += 1
            for difference in found:
                reasons[difference.reason or "undocumented"] += 1
                if not options.quiet or difference.reason is None:
                    print(f"{path}: {difference}")
    for name, number in sorted(counts.items()):
        print(f"{number:>7}  {name}")
    for name, number in sorted(reasons.items()):
        print(f"{number:>7}  difference: {name}")
    return int(bool(reasons["undocumented"]))


if __name__ == "__main__":
    raise SystemExit(main())
