from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.packages.common import is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction


class UseraddSparseLog(Rule):
    """useradd makes a huge log file for a user with a high number.

    ## What it flags
    `useradd` with a number of six digits or more (`--uid`) and without `--no-log-init`.

    ## Why it is bad
    The logs of logins, `/var/log/lastlog` and `/var/log/faillog`, have a place for each number. For the user 1000000000
    they are as long as 300 GB, nearly all of it a hole that takes no room on a disk. An image is an archive, and stores
    the hole as zeros: the build takes very long, or fails for want of room.

    ## What to do
    Write `useradd --no-log-init`, or choose a lower number.

    ## Options
    - `least-digits`: from how many digits on a number is high. Default: 6
    - `plain-calls-only`: only `useradd` under its plain name and with `-u`, also where a variable holds the number.
      Default: false

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#user
    - https://github.com/golang/go/issues/13548
    """

    name = "useradd-sparse-log"
    aliases = ("hadolint:DL3046", "parfum:DL3046", "droast:DF064")
    on = ("$useradd",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"plain-calls-only": True}}
    options = {"least-digits": 6, "plain-calls-only": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN useradd --create-home --uid 1000700000 web\n",
                fixed="FROM debian:13-slim\nRUN useradd --no-log-init --create-home --uid 1000700000 web\n",
            ),
            Example(
                "FROM debian:13-slim\nARG NUMBER=100001\nRUN groupadd web && \\\n    useradd -u $NUMBER web\n",
                lines=(4,),
                fixed="FROM debian:13-slim\nARG NUMBER=100001\nRUN groupadd web && \\\n"
                "    useradd --no-log-init -u $NUMBER web\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN useradd --no-log-init --uid 1000700000 web && useradd -lu 200000 admin\n",
            "FROM debian:13-slim\nRUN useradd --uid 10001 web && useradd admin\n",
            "FROM debian:13-slim\nARG NUMBER\nRUN useradd --uid $NUMBER web\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.has("-l", "--no-log-init"):
            return
        word = _number(command)
        if word is None:
            return
        if self.option["plain-calls-only"]:
            if not is_plain(command, run) or command.has("--uid"):
                return
            # hadolint counts characters, those of a variable with its braces.
            text = word.text
            braces = 2 if text.startswith("$") and not text.startswith("${") else 0
            high = len(text) + braces >= int(str(self.option["least-digits"]))
        else:
            number = word.value if word.value is not None else file.graph.expand(run, word.raw.strip('"')) or ""
            high = number.isdigit() and len(number) >= int(str(self.option["least-digits"]))
        if high:
            message = "`useradd` makes a huge log for a number so high: add `--no-log-init`"
            yield self.at(command.name_word or command, message, subject=command)


def _number(command: Command) -> ShellWord | None:
    """Return the word that gives the number, also behind other letters: `-mu 1000`."""
    for index, word in enumerate(command.arguments[:-1]):
        text = word.text
        if text[:1] == "-" and text[1:2] != "-" and text.endswith("u") and text[1:].isalpha():
            return command.arguments[index + 1]
    return command.option_value("--uid", "-u")
