from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import From


class BaseReleaseTooOld(Rule):
    """A base image of a release that is older than the policy allows.

    ## What it flags
    FROM with a release of a language or distribution that came out more than `days` before today. Without that
    option the rule says nothing.

    ## Why it is bad
    An organisation may want to move on earlier than a release's end of life.

    ## What to do
    Take a newer release.

    ## Options
    - `days`: how old the release may be; 0 switches the rule off. Default: 0

    ## Sources
    - https://endoflife.date/
    """

    name = "base-release-too-old"
    on = ("FROM ?days",)
    groups = {"recommended": {}, "strict": {}}
    options = {"days": 0}
    examples = Examples(
        bad=(
            Example("FROM python:3.9-slim\n", options={"days": 365}),
            Example("FROM ubuntu:18.04\n", options={"days": 1000}),
        ),
        good=(
            "FROM python:3.9-slim\n",
            Example("FROM ubuntu:24.04\n", options={"days": 5000}),
        ),
    )

    def instruction(self, node: From, file: Dockerfile) -> Findings:  # type: ignore[override]
        days = self.option["days"]
        stage = file.graph.stage_of(node)
        image = stage.edges[0].base_image if isinstance(days, int) and days > 0 and stage is not None else None
        for release in image.releases if image is not None else ():
            age = _day(file.today) - _day(release.released) if release.released else 0
            if isinstance(days, int) and age > days and node.image is not None:
                yield self.at(node.image, f"{release} is {age} days old", subject=(node, release))
                return


def _day(date: str) -> int:
    """Return the number of a day by which days can be counted."""
    year, month, day = (int(part) for part in date.split("-"))
    # Years that begin in March have their leap day last.
    year -= month < 3
    month = (month + 9) % 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day
