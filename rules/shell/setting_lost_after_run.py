from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


_SETTING = ("activate", "profile", "bashrc", "envvars", ".env")


class SettingLostAfterRun(Rule):
    """A setting of the shell that ends with its RUN.

    ## What it flags
    `export`, `source`, `alias` and `ulimit` as the last command of a RUN: no command of the RUN stands behind it.

    ## Why it is bad
    Each RUN has a shell of its own. What is set there is gone when it ends, and the next instruction sees nothing
    of it.

    ## What to do
    Write ENV for `export`. What `source` brings in, use it in the same RUN.

    ## Limits
    Functions of shell scripts that `source` runs may leave files behind: `source` of a file that is called
    `install` or the like is left alone. Of `cd` speaks `cd-instead-of-workdir`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#env
    """

    name = "setting-lost-after-run"
    on = ("$export", "$source", "$.", "$alias", "$ulimit")
    groups = {"recommended": {}, "strict": {}}
    not_in = {"heredoc": "a script of several lines may end with what it needs itself"}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN export PATH=/opt/bin:$PATH\n",
            "FROM debian:13-slim\nRUN ulimit -n 4096\n",
            "FROM debian:13-slim\nRUN bash -x a && . /opt/venv/bin/activate\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN export PATH=/opt/bin:$PATH && make\n",
            "FROM debian:13-slim\nRUN cd /srv && make\n",
            "FROM debian:13-slim\nRUN (cd /srv) || mkdir /srv\n",
            "FROM debian:13-slim\nRUN echo export A=b >> /etc/profile\n",
            "FROM debian:13-slim\nRUN . /opt/install.sh\n",
            "FROM debian:13-slim\nRUN bash -x a && source activate x && make && source deactivate\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        commands = file.commands(run)
        if commands[-1] is not command or command.context or command.scope is not None or run.heredocs:
            return
        words = [word.text for word in command.arguments]
        if command.redirects or command.connector == "|" or command.name_word is None or command.wrappers:
            return
        name = command.name
        if name in ("source", "."):
            # It may do more than set something: only files that are known to set things.
            lost = bool(words) and words[-1].rpartition("/")[2].endswith(_SETTING) and words[-1] != "deactivate"
        elif name == "export":
            lost = any("=" in word for word in words)
        else:
            lost = bool(words) and words != ["-a"]
        if lost:
            yield self.at(command.name_word, f"what `{name}` sets ends with this RUN", subject=(command, run))
