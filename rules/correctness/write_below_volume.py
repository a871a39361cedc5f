from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Volume

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command


class WriteBelowVolume(Rule):
    """Files written below a VOLUME that stands further up.

    ## What it flags
    RUN, COPY and ADD that write below a path that an earlier VOLUME of the same stage names.

    ## Why it is bad
    The classic builder and older releases of BuildKit throw away what is written there after the VOLUME. Where it
    is kept, it is copied into a new volume once: an old one hides it.

    ## What to do
    Move VOLUME behind the last step that writes there.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#volume
    """

    name = "write-below-volume"
    severity = "warning"
    on = ("@stage VOLUME",)
    groups = {"strict": {}}
    not_in = {"onbuild": "a trigger runs in another build"}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nVOLUME /data\nCOPY seed.sql /data/seed.sql\n",
                fixed="FROM debian:13-slim\nCOPY seed.sql /data/seed.sql\nVOLUME /data\n",
            ),
            'FROM debian:13-slim\nVOLUME ["/var/lib/app"]\nRUN mkdir -p /var/lib/app/logs\n',
        ),
        good=(
            "FROM debian:13-slim\nCOPY seed.sql /data/seed.sql\nVOLUME /data\n",
            "FROM debian:13-slim\nVOLUME /data\nCOPY a /database/a\n",
            "FROM debian:13-slim\nVOLUME /data\nRUN rm -rf /tmp/x\n",
            "FROM debian:13-slim\nVOLUME /data\nRUN useradd -d /data app\n",
            "FROM debian:13-slim\nVOLUME /tmp\nADD app.jar app.jar\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        volumes: list[tuple[Volume, str]] = []
        for node in stage.instructions:
            if isinstance(node, Volume):
                volumes += [
                    (node, path) for word in node.paths if (path := word.value.strip("\"'").rstrip("/")).startswith("/")
                ]
            elif volumes and node.keyword in ("RUN", "COPY", "ADD"):
                for volume, path in volumes:
                    if node.keyword == "RUN" and _is_home_alone(path, file.commands(node)):
                        continue
                    if any(one == path or one.startswith(path + "/") for one in file.graph.flow(node).writes):
                        message = f"VOLUME {path} in line {volume.start_line} comes too early for this"
                        yield self.at(node.keyword_word, message, subject=(stage, volume, node))
                        return


def _is_home_alone(path: str, commands: list[Command]) -> bool:
    """Whether the path is only named as somebody's home: no files are written there."""
    naming = [one for one in commands if any(path in word.text for word in one.words)]
    return bool(naming) and all(one.name in ("useradd", "usermod", "adduser") for one in naming)
