from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class PasswordInChpasswd(Rule):
    """A password that the build sets.

    ## What it flags
    `chpasswd`, `passwd --stdin`, and `useradd` or `usermod` with `--password`.

    ## Why it is bad
    The password stands in the file and in the image's history, and it is the same in every container.

    ## What to do
    Leave accounts without a password, and log in by key, or set the password when the container starts, from a
    secret.

    ## Limits
    A pipe whose values come from a secret mount is flagged too: the hash then still lies in the layer.

    ## Sources
    - https://docs.docker.com/build/building/secrets/
    """

    name = "password-in-chpasswd"
    aliases = ("checkov:CKV2_DOCKER_17",)
    severity = "error"
    on = ("$chpasswd", "$passwd", "$usermod", "$useradd")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            'FROM debian:13-slim\nRUN echo "root:secret" | chpasswd\n',
            "FROM debian:13-slim\nRUN useradd -m -p '$6$abc' app\n",
            "FROM debian:13-slim\nRUN echo secret | passwd --stdin root\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN useradd -m app && passwd -d app\n",
            "FROM debian:13-slim\nRUN passwd -l root && usermod -aG wheel app\n",
            "FROM debian:13-slim\nRUN useradd -p '*' app\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        place = command.name_word
        name = command.name
        if name in ("useradd", "usermod"):
            place = command.option_value("-p", "--password")
            if place is None or place.text.strip() in ("", "*", "!", "!!", "x"):
                return
        elif name == "passwd" and not command.has("--stdin") and command.connector != "|":
            return
        if place is not None:
            yield self.at(place, f"`{name}` bakes a password into the image", subject=(command, run))
