from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import RpmVersionRule


class DnfVersionUnpinned(RpmVersionRule):
    """Packages that dnf installs in whatever version is current.

    ## What it flags
    `dnf install` (also of microdnf) with packages whose name has no version (`curl-8.14.1`) behind it. Files,
    addresses, groups (`@development`) and variables are left alone.

    ## Why it is bad
    The image depends on the day on which it is built: a build that worked yesterday gets another version today, and
    nobody can tell which one an old image had. On the other hand distributions delete old versions from their
    mirrors, and a pinned build then fails: that is why the rule is not on by default.

    ## What to do
    Write `curl-8.14.1`, or with a wildcard `curl-8.14.*`.

    ## Options
    - `plain-calls-only`: only `dnf install`, under its plain name: not behind `sudo`, by its path, or inside
      `sh -c`. Default: false
    - `every-word`: variables, files, addresses and groups count too. Default: false
    - `index`: files that tell which version of a package to write, for the fix: lines `name version`, a JSON
      object, or a package list of the distribution. Default: none

    ## Sources
    - https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages
    - https://docs.docker.com/build/building/best-practices/#version-pinning
    """

    name = "dnf-version-unpinned"
    aliases = (
        "hadolint:DL3041",
        "kics:93d88cf7",
    )
    on = ("$dnf", "$dnf5", "$microdnf")
    groups = {"strict": {}, "hadolint": {"plain-calls-only": True, "every-word": True}}
    managers = ("dnf", "microdnf")
    plain_commands = ("dnf", "microdnf")
    pinned_as = "name-version"
    examples = Examples(
        bad=(
            Example("FROM fedora:43\nRUN dnf install -y curl && dnf clean all\n", refused="no version is known: curl"),
            Example(
                "FROM fedora:43\nRUN dnf install -y httpd-2.4.62 \\\n    mod_ssl \\\n    gtk2-devel\n",
                lines=(3,),
                refused="no version is known: mod_ssl, gtk2-devel",
            ),
            Example(
                "FROM fedora:43\nRUN dnf install -y ./tool.rpm\n",
                options={"every-word": True},
                refused="no version is known: ./tool.rpm",
            ),
            Example(
                "FROM fedora:43\nRUN dnf install -y curl && dnf clean all\n",
                options={"index": ["versions.txt"]},
                files={"versions.txt": "curl 8.15.0\n"},
                fixed="FROM fedora:43\nRUN dnf install -y curl-8.15.0 && dnf clean all\n",
            ),
        ),
        good=(
            "FROM fedora:43\nRUN dnf install -y curl-8.14.1 httpd-2.4.*\n",
            "FROM fedora:43\nRUN dnf install -y https://example.com/tool.rpm ./other.rpm @development\n",
            "FROM fedora:43\nRUN dnf install -y $PACKAGES\n",
            "FROM fedora:43\nRUN dnf groupinstall -y 'Development Tools'\n",
        ),
    )
