from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add, Copy

# What only a shell that runs has: `$@`, `$1`, `$?`.
_PARAMETERS = "@*#?!0123456789"


class HeredocParameterExpanded(Rule):
    """A script in a here-document that loses its `$1` and `$@`.

    ## What it flags
    `$@`, `$*`, `$#`, `$?`, `$!` and `$0` to `$9` in a here-document of COPY or ADD whose delimiter has no quotes.

    ## Why it is bad
    Docker replaces variables there when it builds, and has nothing for these: the script in the image has an empty
    place where its arguments were meant.

    ## What to do
    Quote the delimiter: `COPY <<'EOF' /entrypoint.sh`. The fix does that where nothing in the text is meant to be
    replaced; it is unsafe, because the file becomes another one.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#here-documents
    """

    name = "heredoc-parameter-expanded"
    on = ("COPY <<", "ADD <<")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                'FROM alpine:3.22\nCOPY <<EOF /run.sh\n#!/bin/sh\nexec app "$@"\nEOF\n',
                lines=(4,),
                fixed="FROM alpine:3.22\nCOPY <<'EOF' /run.sh\n#!/bin/sh\nexec app \"$@\"\nEOF\n",
            ),
            Example(
                "FROM alpine:3.22\nARG V=1\nCOPY --chmod=755 <<-EOF /run.sh\n\techo $V ${1}\nEOF\n",
                lines=(4,),
                refused="`$V`",
            ),
        ),
        good=(
            "FROM alpine:3.22\nCOPY <<'EOF' /run.sh\nexec app \"$@\"\nEOF\n",
            "FROM alpine:3.22\nARG V=1\nCOPY <<EOF /conf\nversion = $V\nprice = 5$\nEOF\n",
            'FROM alpine:3.22\nCOPY <<EOF /run.sh\nexec app "\\$@"\nEOF\n',
            "FROM alpine:3.22\nRUN <<EOF\nset -- a\necho $1\nEOF\n",
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        for heredoc in node.heredocs:
            content = heredoc.content
            at = content.find("$") if heredoc.expand else -1
            while at >= 0:
                rest = content[at + 1 : at + 3]
                name = rest[1:] if rest[:1] == "{" else rest[:1]
                if name and name in _PARAMETERS and content[max(at - 1, 0) : at] not in ("\\", "`", "$"):
                    start = heredoc.start + at
                    shown = f"${{{name}}}" if rest[:1] == "{" else f"${name}"
                    message = f"Docker puts nothing in the place of `{shown}`: quote `{heredoc.name}`"
                    yield self.at((start, start + len(shown)), message, subject=(node, heredoc))
                    return
                at = content.find("$", at + 1)
