from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.shell import commands
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class ConsecutiveRuns(Rule):
    """Small RUNs in a row.

    ## What it flags
    A row of RUNs with the same flags, each in shell form and with at most `max-commands` commands, in a stage whose
    layers are in the image. A comment between two of them separates them: the author had something to say.

    ## Why it is bad
    Each RUN makes a layer of its own. What the second one deletes stays in the image, and files that both change (the
    package database, a log) are stored twice.

    ## What to do
    Chain the commands with `&&`, or put them in one here-document. Keep them apart where the first is slow and the
    second changes often: then two layers are the better cache.

    ## Options
    - `max-commands`: how many commands a RUN may have to count as a small one.
    - `builder-stages`: whether stages count whose layers are not in the image.
    - `comments-separate`: whether a comment between two RUNs separates them.
    - `each`: whether every RUN but the first of a row is reported, or the row once.
    - `other-shells`: whether a RUN that PowerShell or cmd reads counts too, read as if it were for sh.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#run
    """

    name = "consecutive-runs"
    aliases = (
        "hadolint:DL3059",
        "kics:0008c003",
        "slim:ID.20019",
        "sonar:S7031",
        "dockerfile-doctor:DD005",
        "droast:DF003",
        "tally:prefer-run-heredoc",
    )
    severity = "info"
    on = ("@stage RUN",)
    groups = {
        "strict": {},
        "hadolint": {
            "max-commands": 1,
            "builder-stages": True,
            "comments-separate": False,
            "each": True,
            "other-shells": True,
        },
    }
    options = {
        "max-commands": 2,
        "builder-stages": False,
        "comments-separate": True,
        "each": False,
        "other-shells": False,
    }
    not_in = {
        "onbuild": "a trigger is no neighbour of a RUN",
        "heredoc": "a here-document is how several commands are put in one RUN",
    }
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN useradd web\nRUN mkdir /srv/web\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nRUN useradd web \\\n    && mkdir /srv/web\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN one\nRUN two\nRUN three && four\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nRUN one \\\n    && two \\\n    && three && four\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN cd /opt && make\nRUN chmod 700 app || true\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nRUN (cd /opt && make) \\\n    && (chmod 700 app || true)\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN service mysql start\nRUN mysql -e 'CREATE DATABASE a'\n",
                lines=(3,),
                refused="leave a process running",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN useradd web && mkdir /srv/web\n",
            "FROM debian:13-slim\nRUN useradd web\nWORKDIR /srv/web\nRUN mkdir data\n",
            "FROM debian:13-slim\nRUN --mount=type=cache,target=/cache one\nRUN two\n",
            "FROM debian:13-slim\nRUN one\n# because of three\nRUN two\n",
            "FROM golang:1.27 AS build\nRUN one\nRUN two\nFROM scratch\nCOPY --from=build /x /x\n",
            'FROM debian:13-slim\nRUN one\nRUN ["two"]\n',
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        if not self.option["builder-stages"] and stage not in file.graph.shipped:
            return
        row: list[Run] = []
        for node in [*stage.instructions, None]:
            small = node if isinstance(node, Run) and self._is_small(node, file) else None
            if small and row and _flags(small) == _flags(row[-1]) and not self._separated(small):
                row.append(small)
                continue
            if len(row) > 1:
                # One finding for the row; hadolint has one for each RUN but the first.
                each = bool(self.option["each"])
                for second in row[1:] if each else row[1:2]:
                    message = f"{len(row)} small RUNs in a row make {len(row)} layers"
                    yield self.at(second.keyword_word, message, subject=(tuple(row), second if each else None))
            row = [small] if small else []

    def _is_small(self, node: Run, file: Dockerfile) -> bool:
        if node.is_json or node.heredocs:
            return False
        if not file.graph.is_posix(node):
            # hadolint reads it as if it were for sh.
            return bool(self.option["other-shells"]) and len(commands(node)) <= int(str(self.option["max-commands"]))
        # What `sh -c`, `su -c` or `find -exec` runs is part of one command.
        own = [command for command in file.commands(node) if not command.is_inside]
        return len(own) <= int(str(self.option["max-commands"]))

    def _separated(self, node: Run) -> bool:
        return bool(node.comments) and bool(self.option["comments-separate"])


def _flags(node: Run) -> list[tuple[str, str | None]]:
    return sorted((flag.name, flag.value) for flag in node.flags)
