r"""Whether our reading of shell scripts holds over a folder of Dockerfiles.

    python scripts/check_words.py FOLDER… [--every N] [--no-bash] [--no-shellcheck] [--show N]

Four laws, each counted with what breaks it; nothing of a script is ever run:

- `span`: a word's span, cut out of the file with continuations and comment lines taken away, is its raw text;
- `shlex`: on simple commands of constant words, names and values are those of the standard library's `shlex`;
- `bash`: a constant word is what bash makes of it (`printf '%s\0' WORD`, a builtin; words that hold an expansion,
  a wildcard, braces or a tilde are left out, so that nothing else can happen);
- `grammar`: a body that needs the grammar, and that ShellCheck can parse, has no error in its tree.

What no shell takes (`bash -n`) breaks no law.

Exits with 1 where a law is broken.
"""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dockerlint.lint.api import dockerfile  # noqa: E402
from dockerlint.lint.shellcheck import Codes, scripts_of  # noqa: E402
from dockerlint.shell import Command, ShellWord  # noqa: E402
from dockerlint.shell.reader import NotPlain, read_plain  # noqa: E402
from dockerlint.shell.shellcheck import Process, find_program  # noqa: E402
from dockerlint.syntax.text import LogicalLine  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Instruction

AT_ONCE = 400
# Words with one of these may be more than one word, or none, for a shell.
EXPANDING = set("$`*?[{~<>!#=\n\r\0")


def main() -> int:
    """Check and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="with Dockerfiles, by any name")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth file")
    parser.add_argument("--no-bash", action="store_true", help="leave the law `bash` out")
    parser.add_argument("--no-shellcheck", action="store_true", help="leave the law `grammar` out")
    parser.add_argument("--show", type=int, default=20, metavar="N", help="how many breaches of each law are shown")
    options = parser.parse_args()
    files = sorted({path.resolve() for folder in options.folders for path in folder.rglob("*") if path.is_file()})
    laws = Laws()
    for path in files[:: options.every]:
        file = dockerfile(path.read_bytes(), str(path))
        for outer in file.tree.instructions:
            laws.check(outer.inner or outer, file)
        laws.collect(file)
        file.release()
    if not options.no_bash:
        laws.check_bash()
    if not options.no_shellcheck:
        laws.check_grammar()
    return laws.report(len(files[:: options.every]), options.show)


class Laws:
    """Counts what was asked, and keeps what breaks a law."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.broken: dict[str, list[str]] = {"span": [], "shlex": [], "bash": [], "grammar": []}
        self.words: dict[str, tuple[str, str, str]] = {}  # raw text: value, place, script
        self.scripts: dict[str, tuple[str, str]] = {}  # what ShellCheck gets: body and place

    def check(self, node: Instruction, file: Dockerfile) -> None:
        """Check spans and values of the words of an instruction."""
        if node.keyword not in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK"):
            return
        place = f"{file.path}:{node.start_line}"
        for command in file.commands(node):
            in_file = [word for word in words_of(command) if is_written_there(word, node)]
            for word in in_file:
                self.asked["span"] += 1
                cut = joined(file.tree.text[word.start : word.end], file.tree.escape)
                if cut != word.raw.replace("\\\n", ""):
                    self.broken["span"].append(f"{place}: {cut!r} is not {word.raw!r}")
                if not node.is_json and word.value is not None and not EXPANDING & set(word.raw):
                    self.words.setdefault(word.raw, (word.value, place, word.line.text))
            if not node.is_json:
                self._check_shlex(command, in_file, place)

    def _check_shlex(self, command: Command, in_file: list[ShellWord], place: str) -> None:
        words = command.words
        if not words or len(in_file) < len(words) or any(EXPANDING & set(word.raw) for word in words):
            return
        line, first, last = words[0].line, words[0].first, words[-1].last
        # Redirects stand between words; those commands are not simple.
        if any(word.line is not line for word in words) or command.redirects:
            return
        self.asked["shlex"] += 1
        try:
            expected = shlex.split(line.text[first:last], posix=True)
        except ValueError as error:
            if is_script(line.text):
                self.broken["shlex"].append(f"{place}: {line.text[first:last]!r}: {error}")
            return
        values = [word.value for word in words]
        if expected != values:
            if is_script(line.text):
                self.broken["shlex"].append(f"{place}: {values} is not {expected}")
            return
        arguments = [word.text for word in command.arguments]
        name = command.name_word.text.rstrip("/").rpartition("/")[2] if command.name_word is not None else ""
        options = [text for text in arguments if text.startswith("-") and text != "--"]
        if command.name != name or expected[len(expected) - len(arguments) :] != arguments:
            self.broken["shlex"].append(f"{place}: name or arguments of {expected}")
        elif "--" not in arguments and not all(
            command.has(text.partition("=")[0]) for text in options if len(text) > 1
        ):
            self.broken["shlex"].append(f"{place}: options of {expected}")

    def check_bash(self) -> None:
        """Ask bash what it makes of each constant word."""
        raws = list(self.words)
        self.asked["bash"] = len(raws)
        for start in range(0, len(raws), AT_ONCE):
            part = raws[start : start + AT_ONCE]
            values = printed(part)
            if len(values) != len(part):  # one of them is no word
                values = [found[0] if len(found := printed([raw])) == 1 else None for raw in part]
            for raw, value in zip(part, values, strict=True):
                ours, place, script = self.words[raw]
                if ours != value and is_script(script):
                    self.broken["bash"].append(f"{place}: {raw!r}: {ours!r} is not {value!r}")

    def collect(self, file: Dockerfile) -> None:
        """Keep the scripts of a file for ShellCheck."""
        for script in scripts_of(file, Codes(("ALL",), ())):
            line = file.tree.text.count("\n", 0, script.line.offset(0)) + 1
            self.scripts.setdefault(script.text, (script.line.text, f"{file.path}:{line}"))

    def check_grammar(self) -> None:
        """Ask ShellCheck about the bodies in which the grammar finds an error."""
        from dockerlint.shell.grammar import has_error

        self.asked["grammar"] = len({body for body, _ in self.scripts.values()})
        asking = {text: found for text, found in self.scripts.items() if not is_plain(found[0])}
        self.asked["grammar: read with its help"] = len({body for body, _ in asking.values()})
        suspects = [(text, *found) for text, found in asking.items() if has_error(found[0])]
        program = find_program()
        if program is None:
            raise SystemExit("shellcheck is not installed")
        told: set[str] = set()
        for start in range(0, len(suspects), AT_ONCE):
            part = suspects[start : start + AT_ONCE]
            answers = Process(program, [text for text, _, _ in part]).results()
            for (_, body, place), comments in zip(part, answers, strict=True):
                # SC1xxx of the level error: it could not read on.
                if body in told or any(code < 2000 and level == "error" for *_, level, code, _, _ in comments):
                    continue
                told.add(body)
                self.broken["grammar"].append(f"{place}: {body[:200]!r}")
        self.asked["grammar: errors in the tree"] = len({body for _, body, _ in suspects})

    def report(self, files: int, shown: int) -> int:
        """Print counts and breaches."""
        print(f"{files} files")
        for name, count in sorted(self.asked.items()):
            print(
                f"{name:<30}{count:>9}  broken: {len(self.broken[name])}" if name in self.broken else f"{name}: {count}"
            )
        for name, found in self.broken.items():
            for one in found[:shown]:
                print(f"{name}: {one}")
        return int(any(self.broken.values()))


def printed(words: list[str]) -> list[str | None]:
    """Return what bash's builtin `printf` gets for words; a restricted shell without a PATH runs nothing else."""
    done = subprocess.run(
        [shutil.which("bash") or "bash", "--norc", "--noprofile", "-f", "-r"],
        input="".join(f"printf '%s\\0' {word}\n" for word in words).encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
        env={"PATH": "", "LC_ALL": "C.UTF-8"},
    )
    return [*done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]]


def is_plain(body: str) -> bool:
    """Whether our reader takes a body without the grammar."""
    try:
        read_plain(LogicalLine(body, [0], [0]), 0, len(body))
    except NotPlain:
        return False
    return True


def is_script(text: str) -> bool:
    """Whether bash can read a script, which it does not run."""
    text = text.partition(" ")[2] if text[:4].upper() == "RUN " else text
    shell = shutil.which("bash") or "bash"
    return subprocess.run([shell, "-n"], input=text.encode("utf-8", "replace"), capture_output=True).returncode == 0  # noqa: PLW1510


def words_of(command: Command) -> Iterator[ShellWord]:
    """Yield the words of a command, those of redirects and assignments included."""
    yield from command.words
    for assignment in command.assignments:
        yield assignment.word
    for redirect in command.redirects:
        yield redirect.target


def is_written_there(word: ShellWord, node: Instruction) -> bool:
    """Whether a word stands in the file as it is, and not behind the quotes or escapes of an outer string."""
    return word.line is node.line or any(heredoc.content == word.line.text for heredoc in node.heredocs)


def joined(cut: str, escape: str) -> str:
    """Return a piece of the file as one line: without continuations and the comment lines between them."""
    lines = cut.split("\n")
    if len(lines) == 1:
        return cut
    kept = []
    for index, line in enumerate(lines):
        if index and (line.lstrip().startswith("#") or not line.strip()) and index + 1 < len(lines):
            continue
        bare = line.rstrip(" \t\r")
        kept.append(bare[:-1] if bare.endswith(escape) and index + 1 < len(lines) else line)
    return "".join(kept)


if __name__ == "__main__":
    sys.exit(main())
