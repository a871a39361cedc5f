from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add


class RemoteAddWithoutChecksum(Rule):
    """ADD of a remote file whose content nothing checks.

    ## What it flags
    ADD of `http://`, `https://` and `ftp://` addresses without `--checksum`.

    ## Why it is bad
    The file may be another one tomorrow, and the build takes it unseen.

    ## What to do
    Add `--checksum=sha256:…` with the hash of the file that you mean.

    ## Options
    - `with-checksum`: also raise it where a checksum is given. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#add---checksum
    """

    name = "remote-add-without-checksum"
    aliases = ("sonar:S6474", "kics:4b410d24", "dockerfile-doctor:DD059", "buddy:EA0001")
    on = ("ADD",)
    groups = {"strict": {}}
    options = {"with-checksum": False}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nADD https://example.com/a.tgz /\n",
            "FROM debian:13-slim\nADD --chmod=755 https://example.com/tool /usr/local/bin/\n",
            Example(
                "FROM debian:13-slim\nADD --checksum=sha256:24454f83 https://example.com/a /\n",
                options={"with-checksum": True},
            ),
        ),
        good=(
            "FROM debian:13-slim\nADD --checksum=sha256:24454f83 https://example.com/a /\n",
            "FROM debian:13-slim\nADD https://github.com/a/b.git#v1 /src\n",
            "FROM debian:13-slim\nADD a.tgz /\n",
        ),
    )

    def instruction(self, node: Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        if node.checksum is not None and not self.option["with-checksum"]:
            return
        for source in node.sources:
            value = source.value.strip("\"'")
            if value.startswith(("http://", "https://", "ftp://")) and ".git" not in value.rpartition("/")[2]:
                message = "nothing checks what this address gives: add `--checksum=sha256:…`"
                yield self.at(source, message, subject=(node, source))
