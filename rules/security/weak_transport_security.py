from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class WeakTransportSecurity(Rule):
    """A download over a protocol version that is broken.

    ## What it flags
    SSL 2, SSL 3, TLS 1.0 and 1.1 asked for by name: `curl --sslv3`, `--tlsv1.0`, `--tls-max 1.1`, `wget --secure-
    protocol=TLSv1`.

    ## Why it is bad
    These versions are broken and withdrawn: whoever is on the way can read or change what is fetched.

    ## What to do
    Leave the option out: client and server agree on the newest version that both know.

    ## Sources
    - https://www.rfc-editor.org/rfc/rfc8996
    """

    name = "weak-transport-security"
    aliases = ("sonar:S4423",)
    on = ("$curl ~--sslv", "$curl ~--tls", "$wget ~--secure-protocol")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN curl --sslv3 https://example.com/a > /a\n",
            "FROM debian:13-slim\nRUN wget --secure-protocol=TLSv1 https://example.com/a\n",
            "FROM debian:13-slim\nRUN curl --tls-max 1.1 https://example.com/a > /a\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN curl --tlsv1.2 https://example.com/a > /a\n",
            "FROM debian:13-slim\nRUN wget --secure-protocol=TLSv1_2 https://example.com/a\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        word = command.option_word("--sslv2", "--sslv3", "--tlsv1.0")
        if word is None:
            word = command.option_value("--tls-max", "--secure-protocol")
            if word is None or word.text.lower() not in ("1.0", "1.1", "sslv2", "sslv3", "tlsv1", "tlsv1_0", "tlsv1_1"):
                return
        yield self.at(word, f"`{word.text}` is a protocol version that is broken", subject=(command, word))
