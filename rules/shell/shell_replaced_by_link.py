from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.shell.common import is_typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

_SH = ("/bin/sh", "/usr/bin/sh")
_OWN = ("busybox", "toybox")


class ShellReplacedByLink(Rule):
    """A link in the place of /bin/sh.

    ## What it flags
    `ln` that puts another shell where `/bin/sh` is. Left alone are busybox, which is the sh of the images that are
    built from it, and a RUN that puts the old shell back at its end.

    ## Why it is bad
    Every script of the distribution that begins with `#!/bin/sh` now runs in another shell, in the build and in the
    container, and the next update of the package that owns the link puts the old one back.

    ## What to do
    Write `SHELL ["/bin/bash", "-c"]`: RUN, CMD and ENTRYPOINT in shell form then run in bash, nothing else.

    The fix writes that where the link is all that a RUN makes and bash is certainly there. It is unsafe: scripts
    that relied on the link run in the old shell again.

    ## Options
    - `any-mention`: any `ln` that names `/bin/sh`, as the link's target too, and in the words of an exec form that are
      written like a script. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#shell
    """

    name = "shell-replaced-by-link"
    aliases = (
        "hadolint:DL4005",
        "kics:8a301064",
        "buddy:ER0008",
        "semgrep:use-shell-instruction",
    )
    on = ("$ln", "RUN ~ln")
    groups = {"recommended": {}, "strict": {}, "hadolint": {"any-mention": True}}
    options = {"any-mention": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN ln -sf /bin/bash /bin/sh\n",
                lines=(2,),
                fixed='FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\n',
            ),
            Example(
                "FROM ubuntu:24.04\nRUN rm /bin/sh && ln -s bash /bin/sh\n",
                fixed='FROM ubuntu:24.04\nSHELL ["/bin/bash", "-c"]\n',
            ),
            Example("FROM debian:13-slim\nRUN apt-get update && ln -sf /bin/bash /bin/sh\n", refused="other commands"),
            Example("FROM example.com/base:1\nRUN ln -sf /bin/bash /bin/sh\n", refused="has bash"),
        ),
        good=(
            'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\n',
            "FROM debian:13-slim\nRUN ln -s /bin/sh /usr/local/bin/ash\n",
            "FROM debian:13-slim\nRUN ln -s /bin/bash /bin/sh.real\n",
            "FROM debian:13-slim\nRUN mv /bin/sh /x && ln -s /bin/bash /bin/sh && ./configure && mv -f /x /bin/sh\n",
            "FROM busybox:1.37 AS b\nFROM scratch\nCOPY --from=b / /\nRUN ln -snf busybox /bin/sh\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        words = [word.text for word in command.positionals()]
        if self.option["any-mention"]:
            flagged = is_typed(command, "ln") and "/bin/sh" in words
            flagged = flagged and (not run.is_json or run.words[0].value == "ln")
        else:
            flagged = len(words) > 1 and words[-1] in _SH and words[-2].rpartition("/")[2] not in _OWN
            flagged = flagged and not _is_put_back(command, file.commands(run))
        if flagged:
            yield self.at(command, "`ln` replaces `/bin/sh`: use SHELL", subject=(command, run))

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not self.option["any-mention"] or not node.is_json:
            return
        words: list[str] = []
        for word in [*node.words, None]:
            if word is not None and word.value not in (";", "&&", "||", "|"):
                words.append(word.value)
                continue
            if words[:1] == ["ln"] and "/bin/sh" in words and node.words[0].value != "ln":
                yield self.at(node, "`ln` replaces `/bin/sh`: use SHELL")
                return
            words = []


def _is_put_back(link: Command, commands: list[Command]) -> bool:
    """Whether a later command of the script puts something else in the place of the link."""
    later = commands[commands.index(link) + 1 :]
    return any(one.name in ("mv", "ln", "cp") and one.words[-1].text in _SH for one in later)
