from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import VersionRule


class AptVersionUnpinned(VersionRule):
    """Packages that apt installs in whatever version is current.

    ## What it flags
    `apt-get install`, `apt install`, and the like, with packages whose name has no `=version` behind it. Files, and
    packages of a named release (`curl/stable`), are left alone, and so are variables.

    ## Why it is bad
    The image depends on the day on which it is built: a build that worked yesterday gets another version today, and
    nobody can tell which one an old image had. On the other hand distributions delete old versions from their
    mirrors, and a pinned build then fails: that is why the rule is not on by default.

    ## What to do
    Write `curl=8.14.1-2`, or with a wildcard `curl=8.14.*`. `apt-cache policy curl` tells the versions.

    ## Options
    - `plain-calls-only`: only `apt-get install`, under its plain name: not behind `sudo`, by its path, or inside
      `sh -c`. Default: false
    - `every-word`: names in variables count too. Default: false
    - `index`: files that tell which version of a package to write, for the fix: lines `name version`, a JSON
      object, or a package list of the distribution. Default: none

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#version-pinning
    - https://manpages.debian.org/trixie/apt/apt-get.8.en.html
    """

    name = "apt-version-unpinned"
    aliases = (
        "hadolint:DL3008",
        "kics:965a08d7",
        "dockerfile-doctor:DD022",
        "buddy:ER0012",
        "droast:DF005",
    )
    on = ("$apt-get", "$apt", "$aptitude")
    groups = {"strict": {}, "hadolint": {"plain-calls-only": True, "every-word": True}}
    managers = ("apt",)
    plain_commands = ("apt-get",)
    pinned_as = "name=version"
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN apt-get install -y --no-install-recommends curl\n",
                refused="no version is known: curl",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get update && \\\n    apt install -y curl=8.14.* git\n",
                lines=(3,),
                refused="no version is known: git",
            ),
            Example(
                "FROM debian:13-slim\nRUN sudo apt-get install -y -t testing curl\n",
                refused="no version is known: curl",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get install -y $PACKAGES\n",
                options={"every-word": True},
                refused="no version is known: variables hold the names",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get install -y --no-install-recommends curl git\n",
                options={"index": ["versions.txt"]},
                files={"versions.txt": "# of the day\ncurl 8.14.1-2\n"},
                fixed="FROM debian:13-slim\nRUN apt-get install -y --no-install-recommends curl=8.14.1-2 git\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y curl=8.14.1-2+deb13u2 git=1:2.47.*\n",
            "FROM debian:13-slim\nRUN apt-get install -y ./tool.deb /tmp/other.deb\n",
            "FROM debian:13-slim\nRUN apt-get install -y $PACKAGES curl/stable curl=$CURL_VERSION\n",
            "FROM debian:13-slim\nRUN apt-get install -y -t testing curl=8.*\n",
            "FROM debian:13-slim\nRUN apt-get remove curl\n",
        ),
    )

    def is_no_package(self, text: str) -> bool:
        # `name-` removes a package.
        return super().is_no_package(text) or text.endswith((".deb", "-"))
