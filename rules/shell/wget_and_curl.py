from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.shell.common import is_typed
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings

_TOOLS = ("curl", "wget")


class WgetAndCurl(Rule):
    """A stage downloads with both wget and curl.

    ## What it flags
    The first command of a stage that makes the second of the two tools necessary.

    ## Why it is bad
    Each brings its libraries, and each has its own way with proxies, certificates and errors: wget fails where the
    server says 404, curl only with `--fail`.

    ## What to do
    Use one of them. There is no fix: their options do not correspond one to one (redirects, exit codes, time stamps,
    where the file goes), so a translated call could download something else.

    ## Options
    - `every-run`: every RUN with one of them from the first one that has the second on. Default: false

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages
    """

    name = "wget-and-curl"
    aliases = (
        "hadolint:DL4001",
        "trivy:DS-0014",
        "kics:fc775e75",
        "buddy:ER0007",
        "semgrep:use-either-wget-or-curl",
        "droast:DF058",
        "sonar:S6584",
    )
    severity = "info"
    on = ("@stage RUN $wget",)
    groups = {"strict": {}, "hadolint": {"every-run": True}}
    options = {"every-run": False}
    not_in = {"onbuild": "a trigger runs in another build"}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN wget https://a.org/a\nRUN curl -fO https://a.org/b\n", lines=(3,)),
            "FROM debian:13-slim\nRUN sudo curl -fO https://a.org/a && wget https://a.org/b\n",
            Example("FROM a\nRUN curl a\nRUN wget b\nRUN curl c\n", options={"every-run": True}, lines=(3, 4)),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl wget\nRUN curl -fO https://a.org/a\n",
            "FROM debian:13-slim\nRUN wget https://a.org/a\nFROM debian:13-slim\nRUN curl -fO https://a.org/b\n",
            "FROM debian:13-slim\nRUN wget https://a.org/a && wget https://a.org/b\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        every = bool(self.option["every-run"])
        seen: set[str] = set()
        for node in stage.instructions:
            calls = [one for one in file.commands(node) if one.name in _TOOLS] if isinstance(node, Run) else []
            if every:
                calls = [one for one in calls if is_typed(one, one.name)]
            for command in calls:
                seen.add(command.name)
                if len(seen) > 1:
                    message = f"`{command.name}` beside the other of wget and curl: use one of them"
                    yield self.at(command.name_word or command, message)
                    if not every:
                        return
                    break
