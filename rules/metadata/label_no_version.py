from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.metadata._labels import TypedLabel


class LabelNoVersion(TypedLabel):
    """A label that should hold a semantic version, and does not.

    ## What it flags
    A value that is not major, minor and patch number, with what may follow them.
    Looked at are the labels that the configuration's `label-schema` gives the type `semver`. Values that the file
    does not tell are left alone.

    ## Why it is bad
    Programs that read the label cannot use it.

    ## What to do
    Write a value of that form: `1.2.3`, `1.2.3-rc.1`.

    ## Options
    - `schema`: labels and their types beside those of `label-schema`, as in `org.example.x=semver`.

    ## Sources
    - https://semver.org/
    """

    name = "label-no-version"
    aliases = ("hadolint:DL3056",)
    on = ("LABEL",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    options = {"schema": []}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nLABEL a='v1.2'\n", lines=(2,), options={"schema": ["a=semver"]}),
            Example("FROM debian:13-slim\nARG X=''\nLABEL b=1 a=$X\n", lines=(3,), options={"schema": ["a=semver"]}),
        ),
        good=(
            Example("FROM debian:13-slim\nLABEL a=1.2.3 b=$c\n", options={"schema": ["a=semver", "b=semver"]}),
            Example("FROM debian:13-slim\nLABEL a='1.2.3-rc.1+7' b='v1.2'\n", options={"schema": ["a=semver"]}),
            "FROM debian:13-slim\nLABEL a='v1.2'\n",
        ),
    )
    kind = "semver"
    wanted = "semantic version"
