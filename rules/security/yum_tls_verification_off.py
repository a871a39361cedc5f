from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class YumTlsVerificationOff(Rule):
    """yum or dnf told not to check certificates.

    ## What it flags
    `sslverify` set to false with `--setopt`, of yum, dnf or their config-manager.

    ## Why it is bad
    Packages and the lists of them may come from anybody who answers in place of the repository.

    ## What to do
    Leave it out, and name the certificate of a private repository: `sslcacert=` in its file.

    ## Sources
    - https://dnf.readthedocs.io/en/latest/conf_ref.html
    """

    name = "yum-tls-verification-off"
    aliases = ("checkov:CKV2_DOCKER_15",)
    severity = "error"
    on = ("$yum", "$dnf", "$microdnf", "$tdnf", "$yum-config-manager", "$dnf5")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM rockylinux:9\nRUN yum-config-manager --save --setopt=sslverify=false\n",
            ('FROM rockylinux:9\nRUN dnf config-manager --setopt "*.sslverify=0" && dnf install -y curl\n'),
            Example(
                "FROM rockylinux:9\nRUN yum install -y --setopt=epel.sslverify=False curl\n",
                fixed="FROM rockylinux:9\nRUN yum install -y curl\n",
            ),
        ),
        good=(
            "FROM rockylinux:9\nRUN yum install -y --setopt=sslverify=1 curl\n",
            "FROM rockylinux:9\nRUN yum install -y --setopt=tsflags=nodocs sslverify\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        for word in command.arguments:
            setting, _, value = word.text.removeprefix("--setopt=").lower().partition("=")
            if setting.rpartition(".")[2] == "sslverify" and value in ("0", "false", "no", "off"):
                message = f"`{word.text}` makes {command.name} take any certificate"
                yield self.at(word, message, subject=(command, word))
