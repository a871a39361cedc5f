from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.packages._upgrade import UpgradeRule


class AptUpgrade(UpgradeRule):
    """Everything brought up to date by apt-get.

    ## What it flags
    `apt-get upgrade` and its other names without packages behind it.

    ## Why it is bad
    The same file gives another image each time, as long as nothing is cached, and the layer holds a second copy of
    all that was replaced. The base image gets its updates from those who publish it.

    ## What to do
    Take a newer base image, and rebuild with `--pull`. To get one fix sooner, name the package.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#apt-get
    """

    name = "apt-upgrade"
    aliases = (
        "kics:682fe378",
        "dockerfilelint:apt-get-upgrade",
        "dockerfile-doctor:DD013",
        "buddy:ER0006",
        "semgrep:avoid-apt-get-upgrade",
    )
    on = ("$apt-get", "$apt", "$aptitude")
    groups = {"strict": {}}
    managers = ("apt",)
    verbs = ("upgrade", "safe-upgrade")
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get -y upgrade\n",
            "FROM debian:13-slim\nRUN true && \\\n    apt-get -y upgrade && apt-get install -y curl\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y curl\n",
            "FROM debian:13-slim\nRUN apt-get install --only-upgrade -y openssl\n",
        ),
    )
