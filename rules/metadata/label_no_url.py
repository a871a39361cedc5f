from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.metadata._labels import TypedLabel


class LabelNoUrl(TypedLabel):
    """A label that should hold a URL, and does not.

    ## What it flags
    A value without a scheme, or with blanks in it.
    Looked at are the labels that the configuration's `label-schema` gives the type `url`. Values that the file
    does not tell are left alone.

    ## Why it is bad
    Programs that read the label cannot use it.

    ## What to do
    Write a value of that form: `https://example.com/docs`.

    ## Options
    - `schema`: labels and their types beside those of `label-schema`, as in `org.example.x=url`.

    ## Sources
    - https://www.rfc-editor.org/rfc/rfc3986
    """

    name = "label-no-url"
    aliases = ("hadolint:DL3052",)
    on = ("LABEL",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    options = {"schema": []}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nLABEL a='example.com'\n", lines=(2,), options={"schema": ["a=url"]}),
            Example("FROM debian:13-slim\nARG X=''\nLABEL b=1 a=$X\n", lines=(3,), options={"schema": ["a=url"]}),
        ),
        good=(
            Example("FROM debian:13-slim\nLABEL a=https://example.com b=$c\n", options={"schema": ["a=url", "b=url"]}),
            Example(
                "FROM debian:13-slim\nLABEL a='mailto:a@example.com' b='example.com'\n", options={"schema": ["a=url"]}
            ),
            "FROM debian:13-slim\nLABEL a='example.com'\n",
        ),
    )
    kind = "url"
    wanted = "URL"
