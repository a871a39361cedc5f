from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.context.common import listed, transfers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class DockerignoreShadowed(Rule):
    """`.dockerignore` is not read, because the Dockerfile has an ignore file of its own that excludes less.

    ## What it flags
    A `<Dockerfile>.dockerignore` beside the Dockerfile and a `.dockerignore` in the context, where the second
    excludes what the first does not.

    ## Why it is bad
    BuildKit reads one of them, never both. Whoever adds a pattern to `.dockerignore` believes that it holds
    for every build.

    ## What to do
    Repeat what matters in the Dockerfile's own file, or delete that.

    ## Sources
    - https://docs.docker.com/build/concepts/context/#filename-and-location
    """

    name = "dockerignore-shadowed"
    severity = "info"
    on = ("@file COPY", "@file ADD")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13\nCOPY . /app\n",
                files={"Dockerfile.dockerignore": "*.md\n", ".dockerignore": ".git\n*.md\n"},
                lines=(2,),
            ),
            Example(
                "FROM debian:13\nCOPY src /app\n",
                files={"Dockerfile.dockerignore": "\n", ".dockerignore": ".env\nsecrets\n"},
            ),
        ),
        good=(
            Example("FROM debian:13\nCOPY . /app\n", files={".dockerignore": ".git\n"}),
            Example(
                "FROM debian:13\nCOPY . /app\n",
                files={"Dockerfile.dockerignore": "*\n!src\n", ".dockerignore": ".git\n"},
            ),
            Example("FROM debian:13\n", files={"Dockerfile.dockerignore": "\n", ".dockerignore": ".git\n"}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        context = file.context
        place = next((word for _, word in transfers(file)), None)
        if context is None or place is None or not context.has_ignore_file:
            return
        own, general = context.ignore_files
        path = (context.ignore.path or general).replace("\\", "/")
        text = context.text(general)
        # Where the general one counts there is no other.
        if text is None or path.rpartition("/")[2] == general:
            return
        from dockerlint.context import parse_ignore

        lost = [
            pattern.source
            for pattern in parse_ignore(text).patterns
            if not pattern.negated and not context.ignore.excludes(pattern.text.replace("**/", "").replace("*", "a"))
        ]
        if lost:
            name = (own or path).rpartition("/")[2]
            yield self.at(place, f"`{general}` is not read, `{name}` is, and it lets {listed(lost)} through")
