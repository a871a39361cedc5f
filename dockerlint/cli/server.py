"""`dockerlint server`: the language server on standard input and output."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from dockerlint.cli.check import CLEAN, TROUBLE
from dockerlint.cli.options import SHELLCHECK
from dockerlint.cli.rule_names import RuleNames
from dockerlint.cli.terminal import say, wants_color

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """Define the arguments."""
    # What clients add by themselves; there is no other way to talk to it.
    parser.add_argument("--stdio", action="store_true", help="talk over standard input and output, as it always does")
    parser.add_argument("--clientProcessId", metavar="ID", help="the editor's process (not needed)")
    parser.add_argument("--config", metavar="FILE", help="take this configuration and look for no other")
    parser.add_argument("--isolated", action="store_true", help="take no configuration from files")
    parser.add_argument(
        "--shellcheck",
        choices=SHELLCHECK,
        default="auto",
        metavar="WHEN",
        help="auto, on or off (default: auto, which is on where the program is found)",
    )


def run(options: Namespace) -> int:
    """Serve until the editor goes; returns the exit code."""
    missing = next((name for name in ("pygls", "lsprotocol") if find_spec(name) is None), None)
    if missing is not None:
        say(
            "error",
            f"the language server needs `{missing}`; `pip install 'dockerlint[editor]'` brings it",
            color=wants_color("auto", sys.stderr),
        )
        return TROUBLE
    if sys.stdin is None or sys.stdout is None:
        say("error", "the language server needs standard input and output")
        return TROUBLE
    from dockerlint.editor.options import Options
    from dockerlint.editor.server import serve

    start = Options(config=options.config and os.path.abspath(options.config), isolated=options.isolated)
    start.shellcheck = options.shellcheck
    serve(start, RuleNames(), sys.stdin.buffer, sys.stdout.buffer)  # type: ignore[arg-type]  # it has the same attributes
    return CLEAN
