"""The one table of configuration keys: what each takes and how two configurations join.

The check, the merge and every description of the configuration read this table; nothing else lists the keys.
"""

from __future__ import annotations

SEVERITIES = ("error", "warning", "info", "style")
LABEL_TYPES = ("text", "url", "semver", "hash", "rfc3339", "spdx", "email")
OUTPUT_FORMATS = (
    *("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "gnu", "rdjson"),
    *("hadolint-tty", "hadolint-json", "hadolint-checkstyle", "hadolint-codeclimate", "hadolint-gitlab-codeclimate"),
    *("hadolint-gnu", "hadolint-codacy", "hadolint-sonarqube", "hadolint-sarif", "hadolint-junit"),
)


class Kind:
    """What a key takes.

    `form` is one of:
    - `text`: a text or a number, as it is written;
    - `scalar`: the same, or true or false, as it is written;
    - `flag`: true or false;
    - `choice`: one of `choices`;
    - `path`: a path, relative to the folder of its file, or one of `choices`;
    - `texts`: a list of texts, or one text;
    - `selectors`: a list of rule selectors, or one text with commas between them;
    - `globs`: a list of path patterns, or one;
    - `map`: names of any kind to `of`;
    - `severities`: rule selectors to `of`;
    - `rules`: rules to their options;
    - `free`: a map that the reader of the key checks;
    - `files`: the configurations that `extends` names;
    - `overrides`: a list of maps with `paths` and the keys in `OVERRIDABLE`.

    Where two configurations join, maps merge by key, lists with `adds` add up, everything else is replaced.
    """

    __slots__ = ("adds", "choices", "form", "of")

    def __init__(self, form: str, *, of: Kind | None = None, choices: tuple[str, ...] = (), adds: bool = False) -> None:
        self.form = form
        self.of = of
        self.choices = choices
        self.adds = adds


KEYS = {
    "extends": Kind("files"),
    "plugins": Kind("texts", adds=True),
    "select": Kind("selectors"),
    "ignore": Kind("selectors", adds=True),
    "extend-select": Kind("selectors"),
    "severity": Kind("severities", of=Kind("choice", choices=(*SEVERITIES, "ignore"))),
    "fail-on": Kind("choice", choices=SEVERITIES),
    "rules": Kind("rules"),
    "overrides": Kind("overrides"),
    "context": Kind("path", choices=("none",)),
    "target": Kind("text"),
    "build-args": Kind("map", of=Kind("scalar")),
    "trusted-registries": Kind("texts", adds=True),
    "mirrors": Kind("map", of=Kind("text")),
    "label-schema": Kind("map", of=Kind("choice", choices=LABEL_TYPES)),
    "strict-labels": Kind("flag"),
    "budgets": Kind("free"),
    "smoke": Kind("free"),
    "answers": Kind("free"),
    "baseline": Kind("path"),
    "output-format": Kind("choice", choices=OUTPUT_FORMATS),
    "exclude": Kind("globs"),
}

# What speaks of one file; the others speak of a whole run or of the configuration itself.
OVERRIDABLE = tuple(
    name for name in KEYS if name not in ("extends", "plugins", "overrides", "baseline", "output-format", "exclude")
)
OVERRIDE_KEYS = {"paths": Kind("globs"), **{name: KEYS[name] for name in OVERRIDABLE}}
