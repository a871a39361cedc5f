"""`dockerlint config`: what a file is checked with and why, whether a configuration is right, hadolint's as ours."""

from __future__ import annotations

import os
import sys

from dockerlint.cli.checker import relative
from dockerlint.cli.rule_names import RuleNames
from dockerlint.cli.terminal import say, wants_color, write
from dockerlint.cli.troubles import told
from dockerlint.config import ConfigError, ConfigFinder
from dockerlint.config.discovery import HADOLINT_NAMES
from dockerlint.report.settings import as_yaml, shown_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """Define the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("show", help="every value that governs a file, with where it comes from")
    show.add_argument(
        "file", nargs="?", default="Dockerfile", metavar="FILE", help="a Dockerfile (default: Dockerfile)"
    )
    show.add_argument("--config", metavar="FILE", help="take this configuration and look for no other")
    validate = actions.add_parser("validate", help="say what is wrong with configurations")
    validate.add_argument(
        "files", nargs="*", metavar="FILE", help="configurations (default: the one that governs the current folder)"
    )
    migrate = actions.add_parser("migrate", help="print hadolint's configuration as one of ours")
    migrate.add_argument(
        "file", nargs="?", metavar="FILE", help="hadolint's file (default: that of the current folder)"
    )
    actions.add_parser("schema", help="print the JSON schema of our configuration, for editors")


def run(options: Namespace) -> int:
    """Do what the action says; returns the exit code: 0, or 2 for a wrong configuration."""
    try:
        action = {"show": _show, "validate": _validate, "migrate": _migrate, "schema": _schema}[options.action]
        return action(options)
    except Exception as error:
        if not told(error, "the configuration", color=wants_color("auto", sys.stderr)):
            raise
        return 2


def _show(options: Namespace) -> int:
    finder = ConfigFinder(explicit=options.config, rules=RuleNames())  # type: ignore[arg-type]
    write(shown_settings(finder.load(options.file), os.getcwd()))
    return 0


def _validate(options: Namespace) -> int:
    code = 0
    for path in options.files or [None]:
        finder = ConfigFinder(explicit=path, rules=RuleNames())  # type: ignore[arg-type]
        try:
            settings = finder.load("Dockerfile")
        except ConfigError as error:
            told(error, path or "", color=wants_color("auto", sys.stderr))
            code = 2
            continue
        for note in settings.notes:
            say("note", f"{relative(note.path)}:{note.line}:{note.column}: {note.message}")
        write(f"{relative(settings.path)}: right\n" if settings.path else "no configuration governs this folder\n")
    return code


def _schema(_: Namespace) -> int:
    write(schema_text())
    return 0


def schema_text() -> str:
    """Return the JSON schema of our configuration; `docs/schemas/config.schema.json` is this text."""
    import json

    from dockerlint.config.schema import schema
    from dockerlint.lint.registry import entries

    return json.dumps(schema({entry.name: entry.load().options for entry in entries()}), indent=1) + "\n"


def _migrate(options: Namespace) -> int:
    from dockerlint.config.layers import load_hadolint
    from dockerlint.knowledge.hadolint import LEVELS, OFF
    from dockerlint.lint.registry import find

    path = options.file or next(filter(os.path.isfile, HADOLINT_NAMES), HADOLINT_NAMES[0])
    settings = load_hadolint(path)
    rules = RuleNames()
    unknown = [name for name in dict.fromkeys([*settings.ignore, *settings.severity]) if not rules.accepts(name)]
    settings.extend_select = [code for code in OFF if code in settings.severity and code not in unknown]
    levels = {
        code: level
        for code, level in LEVELS.items()
        if code not in settings.severity and any(entry.load().severity != level for entry in find(code))
    }
    write(as_yaml(settings, relative(os.path.abspath(path)), levels, unknown))
    return 0
