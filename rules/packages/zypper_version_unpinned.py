from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import VersionRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell import ShellWord
    from dockerlint.shell.package_calls import PackageCall


class ZypperVersionUnpinned(VersionRule):
    """Packages that zypper installs in whatever version is current.

    ## What it flags
    `zypper install` with packages whose name has no version (`curl=8.14.1`, `curl>=8`, `curl-8.14.1`) behind it. Files,
    addresses, patterns and variables are left alone.

    ## Why it is bad
    The image depends on the day on which it is built: a build that worked yesterday gets another version today, and
    nobody can tell which one an old image had. On the other hand distributions delete old versions from their
    mirrors, and a pinned build then fails: that is why the rule is not on by default.

    ## What to do
    Write `curl=8.14.1`.

    ## Options
    - `plain-calls-only`: only `zypper install`, under its plain name: not behind `sudo`, by its path, or inside
      `sh -c`. Default: false
    - `every-word`: variables and addresses count too. Default: false
    - `index`: files that tell which version of a package to write, for the fix: lines `name version`, a JSON
      object, or a package list of the distribution. Default: none

    ## Sources
    - https://en.opensuse.org/SDB:Zypper_manual
    - https://docs.docker.com/build/building/best-practices/#version-pinning
    """

    name = "zypper-version-unpinned"
    aliases = (
        "hadolint:DL3037",
        "kics:562952e4",
    )
    on = ("$zypper",)
    groups = {"strict": {}, "hadolint": {"plain-calls-only": True, "every-word": True}}
    managers = ("zypper",)
    plain_commands = ("zypper",)
    plain_verbs = ("install", "in")
    pinned_as = "name=version"
    examples = Examples(
        bad=(
            Example(
                "FROM opensuse/leap:16.0\nRUN zypper -n install curl && zypper clean\n",
                refused="no version is known: curl",
            ),
            Example(
                "FROM opensuse/leap:16.0\nRUN zypper -n in curl=8.14.1 \\\n    git\n",
                lines=(3,),
                refused="no version is known: git",
            ),
            Example(
                "FROM opensuse/leap:16.0\nRUN zypper -n in $PACKAGES\n",
                options={"every-word": True},
                refused="no version is known: variables hold the names",
            ),
            Example(
                "FROM opensuse/leap:16.0\nRUN zypper -n install curl\n",
                options={"index": ["versions.txt"]},
                files={"versions.txt": "curl 8.14.1\n"},
                fixed="FROM opensuse/leap:16.0\nRUN zypper -n install curl=8.14.1\n",
            ),
        ),
        good=(
            "FROM opensuse/leap:16.0\nRUN zypper -n install 'curl>=8' git=2.51.0\n",
            "FROM opensuse/leap:16.0\nRUN zypper -n install ./tool.rpm $PACKAGES\n",
            "FROM opensuse/leap:16.0\nRUN zypper -n install -t pattern devel_basis\n",
        ),
    )

    def packages(self, call: PackageCall) -> list[ShellWord]:
        # With a type it is about patterns, products or patches.
        typed = call.command.has("-t", "--type") and not self.option["every-word"]
        return [] if typed else super().packages(call)

    def is_no_package(self, text: str) -> bool:
        return text.endswith(".rpm") or (super().is_no_package(text) and not self.option["every-word"])
