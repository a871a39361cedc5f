from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

# Done once they are done for all that follows.
_LASTING = (
    *(
        "a2dismod",
        "a2enmod",
        "apt-key",
        "cd",
        "cpanm",
        "curl",
        "docker-php-ext-enable",
        "docker-php-ext-install",
        "git",
    ),
    *("groupadd", "ln", "locale-gen", "mkdir", "phpenmod", "set", "touch", "useradd", "wget"),
)
_REMOVERS = ("mv", "rm", "rmdir", "unlink")


class RepeatedRun(Rule):
    """The same RUN twice in a stage.

    ## What it flags
    Two RUNs of one stage with the same text of more than one word, where nothing stands between them that may
    change what it does: not USER, WORKDIR, ENV, SHELL, COPY or ADD, and no other RUN either, unless the two do what is
    done once and for all (`apt-get install`, `mkdir`, `ln`, a download) and no RUN between them deletes anything.

    ## Why it is bad
    The second does again what is done, in a layer of its own. One of the two was forgotten.

    ## What to do
    Delete one of them.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#run
    """

    name = "repeated-run"
    aliases = ("dockerfile-doctor:DD065",)
    severity = "info"
    on = ("@stage RUN again",)
    groups = {"recommended": {}, "strict": {}}
    not_in = {"onbuild": "a trigger runs in another build", "heredoc": "here-documents are not compared"}
    examples = Examples(
        bad=(
            ("FROM debian:13-slim\nRUN apt-get install -y curl\nEXPOSE 80\nRUN apt-get install -y curl\n"),
            "FROM debian:13-slim\nRUN make install\nRUN make install\n",
            "FROM debian:13-slim\nRUN curl -LO https://a.org/a.zip\nRUN make\nRUN curl -LO https://a.org/a.zip\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN make install\nUSER app\nRUN make install\n",
            "FROM debian:13-slim\nRUN ls\nRUN ls\n",
            "FROM debian:13-slim\nRUN app test -race\nRUN app generate users\nRUN app test -race\n",
            "FROM debian:13-slim\nRUN curl -LO https://a.org/a.zip\nRUN rm a.zip\nRUN curl -LO https://a.org/a.zip\n",
            ("FROM debian:13-slim\nRUN apt-get update\nCOPY a.list /etc/apt/sources.list.d/\nRUN apt-get update\n"),
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        seen: dict[str, int] = {}  # the place in `runs` of the last RUN with a text
        runs: list[Instruction] = []
        for node in stage.instructions:
            if node.keyword in ("USER", "WORKDIR", "ENV", "SHELL", "ARG", "COPY", "ADD"):
                seen.clear()
            if node.keyword != "RUN":
                continue
            runs.append(node)
            text = "" if node.heredocs else node.arguments.value
            if " " not in text or _refreshes(text):
                continue
            if text in seen and _is_needless(node, runs[seen[text] + 1 : -1], file):
                line = runs[seen[text]].start_line
                yield self.at(node.keyword_word, f"line {line} runs the same already", subject=(stage, node))
            seen[text] = len(runs) - 1


def _is_needless(run: Instruction, between: list[Instruction], file: Dockerfile) -> bool:
    """Whether a RUN does nothing that was not done before, and that the RUNs since then have left as it was."""
    if not between:
        return True
    return all(map(_is_lasting, file.commands(run))) and not any(
        _undoes(command) for other in between for command in file.commands(other)
    )


def _is_lasting(command: Command) -> bool:
    call = package_call(command)
    return command.name in _LASTING if call is None else call.does(call.manager["install"])


def _undoes(command: Command) -> bool:
    call = package_call(command)
    return command.name in _REMOVERS if call is None else call.does(call.manager.get("remove", ()))


def _refreshes(text: str) -> bool:
    """Whether it is meant to be run again when something has changed: an index, a cache of the linker, a clean-up."""
    if ">>" in text or "tee -a" in text or text.startswith(("ls ", "source ", "echo ", "cat ")):
        return True
    return any(
        word in text
        for word in ("update", "upgrade", "ldconfig", "clean", "rm ", "refresh", "chown", "chmod", "build", "apk add")
    )
