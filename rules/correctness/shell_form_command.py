from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.shell.common import shells
from dockerlint.syntax.instructions import Healthcheck

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class ShellFormCommand(Rule):
    """CMD or ENTRYPOINT in shell form.

    ## What it flags
    CMD and ENTRYPOINT that are no JSON array. Left alone is what begins with `exec`, which gives the program the
    shell's place, and what stands behind SHELL: the shell is wanted.

    ## Why it is bad
    `/bin/sh -c` runs the command and may stay in front of it as process 1. The signal of `docker stop` then ends at the
    shell, the program never hears of it, and ten seconds later it is killed. An ENTRYPOINT in shell form ignores the
    arguments of `docker run` and CMD.

    ## What to do
    Write a JSON array: `CMD ["serve", "--port", "80"]`. Where the shell is needed for variables or a chain, end in
    `exec`: `CMD ["/bin/sh", "-c", "exec serve --port $PORT"]`.

    The fix writes one of the two. It is unsafe: the program becomes process 1, which gets the signals and reaps its
    children, nobody sets `PWD`, and a script without `#!` no longer starts. It is refused where a CMD would become an
    argument of the ENTRYPOINT, and for scripts in which no last command can take the shell's place.

    ## Options
    - `healthcheck`: HEALTHCHECK too. Default: false
    - `exec`: also raise it where the command begins with `exec`. Default: false
    - `with-shell`: also raise it behind SHELL. Default: false
    - `builder-stages`: also raise it in stages from which files are only copied: nobody runs them. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#shell-and-exec-form
    - https://docs.docker.com/reference/build-checks/json-args-recommended/
    """

    name = "shell-form-command"
    aliases = (
        "hadolint:DL3025",
        "buildkit:JSONArgsRecommended",
        "kics:b86987e1",
        "kics:34945ae8",
        "redcoolbeans:recommended_exec_form",
        "slim:ID.20012",
        "sonar:S7019",
        "dockerfile-doctor:DD019",
        "buddy:EJ0002",
        "semgrep:prefer-json-notation",
        "droast:DF018",
        "droast:DF025",
    )
    on = ("@stage CMD", "@stage ENTRYPOINT", "@stage HEALTHCHECK")
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"healthcheck": True, "exec": True, "with-shell": True, "builder-stages": True},
        "buildkit": {"exec": True, "builder-stages": True},
    }
    options = {"healthcheck": False, "exec": False, "with-shell": False, "builder-stages": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nCMD serve --name 'a b'\n",
                lines=(2,),
                fixed='FROM debian:13-slim\nCMD ["serve", "--name", "a b"]\n',
            ),
            Example(
                "FROM debian:13-slim\nENTRYPOINT migrate && serve --port $PORT\n",
                fixed='FROM debian:13-slim\nENTRYPOINT ["/bin/sh", "-c", "migrate && exec serve --port $PORT"]\n',
            ),
            Example('FROM debian:13-slim\nENTRYPOINT serve\nCMD ["-v"]\n', lines=(2,), refused="arguments"),
            Example("FROM debian:13-slim\nCMD serve | tee /log\n", refused="shell's place"),
            Example("FROM debian:13-slim\nCMD NAME=value\n", refused="shell's place"),
            Example(
                "FROM debian:13-slim\nHEALTHCHECK --timeout=3s CMD curl -f localhost\n",
                options={"healthcheck": True},
                fixed='FROM debian:13-slim\nHEALTHCHECK --timeout=3s CMD ["curl", "-f", "localhost"]\n',
            ),
        ),
        good=(
            'FROM debian:13-slim\nCMD ["serve"]\n',
            "FROM debian:13-slim\nCMD exec serve --port $PORT\n",
            'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\nCMD serve\n',
            "FROM debian:13-slim\nHEALTHCHECK CMD curl -f localhost\n",
            "FROM golang:1.25 AS b\nCMD serve\nFROM scratch\nCOPY --from=b /a /a\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        if not self.option["builder-stages"] and not _is_run(stage, file):
            return
        for node, shell in shells(stage, file):
            command = _script(node, healthcheck=bool(self.option["healthcheck"]))
            if command is None or (shell is not None and not self.option["with-shell"]):
                continue
            if node.in_onbuild and self.option["healthcheck"]:
                continue  # hadolint looks into no triggers
            if not self.option["exec"]:
                first = next(iter(file.commands(node)), None)
                if first is not None and "exec" in first.wrappers:
                    continue
            message = f"{node.keyword} in shell form: the program may not get signals"
            yield self.at(node.keyword_word, message, subject=(node, shell, stage))


def _script(node: Instruction, *, healthcheck: bool) -> object:
    """Return the command of an instruction in shell form, None for others."""
    if node.is_json:
        return None
    if isinstance(node, Healthcheck):
        return next(iter(node.command), None) if healthcheck else None
    return next(iter(node.words), None) if node.keyword in ("CMD", "ENTRYPOINT") else None


def _is_run(stage: Stage, file: Dockerfile) -> bool:
    """Whether somebody may run the image of a stage: not where files are only copied from it."""
    from dockerlint.rules.cache._history import history_of

    return history_of(file).is_in_image(stage)
