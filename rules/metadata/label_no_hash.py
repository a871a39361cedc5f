from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.metadata._labels import TypedLabel


class LabelNoHash(TypedLabel):
    """A label that should hold a commit, and does not.

    ## What it flags
    A value that is not 7, 40 or 64 hexadecimal digits in lower case.
    Looked at are the labels that the configuration's `label-schema` gives the type `hash`. Values that the file
    does not tell are left alone.

    ## Why it is bad
    Programs that read the label cannot use it.

    ## What to do
    Write a value of that form: `git rev-parse HEAD` prints it.

    ## Options
    - `schema`: labels and their types beside those of `label-schema`, as in `org.example.x=hash`.

    ## Sources
    - https://git-scm.com/docs/git-rev-parse
    """

    name = "label-no-hash"
    aliases = ("hadolint:DL3055",)
    on = ("LABEL",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    options = {"schema": []}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nLABEL a='main'\n", lines=(2,), options={"schema": ["a=hash"]}),
            Example("FROM debian:13-slim\nARG X=''\nLABEL b=1 a=$X\n", lines=(3,), options={"schema": ["a=hash"]}),
        ),
        good=(
            Example("FROM debian:13-slim\nLABEL a=0123abc b=$c\n", options={"schema": ["a=hash", "b=hash"]}),
            Example(
                "FROM debian:13-slim\nLABEL a='0123456789012345678901234567890123456789' b='main'\n",
                options={"schema": ["a=hash"]},
            ),
            "FROM debian:13-slim\nLABEL a='main'\n",
        ),
    )
    kind = "hash"
    wanted = "commit hash of git"
