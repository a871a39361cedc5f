from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.lint.suppression import find_suppressions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class SuppressionComment(Rule):
    """A comment that silences a check.

    ## What it flags
    `# hadolint ignore=`, `# dockerlint: ignore=` and `# check=skip=` comments.

    ## Why it is bad
    Where a team has agreed that exceptions stand in the configuration, one in the file goes past the review.

    ## What to do
    Delete the comment, or move it into the configuration.

    ## Sources
    - https://github.com/hadolint/hadolint/wiki/DL1001
    """

    name = "suppression-comment"
    aliases = ("hadolint:DL1001",)
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "# hadolint ignore=DL3008\nRUN apt-get install -y curl\n",
            "# dockerlint: ignore=apt-version-unpinned\nRUN apt-get install -y curl\n",
        ),
        good=(
            "# apt-version-unpinned\nRUN apt-get install -y curl\n",
            'FROM debian:13-slim\nRUN echo "hadolint ignore=DL3008"\n',
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        if "ignore" in file.tree.text or "skip" in file.tree.text or "disable" in file.tree.text:
            for suppression in find_suppressions(file.tree):
                yield self.at(suppression.comment, "a comment that silences a check", subject=suppression)
