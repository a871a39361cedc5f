from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.layer_order.common import from_context, source_path
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.context import Context
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class CopySourceMissing(Rule):
    """A file that is to be copied and is not in the build context.

    ## What it flags
    Sources of COPY and ADD, patterns too, that lead to nothing in a build context that was given (`--context`, the key
    `context`, a Compose or Bake file). What an ignore file excludes is another rule's business.

    ## Why it is bad
    The build stops: `failed to compute cache key: "/x": not found`.

    ## What to do
    Correct the path, or make the file before the build.

    ## Sources
    - https://docs.docker.com/build/concepts/context/
    """

    name = "copy-source-missing"
    severity = "error"
    on = ("@file COPY & =given-context", "@file ADD & =given-context")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example("FROM scratch\nCOPY app.py settings.py /app/\n", files={"app.py": ""}, lines=(2,)),
            Example("FROM scratch\nADD conf/*.ini /etc/\n", files={"conf/a.yaml": ""}, lines=(2,)),
        ),
        good=(
            Example("FROM scratch\nCOPY app.py conf* /app/\n", files={"app.py": "", "conf/a": ""}),
            Example("FROM scratch\nARG X\nCOPY $X https://example.com/a /app/\n", files={"app.py": ""}),
            "FROM scratch\nCOPY app.py /app/\n",
            Example("FROM scratch AS a\nFROM scratch\nCOPY --from=a /x /x\n", files={"app.py": ""}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for node in file.tree.instructions:
            if isinstance(node, (Copy, Add)) and from_context(node) is not None and file.context is not None:
                yield from self._sources(node, file.context, file)

    def _sources(self, node: Copy | Add, context: Context, file: Dockerfile) -> Findings:
        for source in node.sources:
            value = file.graph.expand(node, source.value) if "$" in source.value else source.value
            if not value or "://" in value or value.startswith(("git@", "<<")) or ".." in value.split("/"):
                continue
            path = source_path(source) if "$" not in source.value else value.strip("/")
            if not path or context.ignore.excludes(path):
                continue
            is_there = context.glob(value) if any(mark in value for mark in "*?[") else context.lstat(path)
            if not is_there:
                yield self.at(source, f"`{value}` is not in the build context", subject=node)
