from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction

_ACCOUNTS = ("/etc/passwd", "/etc/shadow")


class EmptyPassword(Rule):
    """An account that anybody may use without a password.

    ## What it flags
    `passwd -d`, `useradd` and `usermod` with an empty `--password`, and a `sed` that empties the second field of a line
    in `/etc/passwd` or `/etc/shadow`.

    ## Why it is bad
    An empty password is not a missing one: `su`, `sudo`, a console, and a server that is set up to allow it let in
    whoever asks. Every process in the container can become that account, root included.

    ## What to do
    Leave the account without a password: that is how `useradd` makes it, and `passwd -l` locks one that has a password.
    Whoever works in the container as another user is named by `USER` or `docker exec --user`.

    ## Limits
    Accounts of the base image and what scripts do are not known.

    ## Sources
    - https://man7.org/linux/man-pages/man1/passwd.1.html
    - https://man7.org/linux/man-pages/man5/shadow.5.html
    """

    name = "empty-password"
    aliases = ("dockle:DKL-LI-0001",)
    on = ("$passwd", "$useradd", "$usermod", "$sed")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM archlinux:base\nRUN useradd -m build && passwd -d build\n",
            "FROM debian:13-slim\nRUN useradd -m -p '' app\n",
            "FROM alpine:3.24\nRUN passwd --delete root\n",
            "FROM alpine:3.24\nRUN sed -i 's/^root:!:/root::/' /etc/shadow\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN useradd -m app && passwd -l app\n",
            "FROM debian:13-slim\nRUN useradd -m -p '*' app\n",
            "FROM debian:13-slim\nRUN sed -i 's#^root:x:0:0::/root#root:x:0:0::/tmp#' /etc/passwd\n",
            "FROM debian:13-slim\nRUN sed -i 's/a/b::/' /etc/services\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:  # as in Rule
        if command.name == "passwd":
            empties = command.has("-d", "--delete")
        elif command.name == "sed":
            empties = any(word.text.endswith(_ACCOUNTS) for word in command.arguments[1:])
            empties = empties and any(map(_empties_password, command.arguments))
        else:
            word = command.option_value("-p", "--password")
            empties = word is not None and word.value == ""
        if empties and command.name_word is not None:
            yield self.at(command.name_word, f"`{command.name}` lets anybody use an account without a password")


def _empties_password(word: ShellWord) -> bool:
    """Whether a substitution of sed writes a name and an empty second field: `s/old/name::.../`."""
    text = word.text
    if text[:1] != "s" or not text[1:2] or text[1:2].isalnum():
        return False
    parts = text.split(text[1])
    return len(parts) > len(("s", "old")) and parts[2].partition(":")[2][:1] == ":"
