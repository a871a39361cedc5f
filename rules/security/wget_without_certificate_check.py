from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.security._option import OptionRule


class WgetWithoutCertificateCheck(OptionRule):
    """wget that takes any certificate.

    ## What it flags
    `wget --no-check-certificate` in RUN.

    ## Why it is bad
    Whoever stands between the build and the server can hand out any file, and it ends up in the image.

    ## What to do
    Leave the option out, and install `ca-certificates` where certificates are missing in the image. A private
    authority's certificate can be named: `--ca-certificate=ca.pem`.

    ## Sources
    - https://www.gnu.org/software/wget/manual/html_node/HTTPS-_0028SSL_002fTLS_0029-Options.html
    """

    name = "wget-without-certificate-check"
    aliases = ("checkov:CKV2_DOCKER_3", "dockerfile-doctor:DD055")
    severity = "error"
    on = ("$wget", "$wget2")
    groups = {"recommended": {}, "strict": {}}
    switches = ("--no-check-certificate", "--check-certificate=off", "--check-certificate=quiet")
    effect = "takes any certificate: whoever is on the way can swap the file"
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN wget --no-check-certificate https://example.com/a.tgz\n",
                fixed="FROM debian:13-slim\nRUN wget https://example.com/a.tgz\n",
            ),
            ("FROM debian:13-slim\nRUN cd /tmp && \\\n    wget -q --no-check-certificate -O a https://example.com/a\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN wget -q https://example.com/a.tgz\n",
            "FROM debian:13-slim\nRUN wget https://example.com/--no-check-certificate\n",
            "FROM debian:13-slim\nRUN curl --no-check-certificate https://example.com/\n",
        ),
    )
