from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.packages._upgrade import UpgradeRule


class DnfUpgrade(UpgradeRule):
    """Everything brought up to date by dnf.

    ## What it flags
    `dnf update` and its other names without packages behind it.

    ## Why it is bad
    The same file gives another image each time, as long as nothing is cached, and the layer holds a second copy of
    all that was replaced. The base image gets its updates from those who publish it.

    ## What to do
    Take a newer base image, and rebuild with `--pull`. To get one fix sooner, name the package.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#run
    """

    name = "dnf-upgrade"
    aliases = ("hadolint:DL3039", "kics:09fda05e", "semgrep:avoid-dnf-update")
    on = ("$dnf", "$microdnf", "$tdnf")
    groups = {"strict": {}}
    managers = ("dnf", "microdnf", "tdnf")
    verbs = ("update", "upgrade", "up", "distro-sync")
    examples = Examples(
        bad=(
            "FROM fedora:43\nRUN dnf -y upgrade\n",
            "FROM fedora:43\nRUN true && \\\n    dnf -y upgrade && dnf install -y curl\n",
        ),
        good=(
            "FROM fedora:43\nRUN dnf install -y curl\n",
            "FROM fedora:43\nRUN dnf -y upgrade openssl\n",
        ),
    )
