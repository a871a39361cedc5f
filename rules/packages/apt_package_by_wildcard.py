from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class AptPackageByWildcard(Rule):
    """apt packages named by a pattern.

    ## What it flags
    `apt-get install` with `*`, `?` or a trailing `^` in the name of a package, versions left out.

    ## Why it is bad
    apt takes every package that matches, in any part of the name: today's, and others tomorrow. A `*` outside
    quotes is the shell's first, which may make files of the working directory of it.

    ## What to do
    Name the packages.

    ## Sources
    - https://manpages.debian.org/stable/apt/apt-get.8.en.html
    """

    name = "apt-package-by-wildcard"
    aliases = ("dockerfile-doctor:DD069",)
    on = ("%apt install",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get install -y php8.4-*\n",
            ("FROM debian:13-slim\nRUN apt-get update && \\\n    apt-get install -y curl 'libboost*-dev'\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y curl=8.* libfoo\n",
            "FROM debian:13-slim\nRUN apt-get install -y ./*.deb /tmp/*.deb\n",
            "FROM debian:13-slim\nRUN apt-get purge -y 'php*'\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or command.name == "aptitude":
            return
        for word in call.about(call.manager["install"]):
            name = word.text.partition("=")[0]
            if ("*" in name or "?" in name) and "/" not in name and not name.endswith(".deb") and "$" not in name:
                yield self.at(word, f"`{name}` takes whatever matches: name the packages", subject=(call, word))
