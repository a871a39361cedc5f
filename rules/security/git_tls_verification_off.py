from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.security._variable import VariableRule, setters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class GitTlsVerificationOff(VariableRule):
    """git told not to check certificates.

    ## What it flags
    `GIT_SSL_NO_VERIFY`, and `http.sslVerify` set to false by `git config` or `git -c`.

    ## Why it is bad
    What is cloned may come from anybody, and is built into the image.

    ## What to do
    Leave it out. Where certificates are missing in the image, install `ca-certificates`; name a private
    authority's: `git config --global http.sslCAInfo ca.pem`.

    ## Sources
    - https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslVerify
    """

    name = "git-tls-verification-off"
    aliases = ("checkov:CKV2_DOCKER_14",)
    severity = "error"
    groups = {"recommended": {}, "strict": {}}
    on = (*setters("git_ssl_no_verify"), "$git")
    variables = ("git_ssl_no_verify",)
    effect = "makes git take any certificate"
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nENV GIT_SSL_NO_VERIFY=1\n",
            "FROM debian:13-slim\nRUN git config --global http.sslVerify false\n",
            "FROM debian:13-slim\nRUN GIT_SSL_NO_VERIFY=true git clone https://example.com/a.git\n",
            "FROM debian:13-slim\nRUN git -c http.sslVerify=false clone https://example.com/a.git\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN git config --global http.sslVerify true\n",
            "FROM debian:13-slim\nRUN git clone https://example.com/a.git\n",
            "FROM debian:13-slim\nENV GIT_SSL_NO_VERIFY=\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        yield from super().command(command, run, file)
        words = command.arguments if command.name == "git" else []
        for index, word in enumerate(words):
            setting, equals, value = word.text.lower().partition("=")
            if not equals and index + 1 < len(words):
                value = words[index + 1].text.lower()
            if setting.startswith("http.") and setting.endswith("sslverify") and value in ("false", "0", "off", "no"):
                yield self.at(word, f"`{word.text}` {self.effect}", subject=(command, word))
