from __future__ import annotations

from dockerlint.graph.paths import has_wildcard
from dockerlint.graph.stages import is_remote
from dockerlint.knowledge.file_names import POSSIBLE_TAR_ARCHIVES, USUAL_ARCHIVES
from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add
    from dockerlint.syntax.text import Word

_MESSAGE = "`ADD` of local files: `COPY` copies them without guessing at archives"


class AddInsteadOfCopy(Rule):
    """ADD of local files that COPY would copy just the same.

    ## What it flags
    An ADD all of whose sources are files or folders of the build context, and no archives.

    ## Why it is bad
    ADD also unpacks archives and fetches URLs and git repositories. Who reads it has to find out which of
    these is meant; and when a source is one day replaced by an archive, what arrives changes without a word.

    ## What to do
    Write COPY. Keep ADD for local archives that are to be unpacked, and for remote files with `--checksum`.

    The fix does that. It is safe where every source is certainly local and its name tells that it is no archive; unsafe
    where a variable stands in a source, or a name without an extension, behind which a tar archive may be.

    ## Options
    - `unknown-sources`: also raise it where a source may be an archive or a URL: a variable without a known
      value, a name that ends in a wildcard, one of several sources. Default: true, but false in the group `recommended`
    - `spelling`: an archive or a URL is what is written like one: what a variable holds does not count, nor do git
      repositories; ONBUILD is left alone. Default: false

    ## Limits
    ADD looks into files: a tar archive under a name that does not tell (`ADD rootfs /`) is unpacked too.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#add-or-copy
    - https://docs.docker.com/reference/dockerfile/#add
    """

    name = "add-instead-of-copy"
    aliases = (
        "hadolint:DL3020",
        "checkov:CKV_DOCKER_4",
        "trivy:DS-0005",
        "kics:9513a694",
        "dockle:CIS-DI-0009",
        "sonar:S7029",
        "semgrep:prefer-copy-over-add",
        "dockerfile-doctor:DD007",
        "droast:DF006",
        "buddy:EA0002",
        "redcoolbeans:add",
        "parfum:DL3020",
    )
    on = ("ADD",)
    groups = {"recommended": {"unknown-sources": False}, "strict": {}, "hadolint": {"spelling": True}}
    options = {"unknown-sources": True, "spelling": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nADD app.py requirements.txt /srv/\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nCOPY app.py requirements.txt /srv/\n",
            ),
            Example(
                'from debian:13-slim\nadd --chown=web ["static", "/srv/static"]\n',
                lines=(2,),
                fixed='from debian:13-slim\ncopy --chown=web ["static", "/srv/static"]\n',
            ),
            Example("FROM eclipse-temurin:21-jre\nARG JAR=target/app.jar\nADD ${JAR} /app.jar\n", lines=(3,)),
            Example(
                "FROM python:3.13-slim\nONBUILD ADD . /srv\n",
                lines=(2,),
                fixed="FROM python:3.13-slim\nONBUILD COPY . /srv\n",
            ),
            Example(
                "FROM debian:13-slim\nADD --unpack=false site.tar.gz /srv/\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nCOPY site.tar.gz /srv/\n",
            ),
            Example("FROM debian:13-slim\nADD conf* /etc/app/\n", files={"conf.d/a": "", "config": ""}),
            Example("FROM debian:13-slim\nADD $FILES /srv/\n", options={"unknown-sources": True}, refused="not known"),
            Example(
                "FROM debian:13-slim\nARG A=a.tgz\nADD $A /srv/\n",
                options={"spelling": True},
                lines=(3,),
                refused="unpacked",
            ),
        ),
        good=(
            "FROM scratch\nADD rootfs.tar.xz /\n",
            "FROM debian:13-slim\nADD --checksum=sha256:24454f83 https://example.com/tool /usr/local/bin/\n",
            "FROM debian:13-slim\nADD git@example.com:app/app.git#v1 /src\n",
            Example("FROM debian:13-slim\nARG FILE\nADD $FILE /srv/\n", options={"unknown-sources": False}),
            "FROM debian:13-slim\nADD notes.txt.gz plugins.gem /srv/\n",
            Example("FROM debian:13-slim\nADD app-1.2.* /srv/\n", options={"unknown-sources": False}),
            Example("FROM debian:13-slim\nADD conf* /etc/app/\n", files={"conf.d/a": "", "conf.tgz": ""}),
            "FROM debian:13-slim\nCOPY . /srv\n",
            Example("FROM debian:13-slim\nONBUILD ADD . /srv\n", options={"spelling": True}),
        ),
    )

    def instruction(self, node: Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        if self.option["spelling"]:
            if not node.in_onbuild and node.unpack is None and not all(map(_looks_kept, node.sources)):
                yield self.at(node.keyword_word, _MESSAGE, subject=node)
            return
        kinds = {self._kind(source, node, file) for source in node.sources}
        if self.option["unknown-sources"]:
            flagged = bool(kinds & {"plain", "unknown"}) or len(kinds) > 1
        else:
            flagged = "plain" in kinds and kinds <= {"plain", "here-document"}
        if flagged:
            yield self.at(node.keyword_word, _MESSAGE, subject=node)

    def _kind(self, source: Word, node: Add, file: Dockerfile) -> str:
        if node.heredocs and source.value.startswith("<<"):
            return "here-document"
        written = source.value.strip("\"'")
        value = file.graph.expand(node, source.value)
        name = written if value is None else value
        if is_remote(name):
            return "remote"
        if may_be_unpacked(name):
            return "plain" if node.unpack is False else "archive"
        extension = name.rstrip("/").rpartition("/")[2].rpartition(".")[2]
        if value is None:
            # A variable in front may hold a URL, one at the end an archive.
            return "unknown" if written.startswith("$") or "$" in extension else "plain"
        if not has_wildcard(extension):
            return "plain"
        found = file.context.glob(name) if file.context is not None else []
        return "archive" if any(map(may_be_unpacked, found)) else "plain" if found else "unknown"


def _looks_kept(source: Word) -> bool:
    name = source.value.strip("\"'")
    return name.startswith(("http://", "https://")) or name.endswith(USUAL_ARCHIVES)


def may_be_unpacked(name: str) -> bool:
    """Whether ADD may unpack a file of that name."""
    return name.lower().endswith(POSSIBLE_TAR_ARCHIVES)
