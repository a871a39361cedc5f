from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.syntax.items import Comment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class TodoComment(Rule):
    """A comment that says that something is left to do.

    ## What it flags
    Comments with `TODO`, `FIXME` or `XXX` as a word.

    ## Why it is bad
    What is left to do is forgotten there.

    ## What to do
    Do it, or write it where open work is kept.

    ## Sources
    - https://rules.sonarsource.com/docker/
    """

    name = "todo-comment"
    aliases = ("sonar:S1135", "dockerfile-doctor:DD072")
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "# TODO: pin the version\nFROM debian:13-slim\n",
            "FROM debian:13-slim\nRUN one && \\\n    # FIXME\n    two\n",
        ),
        good=(
            "# the list of what todo.txt holds\nFROM debian:13-slim\n",
            "FROM debian:13-slim\nRUN echo TODO\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        text = file.tree.text
        if not any(word in text for word in _WORDS):
            return
        comments = [item for item in file.tree.items if isinstance(item, Comment)]
        comments += [comment for node in file.tree.instructions for comment in node.inner_comments]
        for comment in comments:
            words = comment.content.replace(":", " ").replace("(", " ").replace("-", " ").split()
            found = next((word for word in _WORDS if word in words), "")
            if found:
                yield self.at(comment, f"a comment with {found}", subject=comment)


_WORDS = ("TODO", "FIXME", "XXX")
