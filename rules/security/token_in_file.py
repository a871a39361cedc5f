from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class TokenInFile(Rule):
    """A token or a private key written into the Dockerfile.

    ## What it flags
    Texts that have the form of a secret that somebody issues: tokens of GitHub, GitLab, Slack, npm, PyPI and
    Stripe, access keys of AWS and Google, and private keys.

    ## Why it is bad
    The Dockerfile is in version control, and its instructions in the image's history.

    ## What to do
    Withdraw the token: it is known. Then mount the new one as a secret: `--mount=type=secret,id=token,env=TOKEN`.

    ## Sources
    - https://docs.docker.com/build/building/secrets/
    """

    name = "token-in-file"
    aliases = ("tally:secrets-in-code", "sonar:S6437")
    severity = "error"
    on = (
        *("@file ~ghp_", "@file ~gho_", "@file ~ghs_", "@file ~github_pat_", "@file ~glpat-", "@file ~xoxb-"),
        *("@file ~xoxp-", "@file ~npm_", "@file ~pypi-", "@file ~sk_live_", "@file ~akia", "@file ~aiza"),
        "@file ~private key-----",
    )
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nENV TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789\n",
            "FROM debian:13-slim\nRUN aws configure set aws_access_key_id AKIA2E0A8F3B244C9986\n",
            ('FROM debian:13-slim\nRUN <<EOF\necho "-----BEGIN OPENSSH PRIVATE KEY-----" > /root/.ssh/id\nEOF\n'),
        ),
        good=(
            "FROM debian:13-slim\nENV TOKEN=ghp_\n",
            "FROM debian:13-slim\nRUN aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE\n",
            ('FROM debian:13-slim\nRUN grep -q "BEGIN CERTIFICATE" /ca.pem && echo npm_config_cache_directory\n'),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        text = file.tree.text
        for mark, least, kind in _MARKS:
            position = text.find(mark) if mark in text else -1
            while position >= 0:
                end = position + len(mark)
                while end < len(text) and (text[end].isalnum() or text[end] in "_-"):
                    end += 1
                body = text[position + len(mark) : end]
                before = text[position - 1 : position]
                if len(body) >= least and _is_random(body) and not before.isalnum():
                    yield self.at((position, end), f"{kind} in the file: withdraw it and use a secret mount")
                position = text.find(mark, end)
        position = text.find("PRIVATE KEY-----")
        begin = text.rfind("-----BEGIN ", 0, position) if position >= 0 else -1
        if begin >= 0 and position - begin < _LONGEST_KIND:
            yield self.at((begin, position + 16), "a private key in the file: withdraw it and use a secret mount")


_LONGEST_KIND = 30
# How it begins, how many characters follow at least, what it is.
_MARKS = (
    ("ghp_", 36, "a GitHub token"),
    ("gho_", 36, "a GitHub token"),
    ("ghs_", 36, "a GitHub token"),
    ("github_pat_", 36, "a GitHub token"),
    ("glpat-", 20, "a GitLab token"),
    ("xoxb-", 20, "a Slack token"),
    ("xoxp-", 20, "a Slack token"),
    ("npm_", 36, "an npm token"),
    ("pypi-", 60, "a PyPI token"),
    ("sk_live_", 20, "a Stripe key"),
    ("AKIA", 16, "an AWS access key"),
    ("AIza", 35, "a Google API key"),
)


def _is_random(body: str) -> bool:
    """Whether it looks made by a machine: digits and letters, and no word that says that it is an example."""
    return any(letter.isdigit() for letter in body) and "EXAMPLE" not in body and "example" not in body
