from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.packages._upgrade import UpgradeRule


class YumUpgrade(UpgradeRule):
    """Everything brought up to date by yum.

    ## What it flags
    `yum update` and its other names without packages behind it.

    ## Why it is bad
    The same file gives another image each time, as long as nothing is cached, and the layer holds a second copy of
    all that was replaced. The base image gets its updates from those who publish it.

    ## What to do
    Take a newer base image, and rebuild with `--pull`. To get one fix sooner, name the package.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#run
    """

    name = "yum-upgrade"
    aliases = ("hadolint:DL3031", "kics:8f6456be", "dockerfile_lint:yum_update_all", "semgrep:avoid-yum-update")
    on = ("$yum",)
    groups = {"strict": {}}
    managers = ("yum",)
    verbs = ("update", "upgrade", "distro-sync")
    examples = Examples(
        bad=(
            "FROM rockylinux:9\nRUN yum -y update\n",
            "FROM rockylinux:9\nRUN true && \\\n    yum -y update && yum install -y curl\n",
        ),
        good=(
            "FROM rockylinux:9\nRUN yum install -y curl\n",
            "FROM rockylinux:9\nRUN yum -y update openssl\n",
        ),
    )
