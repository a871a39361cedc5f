from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.security._variable import VariableRule, setters


class PythonHttpsVerificationOff(VariableRule):
    """Python told not to check certificates.

    ## What it flags
    `PYTHONHTTPSVERIFY=0` in ENV, ARG or RUN.

    ## Why it is bad
    All that Python fetches may come from anybody, in the build and, with ENV, in the container.

    ## What to do
    Leave it out, and give Python the certificate that it lacks: `SSL_CERT_FILE`.

    ## Sources
    - https://peps.python.org/pep-0493/
    """

    name = "python-https-verification-off"
    aliases = ("checkov:CKV2_DOCKER_5",)
    severity = "error"
    groups = {"recommended": {}, "strict": {}}
    on = (*setters("pythonhttpsverify"), "$pip", "$pip3", "$python", "$python2", "$python3")
    variables = ("pythonhttpsverify",)
    off = ("0",)
    effect = "switches the check of certificates off for Python"
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nENV PYTHONHTTPSVERIFY=0\n",
            "FROM debian:13-slim\nRUN PYTHONHTTPSVERIFY=0 python3 fetch.py\n",
            "FROM debian:13-slim\nRUN export PYTHONHTTPSVERIFY=0 && ./fetch.py\n",
        ),
        good=(
            "FROM debian:13-slim\nENV PYTHONHTTPSVERIFY=1\n",
            "FROM debian:13-slim\nRUN python3 fetch.py PYTHONHTTPSVERIFY=0\n",
        ),
    )
