from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call, package_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class ApkBuildPackagesWithoutVirtual(Rule):
    """Packages added and deleted again in one RUN, each by its name.

    ## What it flags
    `apk del` of packages that an `apk add` of the same RUN has added without `--virtual`.

    ## Why it is bad
    The two lists have to be kept equal by hand: what is missing in the second stays in the image.

    ## What to do
    Give the group a name: `apk add --no-cache --virtual .build gcc musl-dev`, and later `apk del .build`.

    ## Sources
    - https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
    """

    name = "apk-build-packages-without-virtual"
    aliases = ("dockerfilelint:apkadd-missing-virtual", "dockerfile-doctor:DD063")
    severity = "info"
    on = ("$apk",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM alpine:3.22\nRUN apk add --no-cache gcc make && make && apk del gcc make\n",
            ("FROM alpine:3.22\nRUN apk add --no-cache curl gcc && \\\n    make && \\\n    apk del --purge gcc\n"),
        ),
        good=(
            ("FROM alpine:3.22\nRUN apk add --no-cache --virtual .build gcc && make && apk del .build\n"),
            "FROM alpine:3.22\nRUN apk add --no-cache gcc && apk del curl\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or call.verb != "del":
            return
        added: set[str] = set()
        for one in package_calls(file.commands(run)):
            if one.name == "apk" and one.verb == "add" and not one.command.has("-t", "--virtual"):
                added.update(word.text for word in one.words[1:])
        both = [word for word in call.words[1:] if word.text in added]
        if both:
            yield self.at(call.span, "`apk del` repeats what `apk add` names: use `--virtual`", subject=(call, run))
