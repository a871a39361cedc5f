from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class GitCloneOfBranch(Rule):
    """git clone of whatever is newest.

    ## What it flags
    `git clone` in RUN without `--branch` or `-b`, where no `checkout`, `reset` or `switch` of git follows in the
    same RUN.

    ## Why it is bad
    The layer is cached: it holds what was newest when it was first built, and another machine builds something
    else.

    ## What to do
    `git clone --depth 1 --branch v1.2.3 …`, or `ADD https://example.com/a.git#v1.2.3 /src`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository
    """

    name = "git-clone-of-branch"
    severity = "info"
    on = ("$git",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN git clone https://example.com/a.git\n",
            ("FROM debian:13-slim\nRUN cd /src && git clone --depth 1 https://example.com/a.git && make -C a\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN git clone -b v1.2.3 https://example.com/a.git\n",
            ("FROM debian:13-slim\nRUN git clone https://example.com/a.git && cd a && git checkout 0123abc\n"),
            "FROM debian:13-slim\nRUN git pull\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        words = command.positionals(("-c", "-C", "--depth", "-o", "-j"))
        if not words or words[0].text != "clone" or command.has("-b", "--branch", "--revision"):
            return
        commands = file.commands(run)
        later = commands[commands.index(command) + 1 :]
        if any(one.name == "git" and _chooses(one) for one in later):
            return
        yield self.at(words[0], "`git clone` of whatever is newest: name a tag with `--branch`", subject=(command, run))


def _chooses(command: Command) -> bool:
    return any(word.text in ("checkout", "reset", "switch", "fetch") for word in command.arguments)
