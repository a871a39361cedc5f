from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class MisplacedDirective(Rule):
    """A comment that looks like a parser directive, and is none.

    ## What it flags
    `# syntax=`, `# escape=` and `# check=` below another comment, a blank line or an instruction, and `# sytnax=`
    and other slips at the top of the file.

    ## Why it is bad
    Docker takes parser directives only at the very top. Below, the line is a comment like any other, and the file
    is read by other rules than it says.

    ## What to do
    Move the line to the top of the file, above all comments.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#parser-directives
    """

    name = "misplaced-directive"
    aliases = ("buddy:ED0001", "buddy:ED0004", "tally:syntax-directive-typo")
    on = ("@file ~syntax", "@file ~escape", "@file ~docker/dockerfile")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "# My image\n# syntax=docker/dockerfile:1\nFROM debian:13-slim\n",
            "FROM debian:13-slim\n# escape=`\n",
            "# sytnax=docker/dockerfile:1\nFROM debian:13-slim\n",
        ),
        good=(
            "# syntax=docker/dockerfile:1\n# My image\nFROM debian:13-slim\n",
            "FROM debian:13-slim\n# syntax = see below\n",
            "FROM debian:13-slim\n# check=skip=all\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        text = file.tree.text
        if "syntax" not in text and "escape" not in text and "=" not in text.partition("\n")[0]:
            return
        seen: set[str] = set()
        for item in file.tree.items:
            if item.kind == "directive":
                seen.add(item.text)
            if item.kind != "comment" or "=" not in item.text:
                continue
            name, _, value = item.text[1:].partition("=")
            name = name.strip().lower()
            value = value.strip()
            if " " in value or not value:
                continue
            if name in ("syntax", "escape") and (name == "escape" or "/" in value):
                yield self.at(item, f"`{name}` here is a comment: directives stand at the very top", subject=item)
            elif item.start_line == 1 and _is_slip(name) and "/" in value:
                yield self.at(item, f"`{name}` is no directive: did you mean `syntax`?", subject=item)


def _is_slip(name: str) -> bool:
    from dockerlint.lint.spelling import one_slip_apart

    return one_slip_apart(name, "syntax")
