from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.metadata._labels import TypedLabel


class LabelNoMail(TypedLabel):
    """A label that should hold an address, and does not.

    ## What it flags
    A value that is no address of e-mail, or has more than one in it.
    Looked at are the labels that the configuration's `label-schema` gives the type `email`. Values that the file
    does not tell are left alone.

    ## Why it is bad
    Programs that read the label cannot use it.

    ## What to do
    Write a value of that form: `jane@example.com`.

    ## Options
    - `schema`: labels and their types beside those of `label-schema`, as in `org.example.x=email`.

    ## Sources
    - https://www.rfc-editor.org/rfc/rfc5322
    """

    name = "label-no-mail"
    aliases = ("hadolint:DL3058",)
    on = ("LABEL",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    options = {"schema": []}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nLABEL a='Jane Doe'\n", lines=(2,), options={"schema": ["a=email"]}),
            Example("FROM debian:13-slim\nARG X=''\nLABEL b=1 a=$X\n", lines=(3,), options={"schema": ["a=email"]}),
        ),
        good=(
            Example("FROM debian:13-slim\nLABEL a=jane@example.com b=$c\n", options={"schema": ["a=email", "b=email"]}),
            Example(
                "FROM debian:13-slim\nLABEL a='jane.doe+x@mail.example.com' b='Jane Doe'\n",
                options={"schema": ["a=email"]},
            ),
            "FROM debian:13-slim\nLABEL a='Jane Doe'\n",
        ),
    )
    kind = "email"
    wanted = "address of e-mail"
