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
    from dockerlint.config.check import Values
    from dockerlint.config.document import Node, Report

_RULES = Kind("texts")
_FLAG = Kind("flag")

# hadolint's formats and ours for the same readers, None where we write nothing for them.
_FORMATS = {
    "tty": "text",
    "json": "hadolint-json",
    "checkstyle": "checkstyle",
    "codeclimate": "gitlab",
    "gitlab_codeclimate": "gitlab",
    "gnu": "gnu",
    "codacy": None,
    "sonarqube": None,
    "sarif": "sarif",
    "junit": "junit",
}

HADOLINT_KEYS = {
    "ignored": _RULES,
    "override": Kind("free"),
    "failure-threshold": Kind("choice", choices=(*SEVERITIES, "ignore", "none")),
    "trustedRegistries": Kind("texts"),
    # hadolint takes the empty text for `text`.
    "label-schema": Kind("map", of=Kind("choice", choices=(*LABEL_TYPES, ""))),
    "strict-labels": _FLAG,
    "no-fail": _FLAG,
    "no-color": _FLAG,
    "disable-ignore-pragma": _FLAG,
    "format": Kind("choice", choices=tuple(_FORMATS)),
}

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
    if isinstance(output, str) and isinstance(document.value, dict):
        if _FORMATS[output] is None:
            note(document.value["format"].place, f"nothing here writes the format {shown(output)}")
        else:
            values["output-format"] = _FORMATS[output]
    if found.get("no-color"):
        values["color"] = "never"
    if found.get("disable-ignore-pragma"):
        values["suppressions"] = False
    return values


def _severity_of_rules(levels: Values) -> dict[str, str]:
    """The severity of each rule, the highest of those that it stands under."""
    severities: dict[str, str] = {}
    for level in reversed(SEVERITIES):
        rules = levels.get(level)
        severities |= dict.fromkeys(rules if isinstance(rules, list) else (), level)
    return severities
