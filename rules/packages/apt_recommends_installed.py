from __future__ import annotations

from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache.common import reaches_image
from dockerlint.rules.packages.common import is_plain, mentions
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

_LEAN = MANAGERS["apt"]["lean_options"]
_SETTING = "install-recommends"


class AptRecommendsInstalled(Rule):
    """Packages that are only recommended are installed too.

    ## What it flags
    `apt-get install` (also of apt and aptitude) without `--no-install-recommends`, where
    `APT::Install-Recommends` is not set either. Stages from which files are only copied are left alone.

    ## Why it is bad
    apt installs what a package recommends as if it were needed: documentation, fonts, mail servers. The image gets
    bigger, and so does what has to be kept up to date.

    ## What to do
    Write `apt-get install --no-install-recommends`, and name what is missing then: `ca-certificates`, for example,
    is only recommended by curl.

    ## Options
    - `plain-calls-only`: only `apt-get`, under its plain name: not behind `sudo`, by its path, or inside `sh -c`;
      settings elsewhere do not count. Default: false
    - `builder-stages`: also raise it in stages that are thrown away. Default: false

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#apt-get
    - https://manpages.debian.org/trixie/apt/apt-get.8.en.html
    """

    name = "apt-recommends-installed"
    aliases = (
        "hadolint:DL3015",
        "trivy:DS-0029",
        "kics:7384dfb2",
        "parfum:aptGetInstallUseNoRec",
        "dockerfilelint:apt-get_recommends",
        "dockerfile-doctor:DD003",
        "buddy:ER0010",
        "semgrep:missing-no-install-recommends",
        "droast:DF016",
        "sonar:S6500",
    )
    severity = "info"
    on = ("$apt-get", "$apt", "$aptitude")
    groups = {"recommended": {}, "strict": {}, "hadolint": {"plain-calls-only": True, "builder-stages": True}}
    options = {"plain-calls-only": False, "builder-stages": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\n",
                fixed="FROM debian:13-slim\nRUN apt-get update && apt-get install --no-install-recommends -y curl\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get update && \\\n    apt install -y \\\n    curl\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nRUN apt-get update && \\\n    apt install --no-install-recommends -y \\\n"
                "    curl\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y --no-install-recommends curl\n",
            "FROM debian:13-slim\nRUN apt-get -o APT::Install-Recommends=0 install -y curl\n",
            "FROM debian\nRUN echo 'APT::Install-Recommends \"0\";' > /etc/apt/apt.conf && apt-get install curl\n",
            "FROM debian:13 AS build\nRUN apt-get install -y gcc\n\nFROM scratch\nCOPY --from=build /x /x\n",
            "FROM debian:13-slim\nRUN apt-get install -fy && apt-get upgrade -y\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or command.has(*_LEAN) or _is_told(command):
            return
        if self.option["plain-calls-only"]:
            if command.name != "apt-get" or not is_plain(command, run):
                return
            if not any(word.text == "install" for word in command.arguments):
                return
        elif call.verb != "install" or len(call.words) < 2 or mentions(file, _SETTING, "apt.conf"):
            return
        if reaches_image(file, run, thrown_away=bool(self.option["builder-stages"])):
            message = f"`{command.name} install` installs what is only recommended: add `--no-install-recommends`"
            yield self.at(call.span, message, subject=call)


def _is_told(command: Command) -> bool:
    """Whether an option sets what is recommended aside."""
    for word in command.arguments:
        name, _, value = word.text.lower().partition("=")
        if name.endswith(_SETTING) and value in ("0", "false", "no", "off"):
            return True
    return False
