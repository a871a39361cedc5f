from __future__ import annotations

from dockerlint.graph.paths import join
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.context.common import cleaned, transfers
from dockerlint.shell.package_calls import package_call
from dockerlint.shell.project_calls import project_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.context import Context
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Add, Copy, Instruction

_INTERPRETERS = ("python", "python3", "node", "ruby", "perl", "php", "bash", "sh")
_LOCKED = {
    "npm": (("ci", "clean-install"), (), ("package-lock.json", "npm-shrinkwrap.json")),
    "yarn": (("", "install"), ("--frozen-lockfile", "--immutable"), ("yarn.lock",)),
    "pnpm": (("install", "i"), ("--frozen-lockfile",), ("pnpm-lock.yaml",)),
    "uv": (("sync",), ("--frozen", "--locked"), ("uv.lock",)),
    "cargo": (("build", "install"), ("--locked", "--frozen"), ("Cargo.lock",)),
}


class DockerignoreExcludesNeededFile(Rule):
    """A command needs a file that `.dockerignore` keeps out of the folder that was copied for it.

    ## What it flags
    A folder is copied from the context; a command that works on the copy reads a file (`pip install -r …`, a
    script, the lock file of `npm ci`) which stands in the context, and which the ignore file excludes. A file
    that COPY itself names is the business of another rule.

    ## Why it is bad
    COPY says nothing about what it leaves out: the build fails much later, or the container at its start.

    ## What to do
    Add an exception: `!requirements.txt` behind the pattern. The fix does; it needs `--context`.

    ## Limits
    It is silent where anything else may write the file.

    ## Sources
    - https://docs.docker.com/build/concepts/context/#negating-matches
    """

    name = "dockerignore-excludes-needed-file"
    severity = "error"
    on = ("@stage COPY & =ignore-file", "@stage ADD & =ignore-file")
    groups = {"recommended": {}, "strict": {}}
    not_in = {"onbuild": "a trigger has another build's context"}
    examples = Examples(
        bad=(
            Example(
                "FROM python:3.14\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n",
                files={".dockerignore": "*.txt\n", "requirements.txt": "flask\n"},
                lines=(4,),
                fixed="FROM python:3.14\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n",
            ),
            Example(
                'FROM debian:13\nCOPY . /app\nENTRYPOINT ["/app/start.sh"]\n',
                files={".dockerignore": "*.sh\n", "start.sh": ""},
                lines=(3,),
            ),
            Example(
                "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
                files={".dockerignore": "package-lock.json\n", "package.json": "{}", "package-lock.json": "{}"},
            ),
        ),
        good=(
            Example(
                "FROM python:3.14\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n",
                files={".dockerignore": "*.txt\n!requirements.txt\n", "requirements.txt": "flask\n"},
            ),
            Example(
                "FROM debian:13\nWORKDIR /app\nCOPY . .\nRUN cp example.sh start.sh\nCMD ./start.sh\n",
                files={".dockerignore": "start.sh\n", "start.sh": "", "example.sh": ""},
            ),
            Example(
                "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm install\n",
                files={".dockerignore": "package-lock.json\n", "package.json": "{}", "package-lock.json": "{}"},
            ),
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        context = file.context
        if context is None or not context.has_ignore_file or not context.ignore.patterns:
            return
        copied = [(node, word.value) for node, word in transfers(file) if node in stage.instructions]
        told = set()
        for step in stage.instructions if copied else ():
            if step.keyword not in ("RUN", "CMD", "ENTRYPOINT"):
                continue
            for command in file.commands(step):
                for word, names in _wanted(command):
                    place = word or command.name_word or command
                    for name in names:
                        path = _excluded(name, step, stage, file, context, copied)
                        if path is not None and path not in told:
                            told.add(path)
                            yield self.at(
                                place, f"`{command.name}` needs `{path}`, which `.dockerignore` excludes", subject=path
                            )


def _wanted(command: Command) -> Iterator[tuple[ShellWord | None, tuple[str, ...]]]:
    """Yield what a command reads for sure: the word that says so, and the names of the file."""
    project = project_call(command)
    for word in project.files if project is not None else ():
        yield word, (word.text,)
    call = package_call(command)
    if call is not None and call.name in _LOCKED:
        verbs, options, names = _LOCKED[call.name]
        if (
            call.does(verbs)
            and (not options or command.has(*options))
            and not command.has("-g", "--global", "--prefix")
        ):
            yield None, names
    name = command.name_word
    if name is not None and "/" in name.text:
        yield name, (name.text,)
    if command.name in _INTERPRETERS and command.arguments and not command.arguments[0].text.startswith("-"):
        yield command.arguments[0], (command.arguments[0].text,)


def _excluded(
    name: str,
    step: Instruction,
    stage: Stage,
    file: Dockerfile,
    context: Context,
    copied: list[tuple[Copy | Add, str]],
) -> str | None:
    """Return the path in the context of a file that a folder's COPY left out; None where that is not so for sure."""
    wanted = join(file.graph.working_directory(step), name) if "$" not in name else None
    if wanted is None or any(command.name in ("cd", "pushd") for command in file.commands(step)):
        return None
    for node, source in copied:
        below = cleaned(source)
        destination = node.destination.value.rstrip("/") or "/" if node.destination else "."
        target = join(file.graph.working_directory(node), destination)
        if target is None or "$" in target or node.index > step.index:
            continue
        inside = wanted.removeprefix(target.rstrip("/") + "/")
        if inside == wanted or (below not in ("", "*") and not context.is_directory(below)):
            continue
        path = f"{below}/{inside}" if below not in ("", "*") else inside
        entry = context.lstat(path)
        if entry is None or not entry.is_file or not context.ignore.excludes(path):
            continue
        writers = [one for one in file.graph.writers(stage, wanted) if one.index <= step.index and one is not step]
        if all(writer.keyword == "WORKDIR" or any(writer is one for one, _ in copied) for writer in writers):
            return path
    return None
