from __future__ import annotations

from itertools import pairwise

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_calls
from dockerlint.syntax.instructions import Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class SmallCopyBeforeInstallation(Rule):
    """Source files copied in front of an installation that does not read them.

    ## What it flags
    A COPY of single files from the build context right in front of a RUN that installs packages of the
    distribution, and names none of them.

    ## Why it is bad
    Each change of such a file installs all packages anew.

    ## What to do
    Put the COPY behind the RUN.

    ## Sources
    - https://docs.docker.com/build/cache/optimize/#order-your-layers
    """

    name = "small-copy-before-installation"
    severity = "info"
    confidence = "medium"
    on = ("@stage COPY",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            ("FROM debian:13-slim\nCOPY app.py /app/app.py\nRUN apt-get update && apt-get install -y python3\n"),
            "FROM alpine:3.22\nCOPY run.sh /run.sh\nRUN apk add --no-cache curl\n",
        ),
        good=(
            (
                "FROM debian:13-slim\nCOPY packages.txt /tmp/packages.txt\n"
                "RUN xargs apt-get install -y < /tmp/packages.txt\n"
            ),
            (
                "FROM debian:13-slim\nCOPY sources.list /etc/apt/sources.list\n"
                "RUN apt-get update && apt-get install -y curl\n"
            ),
            ("FROM debian:13-slim\nRUN apt-get update && apt-get install -y python3\nCOPY app.py /srv/app.py\n"),
            "FROM debian:13-slim\nCOPY a.deb /tmp/\nRUN apt-get install -y /tmp/a.deb\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        for copy, run in pairwise(stage.instructions):
            if not isinstance(copy, Copy) or copy.from_ is not None or not isinstance(run, Run) or run.in_onbuild:
                continue
            calls = package_calls(file.commands(run))
            installs = [call for call in calls if call.name in _SYSTEM and call.does(call.manager["install"])]
            if not installs or len(calls) < len(file.commands(run)) - _MOST_OTHERS:
                continue
            names = [word.value.strip("\"'").rstrip("/").rpartition("/")[2] for word in copy.words]
            sure = all(name and not any(one in name for one in "*?$") for name in names[:-1]) and not copy.heredocs
            if sure and file.graph.independent(copy, run) and not any(name and name in run.line.text for name in names):
                yield self.at(
                    copy.keyword_word,
                    f"each change of these files runs line {run.start_line} anew, which does not read them",
                    subject=(copy, run),
                )


_SYSTEM = ("apt", "apk", "yum", "dnf", "microdnf", "zypper")
_MOST_OTHERS = 2  # commands beside the package manager's: a clean-up
