from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class UnsortedPackages(Rule):
    """Packages that stand in no order.

    ## What it flags
    Calls of a system's package manager that install three or more packages, each on a line of its own, and not in
    the order of the alphabet.

    ## Why it is bad
    In a sorted list a package that is there twice shows, and two branches rarely change the same line.

    ## What to do
    Sort the lines.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments
    """

    name = "unsorted-packages"
    aliases = ("tally:sort-packages", "sonar:S7018")
    severity = "style"
    on = ("%apt install", "%apk install", "%dnf install", "%yum install", "%microdnf install", "%zypper install")
    groups = {"strict": {}}
    not_in = {"heredoc": "the rule looks at one package a line"}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN apt-get install -y \\\n    git \\\n    curl \\\n    wget\n",
                fixed="FROM debian:13-slim\nRUN apt-get install -y \\\n    curl \\\n    git \\\n    wget\n",
            ),
            Example(
                "FROM alpine:3.22\nRUN apk add --no-cache \\\n    b \\\n    c=1 \\\n    a\n",
                fixed="FROM alpine:3.22\nRUN apk add --no-cache \\\n    a \\\n    b \\\n    c=1\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y \\\n    curl \\\n    git \\\n    wget\n",
            "FROM debian:13-slim\nRUN apt-get install -y git curl wget\n",
            "FROM debian:13-slim\nRUN apt-get install -y \\\n    git \\\n    curl\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or run.start_line == run.end_line:
            return
        words = call.about(call.manager["install"])
        lines = [file.tree.position(word.start)[0] for word in words]
        keys = [word.text.lower() for word in words]
        if (
            len(words) > len(("a", "b"))
            and len(set(lines)) == len(lines)
            and keys != sorted(keys)
            and "$" not in "".join(keys)
        ):
            yield self.at(words[0], "the packages stand in no order", subject=words)
