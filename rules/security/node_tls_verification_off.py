from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.security._variable import VariableRule, setters


class NodeTlsVerificationOff(VariableRule):
    """Node.js told not to check certificates.

    ## What it flags
    `NODE_TLS_REJECT_UNAUTHORIZED=0` in ENV, ARG or RUN.

    ## Why it is bad
    All that Node.js fetches may come from anybody, in the build and, with ENV, in the container.

    ## What to do
    Leave it out, and give Node.js the certificate that it lacks: `NODE_EXTRA_CA_CERTS`.

    ## Sources
    - https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue
    """

    name = "node-tls-verification-off"
    aliases = ("checkov:CKV2_DOCKER_6",)
    severity = "error"
    groups = {"recommended": {}, "strict": {}}
    on = (*setters("node_tls_reject_unauthorized"), "$node", "$npm", "$npx", "$yarn", "$pnpm")
    variables = ("node_tls_reject_unauthorized",)
    off = ("0",)
    effect = "switches the check of certificates off for Node.js"
    examples = Examples(
        bad=(
            "FROM node:24-slim\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n",
            'FROM node:24-slim\nRUN NODE_TLS_REJECT_UNAUTHORIZED="0" npm ci\n',
        ),
        good=(
            "FROM node:24-slim\nENV NODE_TLS_REJECT_UNAUTHORIZED=1\n",
            "FROM node:24-slim\nENV NODE_EXTRA_CA_CERTS=/ca.pem\n",
        ),
    )
