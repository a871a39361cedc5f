from __future__ import annotations

from dockerlint.graph.paths import base_name
from dockerlint.graph.stages import is_remote
from dockerlint.knowledge.file_names import OTHER_ARCHIVES, TAR_ARCHIVES
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache.common import reaches_image
from dockerlint.rules.cleanup._ledger import ledger_of
from dockerlint.rules.cleanup._spelled_archives import is_unpacked_by_name, spelled_archives
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.rules.cleanup._ledger import Trace
    from dockerlint.syntax.text import Word

_ARCHIVES = (*TAR_ARCHIVES, *OTHER_ARCHIVES, ".gz", ".bz2", ".xz", ".Z", ".lzma")


class ArchiveCopiedThenUnpacked(Rule):
    """An archive is copied into the image, and a later RUN unpacks it.

    ## What it flags
    COPY or ADD of an archive that a later RUN unpacks (`tar`, `unzip`, `7z`, `gunzip` …), in a stage whose layers are
    in the image.

    ## Why it is bad
    The archive stays in the layer that brought it, beside its content in the layer of the RUN. Deleting it in that RUN
    does not change this: the image is larger by the archive.

    ## What to do
    - A local tar archive: `ADD site.tar.gz /srv/` unpacks it and does not store it.
    - Any other local archive, or one from another stage: mount it where it is unpacked, `RUN
      --mount=type=bind,source=site.zip,target=/tmp/site.zip unzip /tmp/site.zip -d /srv`.
    - A remote one: download, unpack and delete it in one RUN.

    ## Options
    - `builder-stages`: also raise it in stages that are thrown away. Default: false
    - `spelling`: raise it for COPY from the build context alone, where a plain command of a later RUN of the last stage
      is given a name like that of the archive: one with `-x`, `--extract` or `--get` for tar. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives
    - https://docs.docker.com/build/building/best-practices/#add-or-copy
    """

    name = "archive-copied-then-unpacked"
    aliases = ("hadolint:DL3010", "buddy:EC0003")
    on = (
        *("COPY ~.t", "COPY ~.gz", "COPY ~.bz2", "COPY ~.xz", "COPY ~.z", "COPY ~.lzma", "COPY ~.7z", "COPY ~.rar"),
        *("ADD ~.t", "ADD ~.gz", "ADD ~.bz2", "ADD ~.xz", "ADD ~.z", "ADD ~.lzma", "ADD ~.7z", "ADD ~.rar"),
    )
    groups = {"recommended": {}, "strict": {}, "hadolint": {"spelling": True}}
    options = {"builder-stages": False, "spelling": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nCOPY a.tgz /tmp/\nRUN tar xzf /tmp/a.tgz -C /srv && rm /tmp/a.tgz\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nADD a.tgz /srv/\n",
            ),
            Example(
                "FROM debian:13-slim\nENV V=1\nCOPY a-$V.tgz /tmp/a-$V.tgz\nRUN tar xzf /tmp/a-$V.tgz -C /srv\n"
                "RUN rm /tmp/a-$V.tgz\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nENV V=1\nADD a-$V.tgz /srv/\n",
            ),
            Example(
                "FROM debian:13-slim\nWORKDIR /srv\nCOPY site.zip .\nRUN unzip site.zip && rm *.zip\n",
                lines=(3,),
                refused="tar",
            ),
            Example(
                "FROM debian:13-slim\nARG V=1.0\nADD https://example.com/tool-$V.tar.xz /opt/\n"
                "RUN cd /opt && tar -xf tool-1.0.tar.xz\n",
                lines=(3,),
            ),
            Example(
                "FROM debian:13 AS build\nRUN make\n\nFROM debian:13-slim\nCOPY --from=build /src/app.tar.gz /tmp\n"
                "RUN tar --extract --file=/tmp/app.tar.gz --strip-components=1\n",
                lines=(5,),
            ),
            Example(
                "FROM debian:13 AS b\nCOPY a.tgz b.tgz /\nRUN tar -xf /b.tgz\nFROM scratch\nCOPY --from=b /b /\n",
                options={"builder-stages": True},
                lines=(2,),
            ),
            Example(
                "FROM debian:13-slim\nCOPY a.tgz $D/\nRUN tar -xf $D/a.tgz\n",
                options={"spelling": True},
                lines=(2,),
                refused="told by its name alone",
            ),
        ),
        good=(
            "FROM debian:13-slim\nADD a.tgz /srv/\n",
            "FROM debian:13-slim\nCOPY a.tgz /tmp/\nRUN tar tzf /tmp/a.tgz\n",
            Example("FROM debian:13-slim\nCOPY a.tgz /tmp/\nRUN tar xzf /tmp/a.tgz\n", options={"spelling": True}),
            "FROM debian:13-slim\nCOPY a.tgz /tmp/\nRUN tar xzf /opt/a.tgz\n",
            "FROM debian:13-slim\nRUN --mount=type=bind,source=a.zip,target=/a.zip unzip /a.zip -d /srv\n",
            "FROM debian:13-slim AS build\nCOPY a.tgz /\nRUN tar xf /a.tgz\n\nFROM scratch\nCOPY --from=build /a /a\n",
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        if not any(word.value.strip("\"'").endswith(_ARCHIVES) for word in node.words):
            return
        stage = file.graph.stage_of(node)
        if self.option["spelling"]:
            for word in spelled_archives(node):
                if stage is file.stages[-1] and is_unpacked_by_name(word.value, node, stage, file):
                    message = f"`{base_name(word.value)}` stays in the image beside what is unpacked"
                    yield self.at(word, message)
                    return
            return
        if stage is None or not reaches_image(file, node, thrown_away=bool(self.option["builder-stages"])):
            return
        flagged: list[Word | None] = []
        for trace in ledger_of(file, stage).traces.get(node, ()):
            if trace.unpacked_by is None or trace.source is None or trace.source in flagged:
                continue
            if not trace.path.endswith(_ARCHIVES):
                continue
            flagged.append(trace.source)
            yield self.at(trace.source, _message(trace, file), subject=trace)


def _message(trace: Trace, file: Dockerfile) -> str:
    name = base_name(trace.path)
    if _is_download(trace, file):
        remedy = "fetch and unpack it in one RUN"
    elif trace.added_plainly and _is_local(trace) and name.endswith(TAR_ARCHIVES):
        remedy = "`ADD` unpacks without storing it"
    else:
        remedy = "mount it into the RUN instead"
    return f"`{name}` stays in the image beside what is unpacked: {remedy}"


def _is_local(trace: Trace) -> bool:
    return isinstance(trace.instruction, Copy) and trace.instruction.from_ is None


def _is_download(trace: Trace, file: Dockerfile) -> bool:
    """Whether ADD fetches the archive. Of a local tar archive it would leave the content, not the archive."""
    node, source = trace.instruction, trace.source
    if not isinstance(node, Add) or source is None:
        return False
    return trace.path.endswith(TAR_ARCHIVES) or is_remote(file.graph.expand(node, source.value) or source.value)
