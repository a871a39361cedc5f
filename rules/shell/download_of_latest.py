from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.shell._fetch import urls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Add, Instruction


_NEWEST = ("/latest/", "-latest.", "_latest.", "/latest.")
_BRANCHES = ("/master/", "/main/", "/HEAD/", "/develop/", "/master.", "/main.")


class DownloadOfLatest(Rule):
    """A download of whatever is newest.

    ## What it flags
    Addresses with `/latest/`, `-latest.`, `/master/`, `/main/` or `/HEAD/` in them that curl, wget and ADD fetch.

    ## Why it is bad
    The layer is cached: it holds what was newest when it was first built, and another machine builds something
    else. A hash cannot be checked.

    ## What to do
    Name the version in the address.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/
    """

    name = "download-of-latest"
    severity = "info"
    on = ("$curl", "$wget", "ADD")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN curl -fsSLO https://github.com/a/b/releases/latest/download/b\n",
            "FROM debian:13-slim\nADD https://raw.githubusercontent.com/a/b/master/c.sh /\n",
            "FROM debian:13-slim\nRUN wget -q https://example.com/a-latest.tar.gz\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN curl -fsSLO https://github.com/a/b/releases/download/v1/b\n",
            'FROM debian:13-slim\nRUN curl -H "X: /latest/" https://example.com/a\n',
            "FROM debian:13-slim\nADD latest/a /\n",
            ("FROM debian:13-slim\nRUN wget http://archive.ubuntu.com/ubuntu/pool/main/p/a/a_1_all.deb\n"),
        ),
    )

    def instruction(self, node: Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        for source in node.sources:
            if "://" in source.value and _is_newest(source.value):
                yield self.at(source, "the address gives whatever is newest: name a version", subject=(node, source))

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        for word in urls(command):
            if _is_newest(word.raw):
                yield self.at(word, "the address gives whatever is newest: name a version", subject=(command, word))


def _is_newest(url: str) -> bool:
    if any(part in url for part in _NEWEST):
        return True
    # Elsewhere such a folder is part of a path like any other.
    forge = "github" in url or "gitlab" in url or "bitbucket" in url
    return forge and any(part in url for part in _BRANCHES)
