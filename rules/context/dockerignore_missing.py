from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule, Saving
from dockerlint.rules.context._unneeded import unneeded
from dockerlint.rules.context.common import known_context, listed, whole_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class DockerignoreMissing(Rule):
    """The whole build context is copied, and no `.dockerignore` keeps anything out of it.

    ## What it flags
    `COPY . …` (or ADD) without a `.dockerignore` that says anything, where the context holds what no image
    needs: the repository's history, `node_modules` although the file installs them, virtual environments,
    caches of tools, `.env` and private keys.

    ## Why it is bad
    Secrets and hundreds of megabytes end up in the image, a machine's own `node_modules` replace those that
    were installed, and a commit is enough for every later step to run again.

    ## What to do
    Write a `.dockerignore` beside the Dockerfile's context. The fix writes one; it is unsafe, since only you
    know whether the build needs what it leaves out, and it needs `--context`.

    ## Options
    - `always`: raise it whatever the context holds. Default: false

    ## Limits
    Without `--context` the Dockerfile's folder is asked for a few names only, and only where files that the
    Dockerfile names, or a project's own, stand there.

    ## Sources
    - https://docs.docker.com/build/concepts/context/#dockerignore-files
    """

    name = "dockerignore-missing"
    aliases = ("slim:ID.10001", "slim:ID.10002", "droast:DF033")
    on = ("@file COPY", "@file ADD")
    groups = {"recommended": {}, "strict": {"always": True}}
    options = {"always": False}
    examples = Examples(
        bad=(
            Example(
                "FROM node:24\nCOPY . /app\nRUN npm ci\n",
                files={"package.json": "{}", "node_modules/a/index.js": "", "Dockerfile": ""},
                lines=(2,),
                fixed="FROM node:24\nCOPY . /app\nRUN npm ci\n",
            ),
            Example("FROM debian:13\nADD ./ /app\n", files={"a": "", ".git/HEAD": "x"}, lines=(2,)),
            Example("FROM debian:13\nCOPY . /app\n", files={"a": ""}, options={"always": True}),
        ),
        good=(
            Example("FROM debian:13\nCOPY . /app\n", files={"a": "", "README.md": ""}),
            Example("FROM debian:13\nCOPY src /app\n", files={"src/a": "", ".git/HEAD": ""}),
            Example("FROM debian:13\nCOPY . /app\n", files={"a": "", ".git/HEAD": "", ".dockerignore": ".git\n"}),
            Example("FROM node:24\nCOPY . /app\n", files={"node_modules/a": ""}),
            "FROM debian:13\nCOPY . /app\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        if file.context is None or (file.context.has_ignore_file and file.context.ignore.patterns):
            return
        place = whole_context(file)
        context = known_context(file) if place is not None else None
        if place is None or context is None:
            return
        found = unneeded(file, context)
        if not found and not self.option["always"]:
            return
        sizes = sum(one.bytes or 0 for one in found)
        saves = Saving(sizes, "files of the build context") if sizes else None
        if found:
            names = listed([one.name for one in found])
            message = f"no `.dockerignore` keeps {names} out of the image"
        else:
            message = "no `.dockerignore` says what of the context is not to be copied"
        yield self.at(place, message, saves=saves, subject=[one.pattern for one in found])
