from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.security._variable import VariableRule, setters
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class PipTrustedHost(VariableRule):
    """pip that takes any certificate of a host, or none.

    ## What it flags
    `--trusted-host` of pip, and `PIP_TRUSTED_HOST` in ENV, ARG or RUN.

    ## Why it is bad
    pip takes packages from that host whoever answers for it. Packages run code when they are installed.

    ## What to do
    Leave it out. Give pip the certificate of a private index instead: `--cert ca.pem` or `PIP_CERT`.

    ## Sources
    - https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host
    """

    name = "pip-trusted-host"
    aliases = ("checkov:CKV2_DOCKER_4", "checkov:CKV2_DOCKER_16")
    severity = "error"
    groups = {"recommended": {}, "strict": {}}
    on = (*setters("pip_trusted_host"), "%pip", "%uv")
    variables = ("pip_trusted_host",)
    effect = "makes pip take packages from whoever answers for that host"
    examples = Examples(
        bad=(
            "FROM python:3.14-slim\nRUN pip install --trusted-host pypi.org flask\n",
            "FROM python:3.14-slim\nENV PIP_TRUSTED_HOST=pypi.example.com\n",
            "FROM debian:13-slim\nRUN pip3.13 install --trusted-host a b\n",
            (
                "FROM python:3.14-slim\nRUN python3.13 -m pip install --trusted-host=pypi.org flask && \\\n"
                "    PIP_TRUSTED_HOST=a pip install b\n"
            ),
        ),
        good=(
            "FROM python:3.14-slim\nRUN pip install --cert ca.pem flask\n",
            "FROM python:3.14-slim\nRUN python serve.py --trusted-host example.com\n",
            'FROM python:3.14-slim\nENV PIP_TRUSTED_HOST=""\n',
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        yield from super().command(command, run, file)
        word = command.option_word("--trusted-host", "--allow-insecure-host")
        call = package_call(command) if word is not None else None
        if word is not None and call is not None and call.name in ("pip", "uv"):
            yield self.at(word, f"`{word.text.partition('=')[0]}` {self.effect}", subject=(command, word))
