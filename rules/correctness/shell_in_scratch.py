from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class ShellInScratch(Rule):
    """RUN in a stage that has no shell.

    ## What it flags
    RUN in shell form in a stage that begins with `scratch`, where nothing before it copies anything.

    ## Why it is bad
    The empty image has no `/bin/sh`: the build stops there.

    ## What to do
    Do the work in another stage and copy the result, or copy a shell first.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "shell-in-scratch"
    aliases = ("tally:shell-run-in-scratch",)
    severity = "error"
    on = ("@stage FROM ~scratch",)
    groups = {"recommended": {}, "strict": {}}
    not_in = {"onbuild": "what a trigger runs on has the files of a later stage"}
    examples = Examples(
        bad=(
            "FROM scratch\nRUN mkdir /tmp\n",
            "FROM scratch\nWORKDIR /x\nRUN echo a > b\n",
        ),
        good=(
            "FROM scratch\nADD rootfs.tar /\nRUN mkdir /tmp\n",
            "FROM scratch\nCOPY --from=build /app /app\n",
            "FROM scratch\nRUN --mount=type=bind,from=busybox,target=/bin mkdir /tmp\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        for node in stage.instructions if stage.is_scratch else ():
            if node.keyword in ("COPY", "ADD", "SHELL"):
                return
            if node.keyword == "RUN" and not node.flags:
                yield self.at(node.keyword_word, "the empty image has no shell to run this", subject=node)
                return
