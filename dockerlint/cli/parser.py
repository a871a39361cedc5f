"""The argument parser: help, errors, and every command line that the quick reader leaves alone."""

from __future__ import annotations

import argparse
from importlib import import_module

from dockerlint import __version__
from dockerlint.cli.options import COLORS, FORMATS, SHELLCHECK, CheckOptions, FixOptions, is_output
from dockerlint.lint.finding import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn, TypeVar

    Options = TypeVar("Options", bound=CheckOptions)

# What each command does, in the order of the help page. The module of the same name has `add_arguments` and
# `run`; only `check` and `fix` differ, whose arguments are here.
COMMANDS = {
    "check": "say what is wrong in Dockerfiles (the command that runs where none is named)",
    "fix": "rewrite Dockerfiles so that findings go away, each rewrite proved",
    "optimize": "make a Dockerfile multi-stage, order its layers, clean up: plan and diff, or the new file",
    "graph": "show how stages, instructions and files depend on each other",
    "measure": "show an image, layer by layer: waste, what nobody needs, what changes against another",
    "explain": "show the page of a rule",
    "config": "show, validate or migrate configurations",
    "server": "talk to an editor: the language server",
    "completion": "print the script that completes command lines in a shell",
}

_PATHS_HELP = (
    "files, folders that are searched for Dockerfiles and Containerfiles, Compose and Bake files "
    "(what they build is checked), or `-` for standard input "
    "(default: the current folder)"
)


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line, with the nearest option where one is misspelled."""

    def error(self, message: str) -> NoReturn:
        """Report a wrong command line and exit with 2."""
        self.exit(2, f"{self.prog}: error: {message}\ntry `{self.prog} --help`\n")

    def fail_unknown(self, argument: str) -> NoReturn:
        """Report an argument that is no option."""
        from difflib import get_close_matches

        name = argument.partition("=")[0]
        near = get_close_matches(name, self._option_string_actions, n=1)
        self.error(f"unknown option `{name}`" + (f"; did you mean `{near[0]}`?" if near else ""))


def parse_check(arguments: Sequence[str]) -> CheckOptions:
    """Return what the arguments of `check` ask for; exits for help, and with 2 for a wrong command line."""
    return _parsed(_check_parser(), arguments, CheckOptions())


def parse_fix(arguments: Sequence[str]) -> FixOptions:
    """Return what the arguments of `fix` ask for; exits for help, and with 2 for a wrong command line."""
    return _parsed(_fix_parser(), arguments, FixOptions())


def parser_of(name: str) -> Parser:
    """Return the parser of a command."""
    if name == "check":
        return _check_parser()
    if name == "fix":
        return _fix_parser()
    parser = Parser(
        prog=f"dockerlint {name}",
        description=f"{COMMANDS[name][0].upper()}{COMMANDS[name][1:]}.",
        allow_abbrev=False,
    )
    import_module(f"dockerlint.cli.{name}").add_arguments(parser)
    return parser


def _check_parser() -> Parser:
    parser = Parser(
        prog="dockerlint check",
        usage="dockerlint [check] [OPTIONS] [PATH ...]",
        description="Say what is wrong in Dockerfiles. Exit code: 0 clean, 1 findings, 2 trouble.",
        allow_abbrev=False,
    )
    _add_check_arguments(parser)
    return parser


def _fix_parser() -> Parser:
    parser = Parser(
        prog="dockerlint fix",
        usage="dockerlint fix [OPTIONS] [PATH ...]",
        description="Rewrite Dockerfiles so that findings go away. Every rewrite is proved: it parses, the finding is "
        "gone, no rule has a new one, every comment is there, the image's configuration is the same. Exit code: 0 "
        "nothing selected is left (with --diff: nothing to change), 1 findings left, 2 trouble.",
        allow_abbrev=False,
    )
    fixes = parser.add_argument_group("fixes")
    fixes.add_argument("--unsafe", action="store_true", help="apply fixes too after which the image may differ")
    fixes.add_argument("--diff", action="store_true", help="write no file, show what would change")
    _add_check_arguments(parser, reports=False)
    return parser


def _parsed(parser: Parser, arguments: Sequence[str], empty: Options) -> Options:
    """Read arguments into options; paths may stand anywhere."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    before, after = arguments[:at], arguments[at + 1 :]
    for argument in before:
        if argument.startswith("--") and argument.endswith("=--"):  # argparse would lose the value and fail
            parser.error(f"argument {argument[:-3]}: expected one argument")
    # Where paths and options are mixed, argparse takes one run of paths and hands back the others.
    options, others = parser.parse_known_args(before, empty)
    paths = [*options.paths, *others]
    for path in paths:
        if path.startswith("-") and path != "-":
            parser.fail_unknown(path)
    options.paths = [*paths, *after]
    return options


def run_command(arguments: Sequence[str]) -> int:
    """Run another command than `check`, or print the help page; returns the exit code."""
    name = arguments[0]
    if name not in COMMANDS:
        parser = Parser(
            prog="dockerlint",
            description="A Dockerfile static analyzer and optimizer.",
            usage="dockerlint [COMMAND] [OPTIONS] [PATH ...]",
            epilog="`dockerlint COMMAND --help` says more; a line without a command is one of `check`.",
        )
        parser.add_argument("--version", action="version", version=f"dockerlint {__version__}")
        commands = parser.add_subparsers(title="commands", metavar="COMMAND")
        for each, summary in COMMANDS.items():
            commands.add_parser(each, help=summary)
        parser.print_help()
        return 0
    command = import_module(f"dockerlint.cli.{name}")
    parser = parser_of(name)
    options, others = parser.parse_known_args(arguments[1:])
    for argument in others:
        if argument.startswith("-"):
            parser.fail_unknown(argument)
        parser.error(f"one argument too many: `{argument}`")
    code: int = command.run(options)
    return code


def fail_misspelled(word: str) -> None:
    """Exit with 2 where a word, which is no path, looks like the name of a command."""
    from difflib import get_close_matches

    near = get_close_matches(word, COMMANDS, n=1)
    if near:
        Parser(prog="dockerlint").error(f"unknown command `{word}`; did you mean `{near[0]}`?")


def _add_check_arguments(parser: Parser, *, reports: bool = True) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help=_PATHS_HELP)
    parser.add_argument("--version", action="version", version=f"dockerlint {__version__}")

    rules = parser.add_argument_group(
        "rules",
        "A selector is ALL, a group, a family, a rule's name, or the id that another linter has for it; "
        "several may stand with commas between.",
    )
    rules.add_argument(
        "--select",
        action="append",
        metavar="SELECTORS",
        help="run these rules instead of those that the configuration selects",
    )
    rules.add_argument("--extend-select", action="append", metavar="SELECTORS", help="run these rules as well")
    rules.add_argument("--ignore", action="append", metavar="SELECTORS", help="do not run these rules")

    rules.add_argument(
        "--shellcheck",
        choices=SHELLCHECK,
        metavar="WHEN",
        help=f"{_listed(SHELLCHECK)} (default: auto, which is on where the program is found)",
    )
    rules.add_argument(
        "--no-cache", action="store_true", help="ask ShellCheck again about scripts that it has seen before"
    )

    files = parser.add_argument_group("files")
    files.add_argument("--config", metavar="FILE", help="take this configuration and look for no other")
    files.add_argument("--isolated", action="store_true", help="take no configuration from files")
    files.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave out what is excluded even where it is named on the command line",
    )
    files.add_argument("--baseline", metavar="FILE", help="leave out the findings that this file covers")
    if reports:
        files.add_argument("--write-baseline", metavar="FILE", help="write a baseline that covers what is found now")
    files.add_argument("--stdin-filename", metavar="PATH", help="the name, and the place, of what standard input holds")
    if reports:
        files.add_argument("--jobs", type=_positive, metavar="N", help="processes (default: as many as pay off)")

    build = parser.add_argument_group("the build")
    build.add_argument(
        "--context", metavar="DIR", help="the build context, or `none` (default: the folder of each file)"
    )
    build.add_argument("--target", metavar="STAGE", help="the stage that is built (default: the last one)")
    build.add_argument(
        "--build-arg",
        action="append",
        dest="build_args",
        metavar="NAME=VALUE",
        help="the value of a build argument; without =VALUE that of the environment variable",
    )

    output = parser.add_argument_group("output")
    if reports:
        ours = [name for name in FORMATS if not name.startswith("hadolint-")]
        output.add_argument(
            "--output-format",
            action="append",
            dest="output_formats",
            type=_output,
            metavar="FORMAT[:FILE]",
            help=f"{_listed(ours)}, or `hadolint-` and one of hadolint's (default: text); several times for several "
            "reports, all but one of them with a file",
        )
        output.add_argument("--output-file", metavar="FILE", help="write the report without a file of its own there")
        output.add_argument("--statistics", action="store_true", help="count the findings of each rule")
        output.add_argument(
            "--suppressed",
            action="store_true",
            help="list in SARIF also what comments silence and a baseline covers, marked as suppressed",
        )
    output.add_argument(
        "--color",
        choices=COLORS,
        metavar="WHEN",
        help=f"{_listed(COLORS)} (default: auto, which follows NO_COLOR, FORCE_COLOR and the terminal)",
    )
    output.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        metavar="SEVERITY",
        help=f"exit with 1 only for findings of this severity or a worse one: {_listed(SEVERITIES)}",
    )
    output.add_argument("--exit-zero", action="store_true", help="exit with 0 where the exit code would be 1")
    if reports:
        _add_hadolint_arguments(parser)


class _Hadolint(argparse.Action):
    """Keeps the value of one of hadolint's options under its long name."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        value = "true" if values == [] else str(values)
        options: dict[str, list[str]] = namespace.hadolint
        options.setdefault(self.option_strings[-1].removeprefix("--"), []).append(value)
        if self.option_strings[0] == "-c":
            namespace.config = value
        elif self.option_strings[-1] == "--no-color":
            namespace.color = "never"


def _add_hadolint_arguments(parser: Parser) -> None:
    from dockerlint.config.hadolint import FORMATS as THEIR_FORMATS
    from dockerlint.config.hadolint import THRESHOLDS

    group = parser.add_argument_group(
        "hadolint's options",
        "They mean what they mean to hadolint. With one of them, one of its environment variables, or where a "
        "configuration of hadolint is the only one found, the rules are those of the group `hadolint`, and `--ignore` "
        "takes the place of the file's list.",
    )

    def option(*names: str, nargs: int | None = None, **more: object) -> None:
        group.add_argument(*names, action=_Hadolint, dest=argparse.SUPPRESS, nargs=nargs, **more)  # type: ignore[arg-type]

    option("-f", "--format", choices=THEIR_FORMATS, metavar="FORMAT", help=_listed(THEIR_FORMATS))
    option("-o", "--output", metavar="FILE", help="where the report goes; several go with as many `--format`")
    option("-c", metavar="FILE", help="the same as --config")
    option(
        *("-t", "--failure-threshold"),
        choices=THRESHOLDS,
        metavar="THRESHOLD",
        help=f"the mildest severity that makes the exit code 1: {_listed(THRESHOLDS)} (default: info)",
    )
    option("--no-fail", nargs=0, help="the same as --exit-zero")
    for severity in SEVERITIES:
        option(f"--{severity}", metavar="CODE", help=f"give a rule the severity {severity}")
    option("--trusted-registry", metavar="REGISTRY", help="a registry that images may come from")
    option("--require-label", type=_label, metavar="LABEL[:TYPE]", help="a label that images need, and its type")
    option("--strict-labels", nargs=0, help="report labels that are not required")
    option("--disable-ignore-pragma", nargs=0, help="let no comment silence a finding")
    option("--file-path-in-report", metavar="PATH", help="the name that some formats give the file")
    option("--no-color", nargs=0, help="the same as --color never")
    option("-V", "--verbose", nargs=0, help="show the settings on standard error")
    group.add_argument("-v", action="version", version=f"dockerlint {__version__}", help="the same as --version")


def _label(text: str) -> str:
    from dockerlint.config.hadolint import is_label

    if not is_label(text):
        raise argparse.ArgumentTypeError(f"`{text}` has no type that is known")
    return text


def _output(text: str) -> str:
    if not is_output(text):
        from difflib import get_close_matches

        name = text.partition(":")[0]
        near = get_close_matches(name, FORMATS, n=1)
        hint = f"; did you mean `{near[0]}`?" if near and near[0] != name else ""
        raise argparse.ArgumentTypeError(f"`{text}` is no format, nor one with a file{hint}")
    return text


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1 on, not `{text}`")
    return int(text)
