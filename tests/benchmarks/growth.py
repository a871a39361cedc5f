"""Time against size for Dockerfiles made to hurt: every shape must grow linearly.

    python tests/benchmarks/growth.py [--what parse|words|expand|check] [--wheel WHEEL] [SHAPE ...]

With a wheel, such as a compiled one, `check` is its command in a new environment, from the start of the process to the
end of the report; else it is the function, in this process.

Prints seconds at 0.25, 0.5 and 1 MB, and how often the first fits into the last: 4 is linear. Exits with 1 where a
shape takes more than twice that, or longer than the budget of two seconds.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import sys
import time
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from measuring import installed, measure  # noqa: E402

from dockerlint.syntax import parse  # noqa: E402
from dockerlint.syntax.expansion import ExpansionError, expand, references  # noqa: E402

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MEGABYTE = 1_000_000
SIZES = (MEGABYTE // 4, MEGABYTE // 2, MEGABYTE)
BUDGET_SECONDS = 2.0
MOST_GROWTH = 2.0  # times the growth of the size
# Below this the clock and the memory allocator tell more than the code.
NOISE_SECONDS = 0.02


def _repeated(unit: str, head: str = "", tail: str = "\n") -> Callable[[int], str]:
    return lambda size: head + unit * max(1, (size - len(head) - len(tail)) // len(unit)) + tail


def _nested(opener: str, closer: str, head: str = "") -> Callable[[int], str]:
    def build(size: int) -> str:
        depth = (size - len(head)) // (len(opener) + len(closer))
        return head + opener * depth + closer * depth + "\n"

    return build


def _pairs(size: int) -> str:
    pairs: list[str] = []
    length = 0
    while length < size:
        pairs.append(f"K{len(pairs)}=v")
        length += len(pairs[-1]) + 1
    return "FROM a\nENV " + " ".join(pairs) + "\n"


def _heredocs(size: int) -> str:
    count = size // 12
    operators = "".join(f" <<E{number}" for number in range(count))
    return f"FROM a\nRUN cat{operators}\n" + "".join(f"E{number}\n" for number in range(count))


# Sizes are in characters, near enough to bytes.
SHAPES: dict[str, Callable[[int], str]] = {
    "many instructions": _repeated("RUN apt-get update && apt-get install -y curl\n", "FROM debian:12\n", ""),
    "many copies": _repeated('COPY --chown=1:1 --link ["a b", "/c"]\n', "FROM a\n", ""),
    "many stages": _repeated("FROM a AS b\nCOPY --from=b /x /y\n", "", ""),
    "endless continuation": _repeated("  && make \\\n", "FROM a\nRUN true \\\n", "  && true\n"),
    "bare continuations": _repeated("\\\n", "FROM a\nRUN x "),
    "comments in a continuation": _repeated("# why\n", "FROM a\nRUN x \\\n", "y\n"),
    "empty lines in a continuation": _repeated("\n", "FROM a\nRUN x \\\n", "y\n"),
    "giant heredoc": _repeated("echo hello\n", "FROM a\nRUN <<EOF\n", "EOF\n"),
    "endless heredoc": _repeated("RUN echo hello\n", "FROM a\nRUN <<EOF\n", ""),
    "many heredocs": _repeated("RUN <<E\nx\nE\n", "FROM a\n", ""),
    "heredocs of one line": _heredocs,
    "spaced operators": _repeated("RUN echo << X\n", "FROM a\n", ""),
    "different spaced operators": lambda size: "".join(f"RUN echo << X{number}\n" for number in range(size // 17)),
    "quotes": _repeated('"', "FROM a\nENV a=", "\n"),
    "single quotes": _repeated("'", "FROM a\nRUN <<E ", "\n"),
    "backslashes": _repeated("\\", "FROM a\nENV a=", " x\n"),
    "backslashes and quotes": _repeated('\\"', 'FROM a\nLABEL a="', '"\n'),
    "open substitutions": _repeated("${", "FROM a\nRUN <<E ", "\n"),
    "nested substitutions": _nested("${a:-", "}", "FROM a\nRUN <<E "),
    "nested substitutions in quotes": _nested('"${a:-', '}"', "FROM a\nRUN <<E "),
    "nested replacements": _nested("${a/b/", "}", "FROM a\nRUN <<E "),
    "substitutions": _repeated("${a:-b}", "FROM a\nRUN <<E ", "\n"),
    "broken substitutions": _repeated("${a:-b", "FROM a\nENV x=", "\n"),
    "variables": _repeated("$a ", "FROM a\nWORKDIR /", "\n"),
    "patterns": _repeated("${a//x/y}", "FROM a\nWORKDIR /", "\n"),
    "brackets": _repeated("[", "FROM a\nCMD ", "\n"),
    "nested JSON": _nested("[", "]", "FROM a\nCMD "),
    "nested JSON objects": _nested('[{"a":', "}]", "FROM a\nCMD "),
    "wide JSON": _repeated('"a",', "FROM a\nCMD [", '"b"]\n'),
    "open JSON strings": _repeated('["a', "FROM a\nCMD [", "\n"),
    "JSON escapes": _repeated("\\u0041", 'FROM a\nCMD ["', '"]\n'),
    "JSON digits": _repeated("9", "FROM a\nCMD [", "]\n"),
    "operators": _repeated("<<", "FROM a\nRUN ", "\n"),
    "operators in words": _repeated("<<a ", "FROM a\nRUN ", "\n"),
    "operators of digits": _repeated("1", "FROM a\nRUN ", "<<E\nE\n"),
    "chain of ONBUILD": _repeated("ONBUILD ", "FROM a\n", "RUN x\n"),
    "comments": _repeated("# a comment\n", "", "FROM a\n"),
    "directives": _repeated("# syntax=a\n", "", "FROM a\n"),
    "equals signs in a comment": _repeated("=", "# escape", "\nFROM a\n"),
    "blank lines": _repeated("\n", "", "FROM a\n"),
    "spaces": _repeated(" ", "FROM a\nRUN x", "y\n"),
    "carriage returns": _repeated("\r", "FROM a\nRUN x", "y\n"),
    "pairs": _pairs,
    "flags": _repeated("--a=b ", "FROM a\nRUN ", "x\n"),
    "dashes": _repeated("-", "FROM a\nRUN ", "\n"),
    "mount options": _repeated('"a,b",', "FROM a\nRUN --mount=", "x y\n"),
    "one line": _repeated("x", "FROM a\nRUN ", "\n"),
    "one line without blanks": _repeated("x", "", ""),
    "unknown keywords": _repeated("NOPE x\n", "", ""),
    "refused instructions": _repeated("ENV a\n", "FROM a\n", ""),
    "chain of cd": _repeated("cd x && ", "FROM a\nWORKDIR /x\nRUN ", "true\n"),
    "deletions": _repeated("COPY a /x/a\nRUN rm /x/a\n", "FROM a\n", ""),
    "recursive chowns": _repeated("COPY a /x/a\nRUN chown -R u /x\n", "FROM a\n", ""),
    "installations": _repeated("COPY . .\nRUN npm ci\nRUN apt-get install -y gcc\n", "FROM a\n", ""),
    "archives": _repeated("COPY a.tar.gz /\nRUN tar -xzf /a.tar.gz\n", "FROM a\n", ""),
    "volatile arguments": _repeated("ARG GIT_SHA\nRUN true\n", "FROM a\n", ""),
}


def read(text: str) -> None:
    """Only parse: what every command does first."""
    parse(text)


def read_words(text: str) -> None:
    """Parse, and ask for every value, every span and every position."""
    tree = parse(text)
    for outer in tree.instructions:
        for instruction in (outer, outer.inner or outer):
            for word in instruction.words:
                tree.position(word.start)
                _ = word.span, word.raw, word.value
            for flag in instruction.flags:
                _ = flag.span, flag.value_span
            _ = getattr(instruction, "mounts", None)
    for item in tree.items:
        tree.position(item.end)
    for error in tree.errors:
        tree.position(error.start)


def expand_words(text: str) -> None:
    """Parse, and look for variables in every word, replacing each by a text that patterns have to search."""
    for instruction in parse(text).instructions:
        for word in instruction.words:
            references(word.value)
            with suppress(ExpansionError):
                expand(word.value, lambda _name: "xyxy")


CALLABLES: dict[str, Callable[[str], object]] = {"parse": read, "words": read_words, "expand": expand_words}
if importlib.util.find_spec("dockerlint.lint.api"):
    from dockerlint import check_text

    CALLABLES["check"] = check_text


def seconds(function: Callable[[str], object], text: str, repeats: int = 3) -> float:
    """Best of a few runs in processor time, without the garbage collector."""
    best = float("inf")
    for _ in range(repeats):
        gc.collect()
        gc.disable()
        begin = time.process_time()
        function(text)
        best = min(best, time.process_time() - begin)
        gc.enable()
    return best


def command_of(programs: Path, folder: Path) -> Callable[[str], float]:
    """Return a function that checks a text with an installed command and returns the seconds of processor."""

    def check(text: str) -> float:
        file = folder / "Dockerfile"
        file.write_text(text, encoding="utf-8")
        program = programs / "dockerlint"
        options = ("--isolated", "--shellcheck", "off", "--jobs", "1", "--output-format", "concise")
        return measure([program, "check", *options, file]).cpu

    return check


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", help=f"one of: {', '.join(SHAPES)}")
    parser.add_argument("--what", choices=sorted(CALLABLES), action="append", help="what to time (default: all)")
    parser.add_argument("--wheel", type=Path, help="check with the command of this wheel")
    options = parser.parse_args()
    timers: dict[str, Callable[[str], float]] = {
        name: partial(seconds, function) for name, function in CALLABLES.items()
    }
    with ExitStack() as stack:
        if options.wheel is not None:
            programs = stack.enter_context(installed(options.wheel))
            timers["check"] = command_of(programs, Path(stack.enter_context(TemporaryDirectory())))
        failed = report(options.what or list(CALLABLES), options.shapes or list(SHAPES), timers)
    return int(failed)


def report(kinds: Sequence[str], shapes: Sequence[str], timers: Mapping[str, Callable[[str], float]]) -> bool:
    """Print the times; returns whether any is too long."""
    failed = False
    for what in kinds:
        print(f"{what:<32} {'0.25 MB':>9} {'0.5 MB':>9} {'1 MB':>9} {'growth':>7}")
        for name in shapes:
            times = [timers[what](SHAPES[name](size)) for size in SIZES]
            growth = times[-1] / times[0]
            most = MOST_GROWTH * SIZES[-1] / SIZES[0]
            verdict = "not linear" if times[-1] > NOISE_SECONDS and growth > most else ""
            verdict = verdict or ("over budget" if times[-1] > BUDGET_SECONDS else "")
            failed |= bool(verdict)
            figures = " ".join(f"{value:9.4f}" for value in times)
            print(f"  {name:<30} {figures} {growth:7.1f}  {verdict}".rstrip(), flush=True)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
