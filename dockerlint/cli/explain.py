"""`dockerlint explain`: the page of a rule."""

from __future__ import annotations

import os
import sys

from dockerlint.cli.rule_names import is_shellcheck
from dockerlint.cli.terminal import is_terminal, say, wants_color, write
from dockerlint.lint.registry import SelectionError, entries, find, why_without_rule
from dockerlint.report.rule_page import rule_page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


_SHELLCHECK_PAGE = """\
# shellcheck:{code}

One of ShellCheck's checks of shell scripts, here in RUN. Its page: https://www.shellcheck.net/wiki/{code}

Silence it with `# shellcheck disable={code}` or `# dockerlint: ignore={code}` above the instruction, or with
`ignore: [{code}]` in the configuration.
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Define the arguments."""
    parser.add_argument(
        "selectors",
        nargs="*",
        metavar="RULE",
        help="a rule's name, the id that another linter has for it, a family or a group",
    )
    parser.add_argument("--all", action="store_true", dest="is_all", help="every rule")


def run(options: Namespace) -> int:
    """Print the pages of the rules that the selectors name, each once; returns the exit code."""
    if not options.selectors and not options.is_all:
        say("error", "name a rule, or ask for `--all`", color=wants_color("auto", sys.stderr))
        return 2
    _load_plugins()
    foreign = [selector for selector in options.selectors if is_shellcheck(selector)]
    reasons = {selector: why_without_rule(selector) for selector in options.selectors if selector not in foreign}
    selectors = [selector for selector in options.selectors if selector not in foreign and not reasons[selector]]
    try:
        found = {entry.name: entry for selector in selectors for entry in find(selector)}
    except SelectionError as error:
        say("error", str(error), color=wants_color("auto", sys.stderr))
        return 2
    chosen = entries() if options.is_all else list(found.values())
    pages = [rule_page(entry.load(), entry.safety, entry.family) for entry in chosen]
    pages += [_SHELLCHECK_PAGE.format(code=selector.upper()[-6:]) for selector in foreign]
    pages += [f"# {selector}\n\nHas no rule: {reason}.\n" for selector, reason in reasons.items() if reason]
    if is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb":
        _show(pages)
    else:
        write("\n".join(pages))
    return 0


def _load_plugins() -> None:
    """Load what the configuration of the current folder names, if any."""
    from contextlib import suppress

    from dockerlint.cli.rule_names import RuleNames
    from dockerlint.config import ConfigError, ConfigFinder

    with suppress(ConfigError):  # told by whoever checks a file
        ConfigFinder(rules=RuleNames()).load("Dockerfile")  # type: ignore[arg-type]


def _show(pages: list[str]) -> None:
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    console = Console(
        no_color=not wants_color("auto", sys.stdout), theme=Theme({"markdown.code": "cyan"}), highlight=False
    )
    for page in pages:
        console.print(Markdown(page, code_theme="ansi_dark"), width=min(console.width, 100))
