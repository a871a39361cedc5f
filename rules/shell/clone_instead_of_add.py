from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class CloneInsteadOfAdd(Rule):
    """git clone in RUN where ADD does.

    ## What it flags
    `git clone` of an `https://` address as the only command of a RUN, without submodules' options.

    ## Why it is bad
    The cache of RUN does not notice a new commit, and git has to be installed for it.

    ## What to do
    `ADD https://example.com/a.git#v1.2.3 /src`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository
    """

    name = "clone-instead-of-add"
    aliases = ("tally:prefer-add-git",)
    severity = "style"
    on = ("$git",)
    groups = {"strict": {}}
    not_in = {"heredoc": "only a RUN that does nothing else can become an ADD"}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN git clone https://example.com/a.git /src\n",
            "FROM debian:13-slim\nRUN git clone --depth 1 -b v1 https://example.com/a.git\n",
        ),
        good=(
            "FROM debian:13-slim\nADD https://example.com/a.git#v1 /src\n",
            "FROM debian:13-slim\nRUN git clone https://example.com/a.git && make -C a\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if len(file.commands(run)) == 1 and command.subcommand() == "clone" and command.name_word is not None:
            plain = not command.has("--recursive", "--recurse-submodules")
            if plain and any(word.text.startswith("https://") for word in command.arguments):
                yield self.at(command.name_word, "ADD clones too, and notices new commits", subject=(command, run))
