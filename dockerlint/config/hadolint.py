"""hadolint's configuration file, read as one of ours.

Its keys come from hadolint's README; what its program does where that is silent was tried with version
2.15.1: `ignored` beats `override`, in which a rule that stands under several severities has the highest;
without a failure threshold style findings do not fail, with one of `none` or `ignore` every finding does;
keys that it does not know, and nulls, mean nothing.
"""

from __future__ import annotations

from dockerlint.config.check import Checker
from dockerlint.config.keys import KEYS, LABEL_TYPES, SEVERITIES, Kind
from dockerlint.config.problems import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dockerlint.config.check import Values
    from dockerlint.config.document import Node, Report
    from dockerlint.config.settings import Settings

_RULES = Kind("texts")
_FLAG = Kind("flag")

# hadolint's formats; ours for the same readers are called `hadolint-` and the name.
FORMATS = (
    *("tty", "json", "checkstyle", "codeclimate", "gitlab_codeclimate", "gnu", "codacy", "sonarqube", "sarif", "junit"),
)
# A run that writes one of these never fails.
_NEVER_FAILING = ("hadolint-codeclimate", "hadolint-codacy")
THRESHOLDS = (*SEVERITIES, "ignore", "none")

HADOLINT_KEYS = {
    "ignored": _RULES,
    "override": Kind("free"),
    "failure-threshold": Kind("choice", choices=THRESHOLDS),
    "trustedRegistries": Kind("texts"),
    # hadolint takes the empty text for `text`.
    "label-schema": Kind("map", of=Kind("choice", choices=(*LABEL_TYPES, ""))),
    "strict-labels": _FLAG,
    "no-fail": _FLAG,
    "no-color": _FLAG,
    "disable-ignore-pragma": _FLAG,
    "format": Kind("choice", choices=FORMATS),
}

# hadolint's environment variables: the option that each stands for, and the form of its value.
_VARIABLES = {
    "HADOLINT_NOFAIL": ("no-fail", "flag"),
    "HADOLINT_VERBOSE": ("verbose", "flag"),
    "HADOLINT_FORMAT": ("format", "text"),
    "HADOLINT_FAILURE_THRESHOLD": ("failure-threshold", "text"),
    "HADOLINT_OVERRIDE_ERROR": ("error", "list"),
    "HADOLINT_OVERRIDE_WARNING": ("warning", "list"),
    "HADOLINT_OVERRIDE_INFO": ("info", "list"),
    "HADOLINT_OVERRIDE_STYLE": ("style", "list"),
    "HADOLINT_IGNORE": ("ignore", "list"),
    "HADOLINT_STRICT_LABELS": ("strict-labels", "flag"),
    "HADOLINT_DISABLE_IGNORE_PRAGMA": ("disable-ignore-pragma", "flag"),
    "HADOLINT_TRUSTED_REGISTRIES": ("trusted-registry", "list"),
    "HADOLINT_REQUIRE_LABELS": ("require-label", "list"),
}
_TRUE = ("1", "true", "yes", "on", "y", "t")

_SAME_MEANING = {
    "ignored": "ignore",
    "trustedRegistries": "trusted-registries",
    "strict-labels": "strict-labels",
    "no-fail": "exit-zero",
}


def is_hadolint(document: Node) -> bool:
    """Whether the keys are hadolint's: some of its own, none of our own."""
    keys = document.value if isinstance(document.value, dict) else {}
    return any(key in HADOLINT_KEYS and key not in KEYS for key in keys) and not any(
        key in KEYS and key not in HADOLINT_KEYS for key in keys
    )


def read_hadolint(document: Node, folder: str, report: Report, note: Report) -> Values:
    """The configuration that means to us what this file means to hadolint.

    What has no counterpart goes to `note`. Three values have no key in ours: `exit-zero`, `color`,
    `suppressions`.
    """
    checker = Checker(folder, report)
    found = checker.record(document, HADOLINT_KEYS, note)
    values: Values = {"select": ["hadolint"], "fail-on": "info"}
    for theirs, ours in _SAME_MEANING.items():
        if theirs in found:
            values[ours] = found[theirs]
    labels, output = found.get("label-schema"), found.get("format")
    if isinstance(labels, dict):
        values["label-schema"] = {label: kind or "text" for label, kind in labels.items()}
    if "override" in found and isinstance(document.value, dict):
        levels = checker.record(document.value["override"], dict.fromkeys(SEVERITIES, _RULES), note)
        values["severity"] = _severity_of_rules(levels)
    if "failure-threshold" in found:
        threshold = found["failure-threshold"]
        values["fail-on"] = threshold if threshold in SEVERITIES else "style"
    if isinstance(output, str):
        values["output-format"] = format_name(output)
    if found.get("no-color"):
        values["color"] = "never"
    if found.get("disable-ignore-pragma"):
        values["suppressions"] = False
    return values


def format_name(name: str) -> str:
    """Return what we call one of hadolint's formats."""
    return f"hadolint-{name.replace('_', '-')}"


def never_fails(formats: Iterable[str]) -> bool:
    """Whether hadolint exits with 0 whatever it finds, because of what it writes."""
    return any(name in _NEVER_FAILING for name in formats)


class Asked:
    """What hadolint's options and environment variables ask for.

    `formats` and `files` are what to write and where, in the order of the options; the rest is named as in `Settings`.
    """

    __slots__ = (
        "exit_zero",
        "fail_on",
        "files",
        "formats",
        "ignore",
        "label_schema",
        "notes",
        "report_path",
        "severity",
        "strict_labels",
        "suppressions",
        "trusted_registries",
        "verbose",
    )

    def __init__(self, texts: Mapping[str, Sequence[str]]) -> None:
        self.formats = [format_name(each) for each in texts.get("format", ())]
        self.files = list(texts.get("output", ()))
        self.report_path = texts["file-path-in-report"][-1] if texts.get("file-path-in-report") else None
        self.verbose = bool(texts.get("verbose"))
        self.severity = _severity_of_rules({level: list(texts.get(level, ())) for level in SEVERITIES})
        self.ignore = list(dict.fromkeys(texts.get("ignore", ())))
        self.trusted_registries = list(dict.fromkeys(texts.get("trusted-registry", ())))
        labels = (each.partition(":") for each in texts.get("require-label", ()))
        self.label_schema = {label: kind or "text" for label, _, kind in labels}
        self.fail_on: str | None = None
        if texts.get("failure-threshold"):
            threshold = texts["failure-threshold"][-1]
            self.fail_on = threshold if threshold in SEVERITIES else "style"
        self.exit_zero = bool(texts.get("no-fail"))
        self.strict_labels = bool(texts.get("strict-labels"))
        self.suppressions = not texts.get("disable-ignore-pragma")
        self.notes: list[str] = []


def asked(options: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> Asked | None:
    """Return what options (texts by option, without its dashes) and variables ask for; None where there are none.

    Options beat variables; lists of both add up, as in hadolint. A variable with a value that cannot be meant counts
    for nothing, and a note says so.
    """
    texts = {name: list(values) for name, values in options.items()}
    notes = []
    for variable, (option, form) in _VARIABLES.items():
        text = environment.get(variable, "")
        values = [each for each in text.split(",") if each] if form == "list" else [text]
        if form == "flag":
            values = ["true"] if text.lower() in _TRUE else []
        if not text or not values:
            continue
        wrong = [value for value in values if not _is_possible(option, value)]
        if wrong:
            remedy = f"the variable is left out, it takes {_possible(option)}"
            notes.append(f"{variable}: {shown(wrong[0])} is not possible; {remedy}")
        elif form == "list":
            texts[option] = [*texts.get(option, ()), *values]
        else:
            texts.setdefault(option, values)
    if not texts:
        return None
    found = Asked(texts)
    found.notes = notes
    return found


def _is_possible(option: str, value: str) -> bool:
    if option == "format":
        return value in FORMATS
    if option == "failure-threshold":
        return value in THRESHOLDS
    return option != "require-label" or is_label(value)


def _possible(option: str) -> str:
    """Return the words for what an option takes."""
    if option == "require-label":
        return f"`label:type` with one of {', '.join(LABEL_TYPES)}"
    return ", ".join(FORMATS if option == "format" else THRESHOLDS)


def is_label(text: str) -> bool:
    """Whether a text is `label:type`, or a label alone."""
    label, _, kind = text.partition(":")
    return bool(label) and kind in (*LABEL_TYPES, "")


def as_hadolint(found: Settings, wish: Asked | None, ignored: Sequence[str] = ()) -> Settings:
    """Return settings in which hadolint's meaning holds.

    That is the group `hadolint` where no file of ours selects otherwise, and the severities and the threshold of
    hadolint. `ignored`, what the command line ignores, takes the place of the file's list, as hadolint's help has it.
    """
    from dockerlint.knowledge.hadolint import LEVELS, OFF

    settings = found.with_command_line()
    wish = wish or Asked({})
    is_theirs = found.kind != "dockerlint"
    if settings.select is None and is_theirs:
        settings.select = ["hadolint"]
    settings.fail_on = wish.fail_on or settings.fail_on or ("info" if is_theirs else None)
    own = dict(settings.severity)
    for code, level in wish.severity.items():
        known = own.get(code)
        own[code] = level if known not in SEVERITIES else SEVERITIES[min(map(SEVERITIES.index, (level, known)))]
    settings.severity = {**LEVELS, **own}
    settings.extend_select = [*settings.extend_select, *(code for code in OFF if code in own)]
    ignored = [*ignored, *wish.ignore]
    if ignored:
        settings.ignore = list(dict.fromkeys(ignored))
    settings.trusted_registries = list(dict.fromkeys([*settings.trusted_registries, *wish.trusted_registries]))
    settings.label_schema = {**settings.label_schema, **wish.label_schema}
    settings.exit_zero |= wish.exit_zero
    settings.strict_labels |= wish.strict_labels
    settings.suppressions &= wish.suppressions
    return settings


def user_configuration(environment: Mapping[str, str]) -> str | None:
    """Return the user's own configuration of hadolint, where hadolint looks after the current folder."""
    import os

    home = environment.get("HOME", "")
    config = environment.get("XDG_CONFIG_HOME") or (os.path.join(home, ".config") if home else "")
    places = [os.path.join(config, "hadolint")] if config else []
    if home:
        names = ((".hadolint", "hadolint"), (".hadolint", "config"), ("hadolint", "config"), (".hadolint",))
        places += [os.path.join(home, *name) for name in names]
    paths = [place + ending for place in places for ending in (".yaml", ".yml")]
    return next(filter(os.path.isfile, paths), None)


def _severity_of_rules(levels: Mapping[str, object]) -> dict[str, str]:
    """The severity of each rule, the highest of those that it stands under."""
    severities: dict[str, str] = {}
    for level in reversed(SEVERITIES):
        rules = levels.get(level)
        severities |= dict.fromkeys(rules if isinstance(rules, list) else (), level)
    return severities
