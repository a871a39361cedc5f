from __future__ import annotations

from dockerlint.knowledge.build_tools import COMPILER_PACKAGES, COMPILING_COMMANDS
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache.common import reaches_image
from dockerlint.rules.cleanup._packages import bare, stays
from dockerlint.rules.cleanup._purpose import runs_application
from dockerlint.shell.package_calls import package_call, unversioned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class BuildDependenciesLeft(Rule):
    """A compiler stays in the image of an application.

    ## What it flags
    A compiler (`build-essential`, `build-base`, `gcc`, `g++`, `clang` …) that apt, apk, dnf, yum or zypper installs in
    a stage whose layers are in the image and that nothing removes, where something is compiled in the file (`make`,
    `pip install`, `npm ci`, `gem install` …) and the image starts an application: a server, `python app.py`, `node
    server.js`.

    ## Why it is bad
    A compiler with its headers takes 200 MB and more. At run time nobody needs it but who breaks into the container.

    ## What to do
    - Compile in a stage of its own, and copy the result: `COPY --from=build /venv /venv`.
    - Or remove it in the RUN that installs it: `apk add --virtual .build-deps gcc … && make && apk del .build-deps`,
      `apt-get purge -y --auto-remove gcc`. In a later RUN that does not make the image smaller.

    ## Options
    - `unknown-purpose`: also raise it where a script or an unknown program starts the image: it may need a compiler.
      Default: false

    ## Limits
    Whether an application compiles at run time (Theano, PyTorch, Inline::C) cannot be known. Images that start a shell
    or a notebook, or hold editors, debuggers or a JDK besides, are left alone: somebody may compile in them. So are
    headers (`-dev`, `-devel`): a library that the application needs may go with them.

    ## Sources
    - https://docs.docker.com/build/building/multi-stage/
    - https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages
    """

    name = "build-dependencies-left"
    confidence = "medium"
    on = ("%apt install", "%apk install", "%dnf install", "%microdnf install", "%yum install", "%zypper install")
    groups = {"recommended": {}, "strict": {"unknown-purpose": True}}
    options = {"unknown-purpose": False}
    not_in = {"onbuild": "the layers of a trigger are in another image"}
    examples = Examples(
        bad=(
            Example(
                "FROM python:3.14-slim\nRUN apt-get update && apt-get install -y build-essential libpq-dev\n"
                'COPY . .\nRUN pip install -r requirements.txt\nCMD ["gunicorn", "app:app"]\n',
                lines=(2,),
            ),
            Example(
                "FROM node:24-alpine\nRUN apk add --no-cache make g++ python3 \\\n    && npm ci\nCMD npm start\n",
                lines=(2,),
            ),
            Example(
                "FROM fedora:43\nRUN dnf -y install gcc-c++ && make install\nCMD /usr/local/bin/server\n",
                options={"unknown-purpose": True},
            ),
        ),
        good=(
            "FROM alpine:3.24\nRUN apk add -t .deps gcc musl-dev && make install && apk del .deps\nCMD nginx\n",
            "FROM debian:13\nRUN apt-get install -y gcc && make && apt-get purge -y --auto-remove gcc\nCMD nginx\n",
            "FROM python:3.14\nRUN apt-get install -y gcc && pip install numpy\nCMD python app.py\n",
            "FROM debian:13 AS b\nRUN apt-get install -y gcc && make\nFROM scratch\nCOPY --from=b /a /\nCMD /a\n",
            "FROM debian:13\nRUN apt-get install -y build-essential && make tools\nCMD bash\n",
            "FROM debian:13\nRUN apt-get install -y build-essential\nRUN make\n",
            "FROM debian:13\nRUN apt-get install -y gcc default-jdk && make install\nCMD python3 online_judge.py\n",
            "FROM debian:13\nRUN apt-get install -y gcc gdb vim && pip install x\nCMD python3 app.py\n",
            "FROM debian:13\nRUN apt-get install -y gcc && make\nRUN apt-get purge -y gcc\nCMD nginx\n",
            "FROM fedora:43\nRUN dnf -y install gcc-c++ && make install\nCMD ./start.sh\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or command.conditional:
            return
        compilers = [word for word in call.words[1:] if bare(word.text) in COMPILER_PACKAGES]
        if not compilers or not reaches_image(file, run):
            return
        if file.overall(_has_compiler):
            return
        last = file.overall(_last_that_compiles)
        if last < 0:
            return
        # Asked first, as the answer is the same for all RUNs.
        purposes = (True, None) if self.option["unknown-purpose"] else (True,)
        if file.overall(runs_application) not in purposes:
            return
        file.asked_of_place = True
        compilers = [word for word in compilers if run.index <= last and stays(file, run, call, word.text)]
        if compilers:
            name = bare(compilers[0].text)
            message = f"`{name}` stays in the image: compile in another stage, or remove it in this RUN"
            yield self.at(compilers[0], message)


def _has_compiler(file: Dockerfile) -> bool:
    """Whether the base image brings a compiler anyway."""
    image = file.graph.target.base_image if file.graph.target is not None else None
    return image is not None and (bool(image.toolchain) or image.has("gcc") is True)


def _last_that_compiles(file: Dockerfile) -> int:
    """Return the place of the last RUN that compiles, in a stage of the image; -1 where none does."""
    facts = file.stages[0].instruction.facts
    last = facts.get("last that compiles")
    if not isinstance(last, int):
        last = -1
        for stage in file.graph.shipped:
            compiling = (
                step.index for step in reversed(stage.steps) if step.keyword == "RUN" and _compiles_itself(file, step)
            )
            last = max(last, next(compiling, -1))
        facts["last that compiles"] = last
    return last


def _compiles_itself(file: Dockerfile, run: Instruction) -> bool:
    commands = file.commands(run)
    if not commands:
        return False  # perhaps only under the shell in force
    known = run.facts.get("compiles")
    if not isinstance(known, bool):
        names = {command.name for command in commands}
        known = run.facts["compiles"] = any(unversioned(name) in COMPILING_COMMANDS for name in names)
    return known
