from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add, Copy


class SourceOutsideContext(Rule):
    """A source outside the build context.

    ## What it flags
    COPY and ADD of paths that begin with `../` from the build context.

    ## Why it is bad
    Docker looks for sources in the context alone: `../x` means `x` there, which is most likely not there.

    ## What to do
    Give a folder further up as the context (`docker build -f app/Dockerfile .`), or name a further one: `--build-
    context shared=../shared` and `COPY --from=shared`.

    ## Sources
    - https://docs.docker.com/build/concepts/context/
    """

    name = "source-outside-context"
    aliases = ("dockerfilelint:add_src_invalid",)
    severity = "error"
    on = ("COPY ~..", "ADD ~..")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nCOPY ../shared /srv/\n",
            'FROM debian:13-slim\nADD ["../a", "/b"]\n',
        ),
        good=(
            "FROM debian:13-slim\nCOPY --from=build ../a /b\n",
            "FROM debian:13-slim\nCOPY a/../b /c\n",
            "FROM debian:13-slim\nCOPY ..data /d\n",
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        for source in node.sources if node.from_ is None else []:
            value = source.value.strip("\"'").removeprefix("./")
            if value == ".." or value.startswith("../"):
                yield self.at(source, f"`{value}` is outside the build context", subject=(node, source))
