from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.packages.common import is_plain
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class AptInScript(Rule):
    """The command `apt`, which is made for people, in a RUN.

    ## What it flags
    `apt` where `apt-get` or `apt-cache` would do.

    ## Why it is bad
    What `apt` does and prints may change from one release to the next, and it says so on every call. `apt-get` and
    `apt-cache` keep doing what they do.

    ## What to do
    Write `apt-get` for `install`, `update`, `upgrade`, `remove` and the like, `apt-cache` for `search` and `show`.

    ## Options
    - `plain-calls-only`: only `apt` under its plain name: not behind `sudo`, by its path, or inside `sh -c`. Default:
      false

    ## Sources
    - https://manpages.debian.org/trixie/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS
    """

    name = "apt-in-script"
    aliases = (
        "hadolint:DL3027",
        "checkov:CKV_DOCKER_9",
        "kics:b84a0b47",
        "dockerfile-doctor:DD024",
        "semgrep:prefer-apt-get",
        "droast:DF059",
        "parfum:DL3027",
    )
    severity = "info"
    on = ("$apt",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"plain-calls-only": True}}
    options = {"plain-calls-only": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN apt update && apt-get install -y curl\n",
                fixed="FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get update && \\\n    sudo apt install -y curl\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nRUN apt-get update && \\\n    sudo apt-get install -y curl\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\n",
            "FROM debian:13-slim\nRUN apt-mark hold curl && echo apt && ls /etc/apt\n",
            'FROM debian:13-slim\nCMD ["apt", "list"]\n',
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:  # as in Rule
        if self.option["plain-calls-only"] and not is_plain(command, run):
            return
        call = package_call(command)
        if call is not None and command.name_word is not None:
            other = "apt-cache" if call.verb in ("search", "show") else "apt-get"
            yield self.at(command.name_word, f"`apt` is made for people: use `{other}` in scripts", subject=call)
