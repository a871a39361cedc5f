from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.security._option import OptionRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell import Command, ShellWord


class CurlWithoutCertificateCheck(OptionRule):
    """curl that takes any certificate.

    ## What it flags
    `curl -k`, `--insecure`, `--proxy-insecure` and `--doh-insecure` in RUN, for addresses other than this
    machine's.

    ## Why it is bad
    Whoever stands between the build and the server can hand out any file, and it ends up in the image.

    ## What to do
    Leave the option out. Where the server has a certificate of a private authority, name it: `--cacert ca.pem`.
    Where certificates are missing in the image, install `ca-certificates`.

    ## Sources
    - https://curl.se/docs/sslcerts.html
    """

    name = "curl-without-certificate-check"
    aliases = ("checkov:CKV2_DOCKER_2", "dockerfile-doctor:DD056")
    severity = "error"
    on = ("$curl",)
    groups = {"recommended": {}, "strict": {}}
    switches = ("-k", "--insecure", "--proxy-insecure", "--doh-insecure")
    has_letter = True
    effect = "takes any certificate: whoever is on the way can swap the file"
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN curl -k https://example.com/a.tgz | tar xz\n",
                fixed="FROM debian:13-slim\nRUN curl https://example.com/a.tgz | tar xz\n",
            ),
            Example(
                ("FROM debian:13-slim\nRUN apt-get update && \\\n    curl -fsSLk -o /a https://example.com/a\n"),
                fixed=("FROM debian:13-slim\nRUN apt-get update && \\\n    curl -fsSL -o /a https://example.com/a\n"),
            ),
            "FROM debian:13-slim\nRUN curl --insecure https://example.com/a > /a\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN curl -fsSL https://example.com/a > /a\n",
            "FROM debian:13-slim\nRUN curl -utoken:k -o /usr/k https://example.com/a\n",
            "FROM debian:13-slim\nRUN curl -k https://localhost:8443/health\n",
            "FROM debian:13-slim\nRUN wget -k https://example.com/\n",
            "FROM debian:13-slim\nRUN curl -sH '-k' https://example.com/a\n",
        ),
    )

    def concerns(self, command: Command) -> bool:
        if any("//localhost" in word.text or "//127.0.0.1" in word.text for word in command.arguments):
            return False
        value = False  # whether the word is that of the option in front of it
        for word in command.arguments:
            if not value and _is_given(word):
                return True
            value = not value and _takes_next(word.text)
        return False


_VALUED = "AbcCdDeEFhHKmoPQrtTuUwxXyYz"  # letters behind which the rest of a cluster is a value


def _takes_next(text: str) -> bool:
    """Whether the last letter of a cluster has its value in the next word: `-H`, `-sSo`."""
    letters = text[1:] if text.startswith("-") and not text.startswith("--") else ""
    return letters[-1:] in tuple(_VALUED) and not any(letter in _VALUED for letter in letters[:-1])


def _is_given(word: ShellWord) -> bool:
    text = word.text
    if text.startswith("--"):
        return text.endswith("insecure")
    if not text.startswith("-"):
        return False
    for letter in text[1:]:
        if letter == "k":
            return True
        if letter in _VALUED:
            return False
    return False
