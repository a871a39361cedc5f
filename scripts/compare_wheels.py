"""Hold a compiled wheel to the pure one: both must print the same, byte for byte.

    python scripts/compare_wheels.py PURE COMPILED FILE…

PURE and COMPILED are folders of programs of two environments, one with each wheel. Both check the files with every rule
in several formats, fix them, draw their graph and explain a rule. Exits with 1 at the first difference, with 2 where
COMPILED has no machine code, or PURE has some.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path
from tempfile import NamedTemporaryFile

OPTIONS = ("--isolated", "--select", "ALL", "--shellcheck", "off")
COMMANDS = {
    **{name: ("check", *OPTIONS, "--output-format", name) for name in ("text", "json", "sarif", "hadolint-json")},
    "statistics": ("check", *OPTIONS, "--statistics", "--jobs", "2"),
    "hadolint": ("check", "--isolated", "--select", "hadolint", "--shellcheck", "off", "--output-format", "concise"),
    "diff": ("fix", *OPTIONS, "--unsafe", "--diff"),
}


def has_machine_code(programs: Path) -> bool:
    """Whether an environment's package has the compiled library."""
    return any(programs.parent.glob("**/dockerlint/machine__mypyc*"))


def output(programs: Path, *arguments: str | Path) -> bytes:
    """Return what a command prints, its exit code at the end."""
    done = subprocess.run([programs / "dockerlint", *arguments], capture_output=True, check=False)
    return done.stdout + done.stderr + b"exit code %d\n" % done.returncode


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pure", type=Path)
    parser.add_argument("compiled", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args()
    if has_machine_code(options.pure) or not has_machine_code(options.compiled):
        print("compare_wheels: the first wheel must be pure and the second compiled", file=sys.stderr)
        return 2
    runs = {name: (*command, *options.files) for name, command in COMMANDS.items()}
    with NamedTemporaryFile("w", suffix=".Dockerfile") as file:
        file.write("FROM debian:12\n" + "COPY a /x/a\nRUN rm /x/a && echo << X\nENV a\n" * 1000)
        file.flush()
        return compare(options, {**runs, "repeated": (*COMMANDS["text"], file.name)})


def compare(options: argparse.Namespace, runs: dict[str, tuple[str | Path, ...]]) -> int:
    """Run each command with both wheels; returns the exit code."""
    runs["graph"] = ("graph", options.files[0], "--output-format", "json")
    runs["explain"] = ("explain", "pip-cache-kept")
    for name, arguments in runs.items():
        pure, compiled = (output(programs, *arguments) for programs in (options.pure, options.compiled))
        if pure != compiled:
            lines = enumerate(zip_longest(pure.splitlines(), compiled.splitlines()), 1)
            number, (one, other) = next((number, pair) for number, pair in lines if pair[0] != pair[1])
            print(f"{name}, line {number}:\n  pure      {one!r}\n  compiled  {other!r}")
            return 1
        print(f"{name}: the same {len(pure)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
