from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class RepeatedRun(Rule):
    """The same RUN twice in a stage.

    ## What it flags
    Two RUNs of one stage with the same text of more than one word, where nothing stands between them that may
    change what it does (USER, WORKDIR, ENV, SHELL, COPY, ADD).

    ## Why it is bad
    The second does again what is done, in a layer of its own. One of the two was forgotten.

    ## What to do
    Delete one of them.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#run
    """

    name = "repeated-run"
    aliases = ("dockerfile-doctor:DD065",)
    severity = "info"
    on = ("@stage RUN again",)
    groups = {"recommended": {}, "strict": {}}
    not_in = {"onbuild": "a trigger runs in another build", "heredoc": "here-documents are not compared"}
    examples = Examples(
        bad=(
            ("FROM debian:13-slim\nRUN apt-get install -y curl\nEXPOSE 80\nRUN apt-get install -y curl\n"),
            "FROM debian:13-slim\nRUN make install\nRUN make install\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN make install\nUSER app\nRUN make install\n",
            "FROM debian:13-slim\nRUN ls\nRUN ls\n",
            ("FROM debian:13-slim\nRUN apt-get update\nCOPY a.list /etc/apt/sources.list.d/\nRUN apt-get update\n"),
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        seen: dict[str, int] = {}
        for node in stage.instructions:
            if node.keyword in ("USER", "WORKDIR", "ENV", "SHELL", "ARG", "COPY", "ADD"):
                seen.clear()
            text = node.arguments.value if node.keyword == "RUN" and not node.heredocs else ""
            if " " not in text or _refreshes(text):
                continue
            if text in seen:
                yield self.at(node.keyword_word, f"line {seen[text]} runs the same already", subject=(stage, node))
            seen[text] = node.start_line


def _refreshes(text: str) -> bool:
    """Whether it is meant to be run again when something has changed: an index, a cache of the linker, a clean-up."""
    if ">>" in text or "tee -a" in text or text.startswith(("ls ", "source ", "echo ", "cat ")):
        return True
    return any(
        word in text
        for word in ("update", "upgrade", "ldconfig", "clean", "rm ", "refresh", "chown", "chmod", "build", "apk add")
    )
