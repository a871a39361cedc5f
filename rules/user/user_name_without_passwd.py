from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.syntax.instructions import Add, Copy, User

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class UserNameWithoutPasswd(Rule):
    """A user by name where no file tells who that is.

    ## What it flags
    USER, `COPY --chown` and `ADD --chown` with a name in a stage that begins with `scratch`, where nothing has
    brought an `/etc/passwd`.

    ## Why it is bad
    Docker looks the name up in the image's own `/etc/passwd`. Without one the container does not start (`unable to
    find user`), or the build stops.

    ## What to do
    Give the number: `USER 10001`. Or copy the file: `COPY --from=build /etc/passwd /etc/passwd`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "user-name-without-passwd"
    aliases = ("tally:named-identity-in-passwdless-stage",)
    severity = "error"
    on = ("@stage USER", "@stage COPY --chown", "@stage ADD --chown")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM scratch\nCOPY serve /serve\nUSER app\n",
            "FROM scratch\nCOPY --chown=app:app serve /serve\n",
        ),
        good=(
            "FROM scratch\nCOPY serve /serve\nUSER 10001:10001\n",
            "FROM scratch\nCOPY --from=build /etc/passwd /etc/passwd\nUSER app\n",
            "FROM scratch\nADD rootfs.tar.gz /\nUSER app\n",
            "FROM debian:13-slim\nUSER app\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        if not stage.is_scratch:
            return
        for node in stage.steps:
            if isinstance(node, (Copy, Add)):
                owner = node.chown.value or "" if node.chown is not None else ""
                if node.chown is not None and _is_name(owner):
                    yield self.at(node.chown, f"nothing here tells who `{owner}` is: give a number", subject=node)
                flow = file.graph.flow(node)
                if flow.unknown_writes or any(path in _HOLD_PASSWD for path in flow.writes):
                    return
            elif isinstance(node, User) and _is_name(node.arguments.value):
                yield self.at(node.arguments, f"nothing here tells who `{node.user}` is: give a number", subject=node)
            elif node.keyword == "RUN":
                return


_HOLD_PASSWD = ("/", "/etc", "/etc/passwd")


def _is_name(owner: str) -> bool:
    return any(part and not part.isdigit() and "$" not in part for part in owner.split(":")) and owner != "root"
