from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction


class PasswordOnCommandLine(Rule):
    """A password written into a command.

    ## What it flags
    Constant passwords in the options of well-known programs: `curl -u user:password`, `wget --password=…`, `mysql
    -p…`, `sshpass -p`, `docker login -p`, `htpasswd -b`.

    ## Why it is bad
    The command stands in the image's history, for everybody who can pull the image.

    ## What to do
    Mount the password as a secret for the RUN that needs it: `--mount=type=secret,id=password,env=PASSWORD`.

    ## Sources
    - https://docs.docker.com/build/building/secrets/
    """

    name = "password-on-command-line"
    aliases = ("dockerfile-doctor:DD058", "sonar:S6437")
    severity = "error"
    confidence = "medium"
    on = (
        "$curl",
        "$wget",
        "$mysql",
        "$mysqladmin",
        "$sshpass",
        "$docker",
        "$mongo",
        "$mongosh",
        "$psql",
        "$svn",
        "$openssl",
        "$keytool",
        "$htpasswd",
        "$useradd",
        "$ldapsearch",
    )
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN curl -u bob:secret https://example.com/a > /a\n",
            "FROM debian:13-slim\nRUN sshpass -p secret scp host:a /a\n",
            "FROM debian:13-slim\nRUN wget --user=bob --password=secret https://example.com/a\n",
            "FROM debian:13-slim\nRUN service mysql start && mysql -uroot -psecret < /a.sql\n",
        ),
        good=(
            'FROM debian:13-slim\nRUN curl -u "bob:$PASSWORD" https://example.com/a > /a\n',
            "FROM debian:13-slim\nRUN mysql -u root < /a.sql && mysql -p < /b.sql\n",
            "FROM debian:13-slim\nRUN curl -u anonymous: https://example.com/a > /a\n",
            "FROM debian:13-slim\nRUN sshpass -f /run/secrets/p scp host:a /a\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        word = _password(command)
        if (
            word is not None
            and word.value
            and "{{" not in word.value
            and word.value not in ("''", '""', "public", "anonymous")
        ):
            yield self.at(
                word, f"a password for `{command.name}` stays in the image's history", subject=(command, word)
            )


_OPTIONS = {
    "docker": ("--password",),
    "ldapsearch": ("-w",),
    "mongo": ("-p", "--password"),
    "mongosh": ("-p", "--password"),
    "mysql": ("--password",),
    "mysqladmin": ("--password",),
    "sshpass": ("-p",),
    "svn": ("--password",),
    "wget": ("--password", "--http-password", "--ftp-password", "--proxy-password"),
}


def _password(command: Command) -> ShellWord | None:
    name = command.name
    if name == "curl":
        word = command.option_value("-u", "--user", "--proxy-user")
        text = (word.value or "") if word is not None else ""
        return word if text.partition(":")[2] else None
    if name in ("mysql", "mysqladmin"):
        joined = next((one for one in command.arguments if one.raw.startswith("-p") and len(one.raw) > 2), None)
        if joined is not None:
            return joined
        given = next((one for one in command.arguments if one.raw.startswith("--password=")), None)
        return command.option_value("--password") if given is not None else None
    if name == "htpasswd":
        positionals = command.positionals()
        return positionals[-1] if command.has("-b") and len(positionals) > 1 else None
    if name == "docker" and command.subcommand() == "login":
        return command.option_value("-p", "--password")
    return command.option_value(*_OPTIONS[name]) if name in _OPTIONS and name != "docker" else None
