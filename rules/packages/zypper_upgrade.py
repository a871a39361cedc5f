from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.packages._upgrade import UpgradeRule


class ZypperUpgrade(UpgradeRule):
    """Everything brought up to date by zypper.

    ## What it flags
    `zypper update` and its other names without packages behind it.

    ## Why it is bad
    The same file gives another image each time, as long as nothing is cached, and the layer holds a second copy of
    all that was replaced. The base image gets its updates from those who publish it.

    ## What to do
    Take a newer base image, and rebuild with `--pull`. To get one fix sooner, name the package.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#run
    """

    name = "zypper-upgrade"
    aliases = ("kics:d4895357", "semgrep:avoid-zypper-update")
    on = ("$zypper",)
    groups = {"strict": {}}
    managers = ("zypper",)
    verbs = ("update", "up")
    examples = Examples(
        bad=(
            "FROM opensuse/leap:15.6\nRUN zypper -n update\n",
            ("FROM opensuse/leap:15.6\nRUN true && \\\n    zypper -n update && zypper -n install curl\n"),
        ),
        good=(
            "FROM opensuse/leap:15.6\nRUN zypper -n install curl\n",
            "FROM opensuse/leap:15.6\nRUN zypper -n update openssl\n",
        ),
    )
