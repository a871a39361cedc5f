from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.lint.suppression import idle_selectors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.lint.shellcheck import Codes
    from dockerlint.lint.suppression import Suppression


class UnusedSuppression(Rule):
    """A suppression comment that silences nothing.

    ## What it flags
    Comments of all dialects (`# dockerlint: ignore=`, `# hadolint ignore=`, `# check=skip=`, `# shellcheck disable=`)
    that name rules which ran and found nothing there.

    ## Why it is bad
    It silences the next finding of that kind too, which nobody has looked at, and it says something of the file that
    is no longer so.

    ## What to do
    Remove it. `fix` does, or takes the name out of the list.

    ## Options
    `deselected`: report also what names rules that did not run.

    ## Limits
    What a comment silences for another linter may be nothing to us: hadolint and ShellCheck differ from us in a few
    readings. Without `deselected`, a comment that names a rule which is not selected is left alone.

    ## Sources
    - https://docs.astral.sh/ruff/rules/unused-noqa/
    """

    name = "unused-suppression"
    severity = "info"
    on = ("@suppression",)
    groups = {"strict": {}}
    options = {"deselected": False}
    examples = Examples(
        bad=(
            Example(
                "# dockerlint: ignore=untagged-base-image -- ours\nFROM debian:13-slim\n",
                lines=(1,),
                fixed="FROM debian:13-slim\n",
                options={"deselected": True},
            ),
            Example(
                "FROM debian:13-slim\nRUN a \\\n    # hadolint ignore=DL3008 # pinned\n    b\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nRUN a \\\n    b\n",
                options={"deselected": True},
            ),
            Example(
                "# check=skip=StageNameCasing;error=true\nFROM debian:13-slim\n",
                lines=(1,),
                fixed="# check=error=true\nFROM debian:13-slim\n",
                options={"deselected": True},
            ),
        ),
        good=(
            "# dockerlint: ignore=untagged-base-image -- a rule that does not run\nFROM debian\n",
            Example("# hadolint ignore is what this comment is about\nFROM debian\n", options={"deselected": True}),
        ),
    )

    def suppression(
        self, comment: Suppression, ran: Mapping[str, object], codes: Codes | None, file: Dockerfile
    ) -> Findings:
        idle = idle_selectors(comment, ran, codes, deselected=bool(self.option["deselected"]))
        if idle:
            names = "the comment" if comment.list is None else f"`{', '.join(idle)}`"
            yield self.at(comment.list or comment.comment, f"{names} silences nothing here", subject=(comment, idle))
