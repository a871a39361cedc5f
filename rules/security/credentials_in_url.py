from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Add, Instruction


class CredentialsInUrl(Rule):
    """A user name and password in a URL.

    ## What it flags
    URLs with a password between `://` and `@` in calls of git, curl, wget, pip, npm and the like, and in ADD; also
    where the password is an ARG or ENV of the file.

    ## Why it is bad
    The password stands in the image's history, and git keeps the URL in `.git/config`.

    ## What to do
    Mount the secret: `RUN --mount=type=secret,id=netrc,target=/root/.netrc git clone …`, or `--mount=type=ssh`.

    ## Sources
    - https://docs.docker.com/build/building/secrets/
    """

    name = "credentials-in-url"
    aliases = ("dockerfile-doctor:DD057", "sonar:S6437")
    severity = "error"
    on = (
        *("$git ~@", "$curl ~@", "$wget ~@", "$pip ~@", "$pip3 ~@", "$npm ~@", "$svn ~@", "$go ~@", "$composer ~@"),
        *("$hg ~@", "ADD ~@"),
    )
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN git clone https://bob:secret@example.com/a.git\n",
            ("FROM debian:13-slim\nARG TOKEN\nRUN git clone https://oauth2:${TOKEN}@example.com/a.git\n"),
            "FROM debian:13-slim\nADD https://bob:secret@example.com/a.tgz /\n",
            "FROM debian:13-slim\nARG TOKEN\nRUN git clone https://$TOKEN@github.com/a/b.git\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN git clone https://git@example.com/a.git\n",
            (
                "FROM debian:13-slim\n"
                "RUN --mount=type=secret,id=t,env=TOKEN git clone https://x:$TOKEN@example.com/a.git\n"
            ),
            "FROM debian:13-slim\nRUN curl http://example.com:80/a@b:c\n",
            "FROM debian:13-slim\nRUN git clone ssh://git@example.com:22/a.git\n",
        ),
    )

    def instruction(self, node: Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        for source in node.sources:
            if _password(source.value):
                yield self.at(source, "a password in a URL stays in the image's history", subject=(node, source))

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        for word in command.arguments:
            raw = word.raw
            if "@" not in raw or "://" not in raw:
                continue
            password = _password(raw.strip("\"'"))
            if password and ("$" not in password or _is_of_file(password, run, file)):
                yield self.at(word, "a password in a URL stays in the image's history", subject=(run, word))


def _password(url: str) -> str:
    """Return the password in a URL; a variable in the place of the user's name is a token."""
    scheme, found, rest = url.partition("://")
    authority = rest.partition("/")[0]
    user, at, _ = authority.rpartition("@")
    if not found or not at or scheme.endswith("ssh"):
        return ""
    name, colon, password = user.partition(":")
    if colon and not name.endswith("{"):
        return password
    return name if name.startswith("$") else ""


def _is_of_file(password: str, run: Instruction, file: Dockerfile) -> bool:
    name = password.strip("${}").partition(":")[0]
    return name in file.graph.environment(run)
