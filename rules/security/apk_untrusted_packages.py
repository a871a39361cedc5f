from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.security._option import OptionRule


class ApkUntrustedPackages(OptionRule):
    """apk that installs packages without a valid signature.

    ## What it flags
    `apk add --allow-untrusted` in RUN.

    ## Why it is bad
    apk then takes packages that nobody has signed, also for everything else that the call installs.

    ## What to do
    Put the publisher's key into `/etc/apk/keys` and leave the option out.

    ## Sources
    - https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
    """

    name = "apk-untrusted-packages"
    aliases = ("checkov:CKV2_DOCKER_7",)
    on = ("%apk ~untrusted",)
    groups = {"recommended": {}, "strict": {}}
    switches = ("--allow-untrusted",)
    effect = "installs packages that nobody has signed"
    examples = Examples(
        bad=(
            "FROM alpine:3.22\nRUN apk add --no-cache --allow-untrusted /tmp/glibc.apk\n",
            Example(
                "FROM alpine:3.22\nRUN apk --allow-untrusted add curl\n", fixed="FROM alpine:3.22\nRUN apk add curl\n"
            ),
        ),
        good=(
            "FROM alpine:3.22\nRUN apk add --no-cache curl\n",
            "FROM alpine:3.22\nRUN echo apk --allow-untrusted\n",
        ),
    )
