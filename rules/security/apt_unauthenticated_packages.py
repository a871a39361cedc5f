from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.security._option import OptionRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class AptUnauthenticatedPackages(OptionRule):
    """apt that installs packages without a valid signature.

    ## What it flags
    `--allow-unauthenticated`, `--allow-insecure-repositories` and `--allow-untrusted` of apt-get, apt and aptitude,
    also as `-o APT::Get::AllowUnauthenticated=true`.

    ## Why it is bad
    apt then takes packages and package lists from anybody who answers in place of the repository.

    ## What to do
    Install the repository's key (`signed-by=` in the source's entry) and leave the option out.

    ## Sources
    - https://manpages.debian.org/stable/apt/apt-secure.8.en.html
    """

    name = "apt-unauthenticated-packages"
    aliases = ("checkov:CKV2_DOCKER_8",)
    severity = "error"
    on = (
        *("%apt ~allow-unauthenticated", "%apt ~allow-insecure", "%apt ~allow-untrusted"),
        *("%apt ~allowunauthenticated", "%apt ~allowinsecure", "%apt ~allowweak"),
    )
    groups = {"recommended": {}, "strict": {}}
    switches = ("--allow-unauthenticated", "--allow-insecure-repositories", "--allow-untrusted")
    effect = "installs packages that nobody has signed"
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN apt-get install -y --allow-unauthenticated curl\n",
                fixed="FROM debian:13-slim\nRUN apt-get install -y curl\n",
            ),
            (
                "FROM debian:13-slim\nRUN apt-get update --allow-insecure-repositories && \\\n"
                "    apt-get install -y curl\n"
            ),
            Example(
                ("FROM debian:13-slim\nRUN apt-get -o APT::Get::AllowUnauthenticated=true install -y curl\n"),
                refused="the value of another option",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y curl\n",
            "FROM debian:13-slim\nRUN apt-get install -y --allow-unauthenticated=false curl\n",
            ("FROM debian:13-slim\nRUN apt-get -o APT::Get::AllowUnauthenticated=false install -y curl\n"),
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        yield from super().command(command, run, file)
        for word in command.arguments:
            setting, _, value = word.text.lower().removeprefix("-o").partition("=")
            if setting in _SETTINGS and value.strip("\"';") in ("true", "1", "yes"):
                yield self.at(word, f"`{word.text}` {self.effect}", subject=(command, word))

    def concerns(self, command: Command) -> bool:
        return not any(word.text.endswith(("=false", "=no", "=0")) for word in command.arguments)


_SETTINGS = (
    "apt::get::allowunauthenticated",
    "acquire::allowinsecurerepositories",
    "acquire::allowweakrepositories",
)
