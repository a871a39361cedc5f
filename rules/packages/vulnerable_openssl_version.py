from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax.instructions import Add

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
    `openssl`, `libssl3` and `openssl-libs` pinned to a version 3.0.0 to 3.0.6 in a call of a package manager, such a
    version in the tag of an image that is called openssl, and the archive of its sources in the URL of a download.

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
        *("$curl ~openssl", "$wget ~openssl", "FROM ~openssl", "ADD ~openssl"),
    )
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get install -y openssl=3.0.5-1\n",
            "FROM alpine:3.22\nRUN apk add --no-cache openssl=3.0.2-r0\n",
            "FROM debian:13-slim\nRUN wget -O- https://www.openssl.org/source/openssl-3.0.1.tar.gz | tar xz\n",
            "FROM debian:13-slim\nARG V=3.0.4\nRUN curl -O https://www.openssl.org/source/openssl-$V.tar.gz\n",
            "FROM debian:13-slim\nADD https://www.openssl.org/source/openssl-3.0.4.tar.gz /src/\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y openssl=3.0.17-1\n",
            "FROM debian:13-slim\nRUN apt-get install -y openssl\n",
            "FROM debian:13-slim\nARG V\nRUN curl -O https://www.openssl.org/source/openssl-$V.tar.gz\n",
            "FROM debian:13-slim\nADD https://www.openssl.org/source/openssl-3.0.17.tar.gz /src/\n",
        ),
    )

    def instruction(self, node: From | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        if isinstance(node, Add):
            for source in node.sources:
                version = _downloaded(file.graph.expand(node, source.value))
                if version:
                    yield self.at(source, _message(version), subject=node)
            return
        image, _, tag = node.image.value.rpartition(":") if node.image is not None else ("", "", "")
        if node.image is not None and image.rpartition("/")[2] == "openssl" and _is_vulnerable(tag):
            yield self.at(node.image, _message(tag), subject=node)

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.name in ("curl", "wget"):
            for word in command.arguments:
                written = word.raw.strip("\"'")
                version = _downloaded(file.graph.expand(run, written) if "$" in written else word.text)
                if version:
                    yield self.at(word, _message(version), subject=(command, word))
            return
        call = package_call(command) if "ssl" in file.tree.text else None
        if call is None:
            return
        for word in call.about(call.manager["install"]):
            for name in _NAMES:
                version = word.text.removeprefix(name).lstrip("=~-")
                if word.text.startswith(name) and _is_vulnerable(version):
                    yield self.at(word, _message(version), subject=(call, word))
                    break


def _message(version: str) -> str:
    return f"OpenSSL {version} has known gaps: take 3.0.7 or newer"


def _downloaded(url: str | None) -> str:
    """Return the vulnerable version whose sources a URL names, or nothing."""
    if url is None or "://" not in url:
        return ""
    name = url.rpartition("/")[2]
    version = name.removeprefix("openssl-").partition(".tar")[0]
    return version if name.startswith("openssl-") and _is_vulnerable(version) else ""


def _is_vulnerable(version: str) -> bool:
    return version[:5] in ("3.0.0", "3.0.1", "3.0.2", "3.0.3", "3.0.4", "3.0.5", "3.0.6") and not version[5:6].isdigit()
