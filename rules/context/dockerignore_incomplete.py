from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule, Saving
from dockerlint.rules.context._unneeded import unneeded
from dockerlint.rules.context.common import known_context, listed, whole_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class DockerignoreIncomplete(Rule):
    """A `.dockerignore` lets through what no image needs.

    ## What it flags
    `COPY . …` (or ADD) where the context holds the repository's history, `node_modules` although the file
    installs them, virtual environments, caches of tools, `.env` or private keys, and the patterns of
    `.dockerignore` do not keep them out.

    ## Why it is bad
    Secrets and megabytes end up in the image, and changes that mean nothing make every later step run again.

    ## What to do
    Add the patterns. The fix does; it is unsafe, since only you know whether the build needs what it leaves
    out, and it needs `--context`.

    ## Limits
    What the Dockerfile names anywhere is left alone. Without `--context` only a few names at the top of the
    Dockerfile's folder are looked for.

    ## Sources
    - https://docs.docker.com/build/concepts/context/#dockerignore-files
    """

    name = "dockerignore-incomplete"
    aliases = ("dockle:DKL-LI-0003",)
    on = ("@file COPY & =ignore-file", "@file ADD & =ignore-file")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM python:3.14\nCOPY . /app\n",
                files={".dockerignore": "*.md\n", ".venv/pyvenv.cfg": "", "app.py": ""},
                lines=(2,),
                fixed="FROM python:3.14\nCOPY . /app\n",
            ),
            Example(
                "FROM python:3.14\nCOPY . /app\n",
                files={".dockerignore": ".git\n", "a/__pycache__/a.pyc": "", ".env": "KEY=1", ".gitignore": ".env\n"},
            ),
        ),
        good=(
            Example("FROM python:3.14\nCOPY . /app\n", files={".dockerignore": "**/.venv\n", ".venv/a": ""}),
            Example("FROM a:1\nCOPY . /app\nRUN . ./.env && make\n", files={".dockerignore": "a\n", ".env": ""}),
            Example("FROM a:1\nCOPY . /app\nRUN git describe\n", files={".dockerignore": "a\n", ".git/HEAD": ""}),
            Example("FROM a:1\nCOPY a /app\n", files={".dockerignore": "*.md\n", ".env": "", "a": ""}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        if file.context is None or not file.context.has_ignore_file or not file.context.ignore.patterns:
            return
        place = whole_context(file)
        context = known_context(file) if place is not None else None
        if place is None or context is None:
            return
        found = unneeded(file, context)
        if found:
            sizes = sum(one.bytes or 0 for one in found)
            message = f"`.dockerignore` lets {listed([one.name for one in found])} into the image"
            saves = Saving(sizes, "files of the build context") if sizes else None
            yield self.at(place, message, saves=saves, subject=[one.pattern for one in found])
