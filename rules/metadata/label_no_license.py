from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.metadata._labels import TypedLabel


class LabelNoLicense(TypedLabel):
    """A label that should hold a license, and does not.

    ## What it flags
    A value that is no identifier of the SPDX list, and no expression made of them.
    Looked at are the labels that the configuration's `label-schema` gives the type `spdx`. Values that the file
    does not tell are left alone.

    ## Why it is bad
    Programs that read the label cannot use it.

    ## What to do
    Write a value of that form: `Apache-2.0`, `MIT OR Apache-2.0`.

    ## Options
    - `schema`: labels and their types beside those of `label-schema`, as in `org.example.x=spdx`.

    ## Sources
    - https://spdx.org/licenses/
    """

    name = "label-no-license"
    aliases = ("hadolint:DL3054",)
    on = ("LABEL",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    options = {"schema": []}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nLABEL a='Apache 2'\n", lines=(2,), options={"schema": ["a=spdx"]}),
            Example("FROM debian:13-slim\nARG X=''\nLABEL b=1 a=$X\n", lines=(3,), options={"schema": ["a=spdx"]}),
        ),
        good=(
            Example("FROM debian:13-slim\nLABEL a=MIT b=$c\n", options={"schema": ["a=spdx", "b=spdx"]}),
            Example(
                "FROM debian:13-slim\nLABEL a='MIT OR (Apache-2.0 AND LicenseRef-Ours)' b='Apache 2'\n",
                options={"schema": ["a=spdx"]},
            ),
            "FROM debian:13-slim\nLABEL a='Apache 2'\n",
        ),
    )
    kind = "spdx"
    wanted = "license expression of SPDX"
