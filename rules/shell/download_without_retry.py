from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.shell._fetch import urls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class DownloadWithoutRetry(Rule):
    """A download that is tried once.

    ## What it flags
    `curl` without `--retry` and `wget` with `--tries=1`, where no `.curlrc` or `.wgetrc` is written.

    ## Why it is bad
    One lost packet fails the whole build.

    ## What to do
    Add `--retry 3`, or write it once: `RUN echo "retry = 3" >> ~/.curlrc`.

    ## Sources
    - https://curl.se/docs/manpage.html#--retry
    """

    name = "download-without-retry"
    aliases = ("tally:prefer-curl-config", "tally:prefer-wget-config")
    severity = "style"
    on = ("$curl", "$wget")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN curl -fsSLo /a https://example.com/a\n",
            "FROM debian:13-slim\nRUN wget --tries=1 https://example.com/a\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN curl --retry 3 -fsSLo /a https://example.com/a\n",
            "FROM debian:13-slim\nRUN wget https://example.com/a\n",
            "FROM debian:13-slim\nCOPY .curlrc /root/\nRUN curl -fsSLo /a https://example.com/a\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.name == "curl":
            once = not command.has("--retry", "-K", "--config")
        else:
            once = any(word.text in ("--tries=1", "-t1") for word in command.arguments)
        found = urls(command) if once else []
        if found and not any("//localhost" in word.raw for word in found) and "rc" not in _settings(file):
            yield self.at(found[0], "a download that is tried once: add `--retry 3`", subject=(command, run))


def _settings(file: Dockerfile) -> str:
    return "rc" if any(name in file.tree.text for name in (".curlrc", ".wgetrc", "/wgetrc")) else ""
