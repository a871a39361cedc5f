from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import PromptRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell.package_calls import PackageCall

# They ask nothing, or have their answer.
_ANSWERS = ("-s", "--simulate", "--dry-run", "--just-print", "--no-act", "--print-uris", "--force-yes", "--assume-no")


class AptAssumeYesMissing(PromptRule):
    """A call of apt that waits for an answer.

    ## What it flags
    `apt-get install`, `upgrade`, `remove` and the like (also of apt and aptitude) without `-y`, where nothing else
    answers: `-qq`, `yes |`, or `APT::Get::Assume-Yes`. DEBIAN_FRONTEND silences the scripts of packages, not apt.

    ## Why it is bad
    A build has no terminal: the question gets no answer, apt takes that for a no, and the build fails.

    ## What to do
    Write `apt-get install -y`.

    ## Options
    - `plain-calls-only`: only installations under the plain name of the program: not behind `sudo`, by its path, or
      inside `sh -c`; what is piped in does not count as an answer. Default: false

    ## Sources
    - https://manpages.debian.org/trixie/apt/apt-get.8.en.html#y
    """

    name = "apt-assume-yes-missing"
    aliases = (
        "hadolint:DL3014",
        "trivy:DS-0021",
        "kics:77783205",
        "parfum:aptGetInstallUseY",
        "dockerfilelint:apt-get_missing_param",
        "dockerfile-doctor:DD023",
        "buddy:ER0009",
        "semgrep:missing-assume-yes-switch",
        "droast:DF015",
    )
    on = ("$apt-get", "$apt", "$aptitude")
    groups = {"recommended": {}, "strict": {}, "hadolint": {"plain-calls-only": True}}
    managers = ("apt",)
    advice = "-y"
    plain_commands = ("apt-get",)
    plain_verbs = ("install",)
    setting = ("assume-yes", "apt.conf")
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN apt-get update && apt-get install curl\n",
                fixed="FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get update && \\\n    apt-get -q upgrade\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nRUN apt-get update && \\\n    apt-get -q upgrade -y\n",
            ),
            Example(
                "FROM debian:13-slim\n"
                "RUN DEBIAN_FRONTEND=noninteractive apt-get install --no-install-recommends curl\n",
                fixed="FROM debian:13-slim\n"
                "RUN DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends curl\n",
            ),
            Example(
                'FROM debian:13-slim\nRUN ["apt-get", "install", "curl"]\n',
                fixed='FROM debian:13-slim\nRUN ["apt-get", "install", "-y", "curl"]\n',
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get -y install curl && apt-get install -qq git && apt-get remove -yq perl\n",
            "FROM debian:13-slim\nRUN apt-get install -q=2 curl && apt-get -q -q install git\n",
            "FROM debian:13-slim\nRUN yes | apt-get install curl\n",
            "FROM debian:13-slim\nRUN apt-get install -y curl && apt-get purge\n",
            "FROM debian:13-slim\nRUN echo 'APT::Get::Assume-Yes \"1\";' > /etc/apt/apt.conf && apt-get install curl\n",
            "FROM debian:13-slim\nRUN apt-get update && apt-get -s upgrade && apt-get download curl\n",
        ),
    )

    def answers(self, call: PackageCall) -> bool:
        if super().answers(call):
            return True
        silent = sum(_silences(word.text) for word in call.command.arguments)
        if self.option["plain-calls-only"]:
            return silent > 1
        others = call.command.has(*_ANSWERS) or any("assume-yes=" in word.text.lower() for word in call.command.words)
        return silent > 1 or others


def _silences(text: str) -> int:
    """Return how many of the two `-q` that make a yes an argument has."""
    if text in ("-q=2", "-qq"):
        return 2
    if text == "--quiet":
        return 1
    letters = text[1:] if text[:1] == "-" and text[1:].isalpha() else ""
    return letters.count("q")
