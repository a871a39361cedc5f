"""What a command line of `check` asks for, and the quick way to read one.

The quick reader knows the plain lines of daily use and leaves everything else, errors included, to
`dockerlint.cli.parser`, which owns the definitions and takes longer to import than a file to check.
"""

from __future__ import annotations

from dockerlint.lint.finding import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = (
    *("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "gnu", "rdjson"),
    *("hadolint-tty", "hadolint-json", "hadolint-checkstyle", "hadolint-codeclimate", "hadolint-gitlab-codeclimate"),
    *("hadolint-gnu", "hadolint-codacy", "hadolint-sonarqube", "hadolint-sarif", "hadolint-junit"),
)
# The reports for programs that can make use of fixes.
FORMATS_WITH_FIXES = ("json", "jsonl", "sarif", "rdjson", "hadolint-sarif")
FORMATS_WITH_SAVINGS = ("json", "jsonl")
COLORS = ("auto", "always", "never")
SHELLCHECK = ("auto", "on", "off")


_FIELDS = (
    "baseline",
    "build_args",
    "color",
    "config",
    "context",
    "exit_zero",
    "extend_select",
    "fail_on",
    "force_exclude",
    "hadolint",
    "ignore",
    "isolated",
    "jobs",
    "no_cache",
    "output_file",
    "output_formats",
    "paths",
    "select",
    "shellcheck",
    "statistics",
    "stdin_filename",
    "suppressed",
    "target",
    "write_baseline",
)


class CheckOptions:
    """The options of `check` with their defaults."""

    __slots__ = _FIELDS

    def __init__(self) -> None:
        self.paths: list[str] = []  # as given; `-` is standard input
        self.select: list[str] = []  # selectors, each text perhaps several with commas between them
        self.ignore: list[str] = []
        self.extend_select: list[str] = []
        self.output_formats: list[str] = []  # `FORMAT` or `FORMAT:FILE`; empty: what the configuration says
        self.output_file: str | None = None
        self.fail_on: str | None = None
        self.exit_zero = False
        self.statistics = False
        self.suppressed = False
        self.stdin_filename: str | None = None
        self.config: str | None = None
        self.isolated = False
        self.force_exclude = False
        self.context: str | None = None
        self.target: str | None = None
        self.build_args: list[str] = []  # `NAME=VALUE`, or `NAME` for the value in the environment
        self.jobs: int | None = None  # None: as many processes as pay off
        self.color = "auto"
        self.shellcheck = "auto"
        self.no_cache = False
        self.baseline: str | None = None
        self.write_baseline: str | None = None
        self.hadolint: dict[str, list[str]] = {}  # the values of hadolint's options, by name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CheckOptions) and all(getattr(self, name) == getattr(other, name) for name in _FIELDS)

    def __repr__(self) -> str:
        return f"CheckOptions({', '.join(f'{name}={getattr(self, name)!r}' for name in _FIELDS)})"


class FixOptions(CheckOptions):
    """The options of `fix`: those of `check`, and its own."""

    __slots__ = ("diff", "unsafe")

    def __init__(self) -> None:
        super().__init__()
        self.unsafe = False
        self.diff = False


_FLAGS = {
    "--exit-zero": "exit_zero",
    "--force-exclude": "force_exclude",
    "--isolated": "isolated",
    "--no-cache": "no_cache",
    "--statistics": "statistics",
    "--suppressed": "suppressed",
}
_LISTS = {
    "--build-arg": "build_args",
    "--extend-select": "extend_select",
    "--ignore": "ignore",
    "--output-format": "output_formats",
    "--select": "select",
}
_VALUES = {
    "--baseline": "baseline",
    "--color": "color",
    "--config": "config",
    "--context": "context",
    "--fail-on": "fail_on",
    "--output-file": "output_file",
    "--shellcheck": "shellcheck",
    "--stdin-filename": "stdin_filename",
    "--target": "target",
    "--write-baseline": "write_baseline",
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "--color": COLORS,
    "--fail-on": SEVERITIES,
    "--shellcheck": SHELLCHECK,
}


def is_output(text: str) -> bool:
    """Whether a text is `FORMAT` or `FORMAT:FILE`."""
    name, colon, path = text.partition(":")
    return name in FORMATS and bool(path) == bool(colon)


def read_options(arguments: Sequence[str]) -> CheckOptions | None:
    """Return the options that plain arguments ask for; None where the argument parser has to look at them."""
    options = CheckOptions()
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            options.paths += rest
        elif argument == "-" or not argument.startswith("-"):
            options.paths.append(argument)
        elif argument in _FLAGS:
            setattr(options, _FLAGS[argument], True)
        else:
            name, equals, value = argument.partition("=")
            if not equals:
                value = next(rest, "--")
                if value.startswith("-") and value != "-":
                    return None
            if value == "--":
                return None
            if name in _LISTS and (name != "--output-format" or is_output(value)):
                getattr(options, _LISTS[name]).append(value)
            elif name in _VALUES and value in _CHOICES.get(name, (value,)):
                setattr(options, _VALUES[name], value)
            else:
                return None
    return options
