from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings

_RESERVED = ("com.docker.", "io.docker.", "org.dockerproject.")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ENDS = _LETTERS + "0123456789"
_ALLOWED = _ENDS + "._/-"


class InvalidLabelKey(Rule):
    """A label's key that breaks Docker's rules for keys.

    ## What it flags
    Keys with anything but lower-case letters, digits, `.`, `-`, `_` and `/`, that do not begin with a letter and end in
    a letter or digit, that have `..` or `--` in them, or that begin with a namespace of Docker's own (`com.docker.`,
    `io.docker.`, `org.dockerproject.`). Keys with variables are left alone.

    ## Why it is bad
    Filters and tools that follow the rules do not find the label, and Docker may give its own namespaces a meaning.

    ## What to do
    Write the key in lower case, in a namespace that is yours: `com.example.build-date`.

    The fix writes upper-case letters small where nothing else is wrong. It is unsafe: who looks for the old key no
    longer finds it.

    ## Options
    - `variables`: a variable is no letter. Default: false

    ## Sources
    - https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations
    """

    name = "invalid-label-key"
    aliases = (
        "hadolint:DL3048",
        "tally:labels/valid-key",
        "dockerfilelint:label_invalid",
    )
    severity = "style"
    on = ("LABEL",)
    groups = {"strict": {}, "hadolint": {"variables": True}}
    options = {"variables": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nLABEL com.example.Version=1 a=b\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nLABEL com.example.version=1 a=b\n",
            ),
            Example("FROM debian:13-slim\nLABEL Name=a name=b\n", refused="has the key"),
            Example("FROM debian:13-slim\nLABEL com.docker.extension=1\n", refused="more than upper-case"),
            Example("FROM debian:13-slim\nLABEL a..b=1 c-=2\n", lines=(2, 2)),
        ),
        good=(
            "FROM debian:13-slim\nLABEL com.example.build-date=1 a_b/c1=2\n",
            "FROM debian:13-slim\nLABEL com.dockerfile.version=1\n",
            "FROM debian:13-slim\nARG NS=a\nLABEL $NS.version=1\n",
        ),
    )

    def instruction(self, node: Label, file: Dockerfile) -> Findings:  # type: ignore[override]
        for pair in node.pairs:
            name = pair.name
            if "$" in name and (not self.option["variables"] or node.in_onbuild):
                continue
            problem = problem_of(name)
            if problem:
                yield self.at(pair.key, f"label key `{name}` {problem}", subject=(node, pair))


def problem_of(key: str) -> str:
    """Return what is wrong with a key, "" where nothing is."""
    if key.startswith(_RESERVED):
        return "is in a namespace that Docker keeps for itself"
    if any(character not in _ALLOWED for character in key):
        return "has other characters than lower-case letters, digits, `.`, `-`, `_` and `/`"
    if key[:1] not in _LETTERS or key[-1:] not in _ENDS or not key:
        return "does not begin with a letter and end in a letter or digit"
    return "has the same separator twice in a row" if ".." in key or "--" in key else ""
