from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.cache.common import reaches_image
from dockerlint.shell.package_calls import package_call, package_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction


class InstalledAndRemovedApart(Rule):
    """Packages removed in another layer than they were installed in.

    ## What it flags
    `apt-get purge` or `remove`, `apk del`, `dnf remove` of packages that an earlier RUN of the same file has
    installed, in a stage whose layers reach the image.

    ## Why it is bad
    The layer of the first RUN still holds them: the image does not get smaller.

    ## What to do
    Install, use and remove them in one RUN, or build in a stage of its own.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#apt-get
    """

    name = "installed-and-removed-apart"
    severity = "info"
    on = ("%apt remove", "%apk remove", "%dnf remove", "%yum remove", "%microdnf remove")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            ("FROM debian:13-slim\nRUN apt-get update && apt-get install -y gcc\nRUN make\nRUN apt-get purge -y gcc\n"),
            "FROM alpine:3.22\nRUN apk add --no-cache build-base\nRUN make && apk del build-base\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y gcc && make && apt-get purge -y gcc\n",
            "FROM debian:13-slim\nRUN apt-get purge -y vim\n",
            ("FROM alpine:3.22 AS x\nRUN apk add gcc\nRUN apk del gcc\nFROM scratch\nCOPY --from=x /a /a\n"),
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        stage = file.graph.stage_of(run)
        if call is None or stage is None or not reaches_image(file, run):
            return
        removed = {word.text for word in call.about(call.manager.get("remove", ()))}
        here = _installed(package_calls(file.commands(run)), call.name)
        for link in stage.bases:
            for step in link.instructions:
                if step.keyword != "RUN" or step.index >= run.index:
                    continue
                both = removed & _installed(package_calls(file.commands(step)), call.name) - here
                if both:
                    name = min(both)
                    yield self.at(
                        call.span,
                        f"`{name}` stays in the layer of line {step.start_line}: this removes nothing from it",
                        subject=(call, run),
                    )
                    return


def _installed(calls: list[PackageCall], manager: str) -> set[str]:
    found: set[str] = set()
    for call in calls:
        if call.name == manager and call.does(call.manager["install"]):
            virtual = call.command.option_value("-t", "--virtual") if manager == "apk" else None
            words = [word.text for word in call.about(call.manager["install"]) if "$" not in word.raw]
            found.update(word.partition("=")[0] for word in words)
            if virtual is not None:
                found.add(virtual.text)
    return found
