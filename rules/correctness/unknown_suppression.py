from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.lint.suppression import suggestion, unknown_selectors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.lint.shellcheck import Codes
    from dockerlint.lint.suppression import Suppression


class UnknownSuppression(Rule):
    """A suppression comment that names no rule.

    ## What it flags
    Names in `# dockerlint: ignore=`, `# hadolint ignore=`, `# check=skip=` and `# shellcheck disable=` that no rule,
    family or check has: spelling mistakes mostly.

    ## Why it is bad
    The comment says that something is silenced, and nothing is.

    ## What to do
    Correct the name, or remove it.

    ## Sources
    - https://github.com/hadolint/hadolint#inline-ignores
    - https://docs.docker.com/build/checks/#skip-checks
    """

    name = "unknown-suppression"
    on = ("@suppression",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example("# dockerlint: ignore=untaged-base-image\nFROM debian:13-slim\n", lines=(1,)),
            Example("FROM debian:13-slim\n# hadolint ignore=DL308,DL3009\nRUN a\n", lines=(2,)),
            "# check=skip=StageNameCaseing\nFROM debian:13-slim\n",
        ),
        good=(
            "# dockerlint: ignore=untagged-base-image,DL3006,hadolint:DL3006,cache -- all are there\nFROM debian\n",
            "# hadolint ignore=DL3005,SC2086 # the first is a retired id\nFROM debian:13-slim\n",
            "# shellcheck disable=SC2000-SC2100\nFROM debian:13-slim\n",
        ),
    )

    def suppression(
        self, comment: Suppression, ran: Mapping[str, object], codes: Codes | None, file: Dockerfile
    ) -> Findings:
        for selector in unknown_selectors(comment):
            near = suggestion(selector, comment.dialect)
            hint = f"; did you mean `{near}`?" if near else ""
            yield self.at(comment.list or comment.comment, f"no rule is called `{selector}`{hint}")
