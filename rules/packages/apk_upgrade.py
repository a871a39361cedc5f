from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.packages._upgrade import UpgradeRule


class ApkUpgrade(UpgradeRule):
    """Everything brought up to date by apk.

    ## What it flags
    `apk upgrade` and its other names without packages behind it.

    ## Why it is bad
    The same file gives another image each time, as long as nothing is cached, and the layer holds a second copy of
    all that was replaced. The base image gets its updates from those who publish it.

    ## What to do
    Take a newer base image, and rebuild with `--pull`. To get one fix sooner, name the package.

    ## Sources
    - https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
    """

    name = "apk-upgrade"
    aliases = (
        "hadolint:DL3017",
        "kics:989ab888",
        "dockerfile-doctor:DD026",
        "buddy:ER0006",
        "semgrep:avoid-apk-upgrade",
    )
    on = ("$apk",)
    groups = {"strict": {}}
    managers = ("apk",)
    verbs = ("upgrade",)
    examples = Examples(
        bad=(
            "FROM alpine:3.22\nRUN apk upgrade --no-cache\n",
            ("FROM alpine:3.22\nRUN true && \\\n    apk upgrade --no-cache && apk add --no-cache curl\n"),
        ),
        good=(
            "FROM alpine:3.22\nRUN apk add --no-cache curl\n",
            "FROM alpine:3.22\nRUN apk upgrade openssl\n",
        ),
    )
