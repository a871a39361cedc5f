from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.user.common import ROOT, last_user
from dockerlint.syntax.expansion import references
from dockerlint.syntax.instructions import User

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class UserByName(Rule):
    """The image's user is given by name.

    ## What it flags
    An image whose last USER is a name. `root`, which is 0 everywhere, and variables are left alone.

    ## Why it is bad
    Kubernetes refuses to start a pod with `runAsNonRoot` where the image's user is a name: it cannot tell that the name
    is not root's. Nor does a name say which files on a shared volume are the user's.

    ## What to do
    Give the account a number when it is made (`useradd -u 10001 app`), and write that number: `USER 10001`.

    The fix puts the number there where a `useradd` or `adduser` of the file gives it. It is unsafe: whoever reads the
    image's configuration sees another text.

    ## Options
    - `every-user`: every USER of every stage, root too, and variables that no ARG declares. Default: false

    ## Sources
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    - https://docs.docker.com/reference/dockerfile/#user
    """

    name = "user-by-name"
    aliases = ("hadolint:DL3066",)
    severity = "info"
    on = ("@stage",)
    groups = {"strict": {}, "hadolint": {"every-user": True}}
    options = {"every-user": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN useradd -r -u 10001 app\nUSER app\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nRUN useradd -r -u 10001 app\nUSER 10001\n",
            ),
            Example(
                "FROM alpine:3.23\nRUN adduser -D -u 1000 app\nUSER app:www-data\n",
                fixed="FROM alpine:3.23\nRUN adduser -D -u 1000 app\nUSER 1000:www-data\n",
            ),
            Example("FROM debian:13-slim\nRUN useradd app\nUSER app\n", refused="gives the account a number"),
            Example("FROM debian:13-slim\nUSER root\n", options={"every-user": True}),
        ),
        good=(
            "FROM debian:13-slim\nUSER 10001:app\n",
            "FROM debian:13-slim\nUSER app\nRUN id\nUSER 10001\n",
            "FROM debian:13-slim\nARG UID=10001\nUSER $UID\n",
            "FROM debian:13-slim\nUSER root\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        every = bool(self.option["every-user"])
        users: list[User | None] = []
        if every:
            users += [node for node in stage.instructions if isinstance(node, User)]
        elif stage is file.graph.target:
            users.append(last_user(stage, inherited=True))
        for user in users:
            name = user.user if user is not None else "0"
            if name.isdigit() or (not every and (name in ROOT or "$" in name)) or user is None:
                continue
            if every and _is_declared(user, file):
                continue
            yield self.at(user.arguments, f"`{name}` is a name: give the user by number", subject=user)


def _is_declared(user: User, file: Dockerfile) -> bool:
    """Whether a variable stands in the user's name that an ARG in front declares, wherever."""
    names = [one.name for one in references(user.user, user.escape) if not one.operator]
    return any(
        one.keyword == "ARG" and one.name in names and one.instruction.index < user.index
        for one in (file.graph.definitions if names else ())
    )
