from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._mounting import missing_mounts, needs_buildkit
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.shell.package_calls import package_calls
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class CacheMountMissing(Rule):
    """A package manager downloads everything again whenever its RUN runs.

    ## What it flags
    A RUN that installs with a package manager (apt, apk, dnf, pip, uv, npm, Go, Cargo, Maven ...) and has no
    cache mount where that caches, in a file that needs BuildKit anyway: `# syntax=`, a here-document, another
    `--mount`, `COPY --link`.

    ## Why it is bad
    One more package, and the layer is built from nothing. A cache mount outlives the layer: only what is new
    is downloaded or compiled, and none of it ends up in the image.

    ## What to do
    Mount a cache at the directory that the message names, and drop the clean-ups and options that would
    empty it. The fix does both. It is unsafe: what a mount holds is not in the image, should anything look
    for it there.

    ## Options
    - `always`: also raise it in files that the classic builder could build. Default: false
    - `managers`: the managers that it is raised for. Default: all

    ## Sources
    - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
    - https://docs.docker.com/reference/dockerfile/#run---mounttypecache
    """

    name = "cache-mount-missing"
    aliases = ("tally:prefer-package-cache-mounts", "tally:ruby/prefer-bundler-cache-mount")
    severity = "info"
    on = ("RUN %*",)
    groups = {"strict": {}}
    options = {"always": False, "managers": []}
    not_in = {"onbuild": "the caches of the build that runs a trigger are not known"}
    examples = Examples(
        bad=(
            Example(
                "# syntax=docker/dockerfile:1\nFROM python:3.14-slim\nRUN pip install --no-cache-dir flask\n",
                lines=(3,),
                fixed="# syntax=docker/dockerfile:1\nFROM python:3.14-slim\n"
                "RUN --mount=type=cache,target=/root/.cache/pip pip install flask\n",
            ),
            Example(
                "# syntax=docker/dockerfile:1\nFROM debian:13-slim\nRUN apt-get update \\\n"
                " && apt-get install -y curl \\\n && rm -rf /var/lib/apt/lists/*\n",
                fixed="# syntax=docker/dockerfile:1\nFROM debian:13-slim\n"
                "RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \\\n"
                "    --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n"
                "    rm -f /etc/apt/apt.conf.d/docker-clean \\\n"
                " && apt-get update \\\n && apt-get install -y curl\n",
            ),
            Example(
                "FROM node:24\nUSER node\nWORKDIR /app\nCOPY --link package*.json ./\nRUN npm ci\n",
                lines=(5,),
                fixed="FROM node:24\nUSER node\nWORKDIR /app\nCOPY --link package*.json ./\n"
                "RUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci\n",
            ),
            Example(
                "FROM golang:1.26\nWORKDIR /src\nRUN --mount=type=bind,target=. go build -o /app .\n",
                fixed="FROM golang:1.26\nWORKDIR /src\nRUN --mount=type=bind,target=. "
                "--mount=type=cache,target=/go/pkg/mod "
                "--mount=type=cache,target=/root/.cache/go-build go build -o /app .\n",
            ),
            Example("FROM node:24\nRUN npm ci\n", options={"always": True}),
            Example(
                "FROM golang:1.26\nRUN apt-get update && apt-get install -y git\nRUN go build ./...\n",
                lines=(3,),
                options={"always": True, "managers": ["go"]},
            ),
            Example(
                "# syntax=docker/dockerfile:1\nFROM registry.example.com/python\nRUN pip install flask\n",
                refused="home directory",
            ),
            Example(
                "# syntax=docker/dockerfile:1\nFROM python:3.14\nRUN poetry install\n",
                refused="virtual environment",
            ),
        ),
        good=(
            "FROM python:3.14-slim\nRUN pip install --no-cache-dir flask\n",
            "FROM python:3.14\nRUN --mount=type=cache,target=/root/.cache pip install flask\n",
            "# syntax=docker/dockerfile:1\nFROM debian:13\nRUN apt-get update\n",
            "# syntax=docker/dockerfile:1\nFROM python:3.14\nRUN pip install --no-index -f /wheels flask\n",
            "# syntax=docker/dockerfile:1\nFROM golang:1.26\nRUN go version && cargo --version\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not isinstance(node, Run) or node.in_onbuild or not package_calls(file.commands(node)):
            return
        if file.graph.stage_of(node) is None or not (self.option["always"] or needs_buildkit(file)):
            return
        surroundings = surroundings_of(file, node)
        managers = self.option["managers"]
        chosen = managers if isinstance(managers, list) else ()
        for manager in dict.fromkeys(call.name for call in surroundings.script.calls):
            if chosen and manager not in chosen:
                continue
            targets = missing_mounts(surroundings, manager)
            if targets:
                first = targets[0].call
                shown = f"{first.command.name} {first.verb}".strip()
                places = " and ".join(f"`{target.path}`" for target in targets[:2])
                message = f"`{shown}` downloads again whenever it runs: mount a cache at {places}"
                yield self.at(first.span, message, subject=(node, manager))
