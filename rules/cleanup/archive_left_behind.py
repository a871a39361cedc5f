from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache.common import reaches_image
from dockerlint.rules.shell._fetch import written
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class ArchiveLeftBehind(Rule):
    """An archive that was unpacked, and stays in the layer.

    ## What it flags
    A file that curl or wget stores and `tar` or `unzip` unpacks, in the same RUN or a later one of the stage, where
    nothing deletes it and no mount lies there, in a stage whose layers reach the image.

    ## Why it is bad
    The layer holds the files twice: unpacked, and packed.

    ## What to do
    Delete the archive in the RUN that fetches it, or pipe it: `curl -fsSL … | tar xz`. Deleted by a later RUN, it stays
    in the layer.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#run
    """

    name = "archive-left-behind"
    aliases = ("parfum:tarSomethingRmTheSomething", "dockerfile-doctor:DD016")
    on = ("$tar", "$unzip", "$bsdtar")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN curl -fsSLo a.tgz https://example.com/a.tgz && tar xzf a.tgz\n",
                fixed=(
                    "FROM debian:13-slim\n"
                    "RUN curl -fsSLo a.tgz https://example.com/a.tgz && tar xzf a.tgz && rm -f a.tgz\n"
                ),
            ),
            Example(
                "FROM debian:13-slim\nRUN wget https://example.com/a.zip && \\\n    unzip a.zip\n",
                fixed=(
                    "FROM debian:13-slim\nRUN wget https://example.com/a.zip && \\\n    unzip a.zip && \\\n"
                    "    rm -f a.zip\n"
                ),
            ),
            (
                "FROM debian:13-slim\n"
                "RUN wget -q https://example.com/a.tar.gz -O /tmp/a.tar.gz && tar -C /opt -xf /tmp/a.tar.gz\n"
            ),
            Example(
                "FROM debian:13-slim\nRUN wget https://example.com/a.tgz\nRUN mkdir /b\nRUN tar xf a.tgz -C /b\n",
                lines=(4,),
                refused="another RUN fetches it",
            ),
            (
                "FROM debian:13-slim\n"
                "RUN wget https://example.com/a-1.tgz && tar xf a-1.tgz && cd a-1 && make && cd .. && rm -rf a-1\n"
            ),
        ),
        good=(
            ("FROM debian:13-slim\nRUN curl -fsSLo a.tgz https://example.com/a.tgz && tar xzf a.tgz && rm a.tgz\n"),
            "FROM debian:13-slim\nRUN wget https://example.com/a.zip && unzip a.zip && rm *.zip\n",
            "FROM debian:13-slim\nRUN wget https://example.com/a.zip\nWORKDIR /b\nRUN unzip a.zip\n",
            "FROM debian:13-slim\nRUN wget https://example.com/a.zip\nRUN unzip a.zip\nRUN rm a.zip\n",
            (
                "FROM debian:13-slim\n"
                "RUN cd /tmp && wget https://example.com/a.zip && unzip a.zip -d /opt && rm -rf /tmp/*\n"
            ),
            (
                "FROM debian:13-slim\n"
                "RUN --mount=type=tmpfs,target=/tmp wget -P /tmp https://example.com/a.zip && unzip /tmp/a.zip\n"
            ),
            (
                "FROM debian:13-slim AS x\nRUN wget https://example.com/a.zip && unzip a.zip\n"
                "FROM scratch\nCOPY --from=x /a /a\n"
            ),
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        commands = file.commands(run)
        position = commands.index(command)
        fetched = {path: one for one in commands[:position] if one.name in ("curl", "wget") and (path := written(one))}
        archive = next((word for word in command.arguments if word.text in fetched), None)
        if _is_packing(command) or not reaches_image(file, run):
            return
        if archive is None:
            yield from self._fetched_before(command, commands, run, file)
            return
        before = commands[: commands.index(fetched[archive.text])]
        if any(_may_delete(one, archive.text, before) for one in commands[position:]) or _is_on_mount(
            archive.text, run
        ):
            return
        if len(fetched[archive.text].words) and not fetched[archive.text].conditional:
            yield self.at(
                archive, "the archive stays in the layer: delete it in the same RUN", subject=(command, archive, run)
            )

    def _fetched_before(
        self, command: Command, commands: list[Command], run: Instruction, file: Dockerfile
    ) -> Findings:
        """Report an archive that an earlier RUN of the stage has fetched, and nothing deletes."""
        stage = file.graph.stage_of(run)
        if stage is None:
            return
        fetched = _fetched(file)
        archives = [word for word in command.arguments if word.text in fetched]
        if not archives:
            return
        near = file.tree.instructions[max(run.index - _NEAR, 0) : run.index + _NEAR + 1]
        runs = [node for node in near if node.keyword == "RUN" and file.graph.stage_of(node) is stage]
        for archive in archives:
            if archive.text.startswith("-") or "." not in archive.text:
                continue
            for earlier in runs:
                if earlier.index >= run.index:
                    return
                others = file.commands(earlier)
                fetch = next(
                    (one for one in others if one.name in ("curl", "wget") and written(one) == archive.text), None
                )
                if fetch is None or fetch.conditional or earlier.flags:
                    continue
                if not archive.text.startswith("/") and not _in_one_folder(earlier, run, others, commands, stage):
                    continue
                behind = [one for node in runs if node.index >= earlier.index for one in file.commands(node)]
                if not any(_may_delete(one, archive.text, []) for one in behind):
                    message = (
                        f"the archive stays in the layer of line {earlier.start_line}: fetch and unpack it in one RUN"
                    )
                    yield self.at(archive, message, subject=(command, archive, None))
                return


def _fetched(file: Dockerfile) -> set[str]:
    """Return the names under which RUNs store what they download."""
    facts = file.stages[0].instruction.facts
    known = facts.get("names of downloads")
    if not isinstance(known, set):
        commands = [
            command for node in file.tree.instructions if node.keyword == "RUN" for command in file.commands(node)
        ]
        fetches = [command for command in commands if command.name in ("curl", "wget")]
        known = facts["names of downloads"] = {name for name in map(written, fetches) if name}
    return known


_NEAR = 30  # instructions, in which a download and what is done with it stand


def _in_one_folder(
    earlier: Instruction, run: Instruction, others: list[Command], commands: list[Command], stage: Stage | None
) -> bool:
    """Whether two RUNs mean the same file by a relative name: nothing moves in them, and no WORKDIR between them."""
    between = [] if stage is None else stage.instructions
    return not any(
        node.keyword == "WORKDIR" and earlier.index < node.index < run.index for node in between
    ) and not any(one.name in ("cd", "pushd") for one in (*others, *commands))


def _is_packing(command: Command) -> bool:
    mode = command.arguments[0].text if command.arguments else ""
    return command.name in ("tar", "bsdtar") and "x" not in mode and not command.has("-x", "--extract", "--get")


def _may_delete(command: Command, path: str, before: list[Command]) -> bool:
    """Whether a command deletes the file, or may do so: `rm`, `find -delete`, `mv`, a script.

    `before` are the commands in front of the download.
    """
    if command.name in ("find", "mv", "xargs", "git", "unlink", "shred"):
        return True
    if command.name not in ("rm", "rmdir"):
        return command.name.endswith(".sh") or "rm" in command.wrappers
    name = path.rpartition("/")[2]
    for word in command.arguments:
        text = word.text.rstrip("/")
        last = text.rpartition("/")[2]
        if text.startswith("-"):
            continue
        if last == name or "$" in text or "{" in text or path.startswith(text + "/"):
            return True
        if "*" in last and (last == "*" or _fits(last, name)):
            return True
        # `cd DIR`, the download, then `rm -rf DIR`
        if any(one.name == "cd" and one.arguments and one.arguments[0].text.startswith(text) for one in before):
            return True
    return False


def _fits(pattern: str, name: str) -> bool:
    first, _, last = pattern.partition("*")
    return name.startswith(first) and name.endswith(last.rpartition("*")[2])


def _is_on_mount(path: str, run: Instruction) -> bool:
    if not isinstance(run, Run) or not run.flags:
        return False
    targets = [mount.target or "" for mount in run.mounts if mount.type in ("cache", "tmpfs")]
    return bool(targets) and (not path.startswith("/") or any(path.startswith(target) for target in targets))
