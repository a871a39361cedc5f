from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.packages._upgrade import UpgradeRule


class AptDistributionUpgrade(UpgradeRule):
    """Everything brought up to date by apt-get.

    ## What it flags
    `apt-get dist-upgrade` and its other names without packages behind it.

    ## Why it is bad
    The same file gives another image each time, as long as nothing is cached, and the layer holds a second copy of
    all that was replaced. The base image gets its updates from those who publish it.

    ## What to do
    Take a newer base image, and rebuild with `--pull`. To get one fix sooner, name the package.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#apt-get
    """

    name = "apt-distribution-upgrade"
    aliases = (
        "hadolint:DL3005",
        "trivy:DS-0024",
        "kics:682fe378",
        "dockle:DKL-DI-0003",
        "dockerfilelint:apt-get-dist-upgrade",
        "buddy:ER0006",
    )
    on = ("$apt-get", "$apt", "$aptitude")
    groups = {"strict": {}}
    managers = ("apt",)
    verbs = ("dist-upgrade", "full-upgrade")
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get -y dist-upgrade\n",
            ("FROM debian:13-slim\nRUN true && \\\n    apt-get -y dist-upgrade && apt-get install -y curl\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y curl\n",
            "FROM debian:13-slim\nRUN apt-get -y upgrade\n",
        ),
    )
