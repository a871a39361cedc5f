from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.policy._globs import known_images

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class BaseReleaseTooOld(Rule):
    """A base image of a release that is older than the policy allows.

    ## What it flags
    An image of FROM, `COPY --from`, `RUN --mount=from=`, or of a container in a Compose or Kubernetes file, with a
    release of a language or distribution that came out more than `days` before today. Without that option the rule
    says nothing.

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
    on = ("@file ?days", "@images ?days")
    groups = {"recommended": {}, "strict": {}}
    options = {"days": 0}
    examples = Examples(
        bad=(
            Example("FROM python:3.9-slim\n", options={"days": 365}),
            Example("FROM ubuntu:18.04\n", options={"days": 1000}),
            Example("services:\n  a:\n    image: postgres:12\n", path="compose.yaml", options={"days": 1000}),
        ),
        good=(
            "FROM python:3.9-slim\n",
            Example("FROM ubuntu:24.04\n", options={"days": 5000}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        days = self.option["days"]
        if not isinstance(days, int) or days <= 0:
            return
        for use in known_images(file):
            for release in use.base_image.releases if use.base_image is not None else ():
                age = _day(file.today) - _day(release.released) if release.released else 0
                if age > days:
                    yield self.at(use.span, f"{release} is {age} days old", subject=(use, release))
                    break


def _day(date: str) -> int:
    """Return the number of a day by which days can be counted."""
    year, month, day = (int(part) for part in date.split("-"))
    # Years that begin in March have their leap day last.
    year -= month < 3
    month = (month + 9) % 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day
