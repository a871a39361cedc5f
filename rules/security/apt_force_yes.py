from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.security._option import OptionRule


class AptForceYes(OptionRule):
    """apt-get that answers yes to everything, whatever breaks.

    ## What it flags
    `apt-get --force-yes`.

    ## Why it is bad
    The option takes packages without a signature, downgrades, and removes packages that the system needs. It is
    deprecated: newer releases of apt have an option for each of these.

    ## What to do
    Write `-y`. Where one of these is meant, name it: `--allow-downgrades`, `--allow-remove-essential`, `--allow-
    change-held-packages`.

    ## Sources
    - https://manpages.debian.org/stable/apt/apt-get.8.en.html
    """

    name = "apt-force-yes"
    aliases = ("checkov:CKV2_DOCKER_11",)
    severity = "error"
    on = ("%apt ~--force-yes",)
    groups = {"recommended": {}, "strict": {}}
    switches = ("--force-yes",)
    effect = "takes unsigned packages too: `-y` answers the questions"
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN apt-get install --force-yes curl\n",
                fixed="FROM debian:13-slim\nRUN apt-get install -y curl\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get update && \\\n    apt-get install -y --force-yes curl\n",
                fixed="FROM debian:13-slim\nRUN apt-get update && \\\n    apt-get install -y curl\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y curl\n",
            "FROM debian:13-slim\nRUN echo --force-yes && apt-get install -y force-yes\n",
        ),
    )
