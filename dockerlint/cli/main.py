"""The command `dockerlint`: picks what a line asks for."""

from __future__ import annotations

import os
import sys

from dockerlint import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Commands and options that the argument parser handles whole; anything else is `check`, named or not.
_PARSED = ("completion", "config", "explain", "graph", "measure", "optimize", "server", "-h", "--help")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line (without the program's name; that of the process if None); returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    first = arguments[0] if arguments else ""
    if first == "--version":
        from dockerlint.cli.terminal import write

        write(f"dockerlint {__version__}\n")
        return 0
    try:
        if first in _PARSED:
            from dockerlint.cli.parser import run_command

            return run_command(arguments)
        if first == "fix":
            from dockerlint.cli.fix import run as run_fix
            from dockerlint.cli.parser import parse_fix

            return run_fix(parse_fix(arguments[1:]))
        if first == "check":
            del arguments[0]
        elif first.isalpha() and not os.path.lexists(first):
            from dockerlint.cli.parser import fail_misspelled

            fail_misspelled(first)
        from dockerlint.cli.options import read_options

        options = read_options(arguments)
        if options is None:
            from dockerlint.cli.parser import parse_check

            options = parse_check(arguments)
    except SystemExit as stop:  # help or an error, which the argument parser has written
        return stop.code if isinstance(stop.code, int) else 0
    from dockerlint.cli.check import run

    return run(options)
