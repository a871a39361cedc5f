from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import From, Instruction


_NAMES = ("openssl", "libssl3", "openssl-libs", "openssl-devel", "libssl-dev", "openssl-dev")


class VulnerableOpensslVersion(Rule):
    """A version of OpenSSL asked for that has known gaps.

    ## What it flags
    `openssl`, `libssl3` and `openssl-libs` pinned to a version 3.0.0 to 3.0.6 in a call of a package manager, and
    such a version in the tag of an image that is called openssl.

    ## Why it is bad
    These versions have two overflows in the check of certificates (CVE-2022-3602 and CVE-2022-3786).

    ## What to do
    Ask for 3.0.7 or newer.

    ## Limits
    Distributions that carry the repair back keep the old number: then ignore the rule at that line.

    ## Sources
    - https://www.openssl.org/blog/blog/2022/11/01/email-address-overflows/
    """

    name = "vulnerable-openssl-version"
    aliases = ("kics:5fa731ea",)
    severity = "error"
    on = (
        *("%apt install", "%apk install", "%yum install", "%dnf install", "%microdnf install", "%zypper install"),
        "FROM ~openssl",
    )
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get install -y openssl=3.0.5-1\n",
            "FROM alpine:3.22\nRUN apk add --no-cache openssl=3.0.2-r0\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y openssl=3.0.17-1\n",
            "FROM debian:13-slim\nRUN apt-get install -y openssl\n",
        ),
    )

    def instruction(self, node: From, file: Dockerfile) -> Findings:  # type: ignore[override]
        image, _, tag = node.image.value.rpartition(":") if node.image is not None else ("", "", "")
        if node.image is not None and image.rpartition("/")[2] == "openssl" and _is_vulnerable(tag):
            yield self.at(node.image, f"OpenSSL {tag} has known gaps: take 3.0.7 or newer", subject=node)

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command) if "ssl" in run.line.text else None
        if call is None:
            return
        for word in call.about(call.manager["install"]):
            for name in _NAMES:
                version = word.text.removeprefix(name).lstrip("=~-")
                if word.text.startswith(name) and _is_vulnerable(version):
                    message = f"OpenSSL {version} has known gaps: take 3.0.7 or newer"
                    yield self.at(word, message, subject=(call, word))
                    break


def _is_vulnerable(version: str) -> bool:
    return version[:5] in ("3.0.0", "3.0.1", "3.0.2", "3.0.3", "3.0.4", "3.0.5", "3.0.6") and not version[5:6].isdigit()
