from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import VersionRule


class ApkVersionUnpinned(VersionRule):
    """Packages that apk installs in whatever version is current.

    ## What it flags
    `apk add` with packages whose name has no version (`curl=8.14.1-r1`, `curl~8.14`, `curl>8`) behind it. Files are
    left alone, and so are variables.

    ## Why it is bad
    The image depends on the day on which it is built: a build that worked yesterday gets another version today, and
    nobody can tell which one an old image had. On the other hand distributions delete old versions from their
    mirrors, and a pinned build then fails: that is why the rule is not on by default.

    ## What to do
    Write `curl~8.14`, which takes any revision of that version, or `curl=8.14.1-r1`.

    ## Options
    - `plain-calls-only`: only `apk add`, under its plain name: not behind `sudo`, by its path, or inside
      `sh -c`. Default: false
    - `every-word`: names in variables count too. Default: false
    - `index`: files that tell which version of a package to write, for the fix: lines `name version`, a JSON
      object, or a package list of the distribution. Default: none

    ## Sources
    - https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper#Package_pinning
    - https://docs.docker.com/build/building/best-practices/#version-pinning
    """

    name = "apk-version-unpinned"
    aliases = (
        "hadolint:DL3018",
        "kics:d3499f6d",
        "dockerfile-doctor:DD027",
        "buddy:ER0015",
        "droast:DF052",
    )
    on = ("$apk",)
    groups = {"strict": {}, "hadolint": {"plain-calls-only": True, "every-word": True}}
    managers = ("apk",)
    plain_commands = ("apk",)
    plain_verbs = ("add",)
    pinned_as = "name=version"
    examples = Examples(
        bad=(
            Example("FROM alpine:3.24\nRUN apk add --no-cache curl\n", refused="no version is known: curl"),
            Example(
                "FROM alpine:3.24\nRUN apk add --no-cache --virtual .build \\\n    gcc~14 \\\n    make\n",
                lines=(4,),
                refused="no version is known: make",
            ),
            Example("FROM alpine:3.24\nRUN apk add --no-cache curl@edge\n", refused="no version is known: curl@edge"),
            Example(
                "FROM alpine:3.24\nRUN apk add --no-cache curl\n",
                options={"index": ["versions.json"]},
                files={"versions.json": '{"curl": "8.14.1-r1"}'},
                fixed="FROM alpine:3.24\nRUN apk add --no-cache curl=8.14.1-r1\n",
            ),
        ),
        good=(
            "FROM alpine:3.24\nRUN apk add --no-cache curl=8.14.1-r1 'git>2.49' make~4\n",
            "FROM alpine:3.24\nRUN apk add --no-cache --virtual .build gcc~14\n",
            "FROM alpine:3.24\nRUN apk add --no-cache --repository https://example.com/alpine gcc~14\n",
            "FROM alpine:3.24\nRUN apk add --no-cache --allow-untrusted /tmp/tool.apk $PACKAGES\n",
        ),
    )

    def is_no_package(self, text: str) -> bool:
        return super().is_no_package(text) or text.endswith(".apk")
