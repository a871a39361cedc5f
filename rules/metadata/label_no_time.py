from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.metadata._labels import TypedLabel


class LabelNoTime(TypedLabel):
    """A label that should hold a time, and does not.

    ## What it flags
    A value that is no date and time with a zone.
    Looked at are the labels that the configuration's `label-schema` gives the type `rfc3339`. Values that the file
    does not tell are left alone.

    ## Why it is bad
    Programs that read the label cannot use it.

    ## What to do
    Write a value of that form: `2026-11-27T10:00:00Z`.

    ## Options
    - `schema`: labels and their types beside those of `label-schema`, as in `org.example.x=rfc3339`.

    ## Sources
    - https://www.rfc-editor.org/rfc/rfc3339
    """

    name = "label-no-time"
    aliases = ("hadolint:DL3053",)
    on = ("LABEL",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    options = {"schema": []}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nLABEL a='2026-11-27'\n", lines=(2,), options={"schema": ["a=rfc3339"]}),
            Example("FROM debian:13-slim\nARG X=''\nLABEL b=1 a=$X\n", lines=(3,), options={"schema": ["a=rfc3339"]}),
        ),
        good=(
            Example(
                "FROM debian:13-slim\nLABEL a=2026-11-27T10:00:00Z b=$c\n",
                options={"schema": ["a=rfc3339", "b=rfc3339"]},
            ),
            Example(
                "FROM debian:13-slim\nLABEL a='2026-11-27T10:00:00.5+01:00' b='2026-11-27'\n",
                options={"schema": ["a=rfc3339"]},
            ),
            "FROM debian:13-slim\nLABEL a='2026-11-27'\n",
        ),
    )
    kind = "rfc3339"
    wanted = "time after RFC 3339"
