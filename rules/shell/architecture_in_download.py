from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.shell._fetch import urls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Add, Instruction


_ARCHITECTURES = frozenset(("amd64", "x86_64", "x64", "arm64", "aarch64", "armv7", "armhf", "i386", "i686", "x86-64"))
_ASKED = (
    "TARGETARCH",
    "TARGETPLATFORM",
    "uname",
    "--print-architecture",
    "--platform",
    "apk --print-arch",
    "DEB_HOST",
    "BUILDARCH",
)


class ArchitectureInDownload(Rule):
    """A download for one architecture, written into the address.

    ## What it flags
    Addresses with `amd64`, `x86_64`, `x64`, `arm64` or `aarch64` as a word in them that curl, wget and ADD fetch,
    where the file names `TARGETARCH`, `uname` or `dpkg` nowhere, and FROM no platform.

    ## Why it is bad
    Built on a machine of another architecture, or for several, the image holds programs that do not run.

    ## What to do
    `ARG TARGETARCH`, and `${TARGETARCH}` in the address. Where the publisher has other names for architectures, a
    `case` translates them.

    ## Sources
    - https://docs.docker.com/build/building/multi-platform/
    """

    name = "architecture-in-download"
    severity = "info"
    on = ("$curl", "$wget", "ADD")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN curl -fsSLO https://example.com/v1/tool-linux-amd64.tar.gz\n",
            "FROM debian:13-slim\nADD https://example.com/tool_x86_64 /usr/local/bin/tool\n",
        ),
        good=(
            (
                "FROM debian:13-slim\nARG TARGETARCH\n"
                "RUN curl -fsSLO https://example.com/v1/tool-linux-${TARGETARCH}.tar.gz\n"
            ),
            ('FROM debian:13-slim\nRUN case "$(uname -m)" in x86_64) curl -O https://example.com/a-amd64;; esac\n'),
            "FROM debian:13-slim\nRUN curl -fsSLO https://example.com/famd64x\n",
        ),
    )

    def instruction(self, node: Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        for source in node.sources:
            if "://" in source.value and _is_bound(source.value, file):
                yield self.at(source, "a download for one architecture: use `$TARGETARCH`", subject=(node, source))

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        for word in urls(command):
            if _is_bound(word.raw, file):
                yield self.at(word, "a download for one architecture: use `$TARGETARCH`", subject=(command, word))


def _is_bound(url: str, file: Dockerfile) -> bool:
    for letter in "/.?=":
        url = url.replace(letter, "-")
    words = url.replace("_", "-").lower().split("-")
    named = not _ARCHITECTURES.isdisjoint(words) or ("x86" in words and "64" in words)
    return named and not any(part in file.tree.text for part in _ASKED)
