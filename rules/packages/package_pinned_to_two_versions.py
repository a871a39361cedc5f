from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class PackagePinnedToTwoVersions(Rule):
    """One package in two versions in one file.

    ## What it flags
    The same package, installed by the same manager, pinned to different versions in two stages that build on the
    same image, or in one stage.

    ## Why it is bad
    One of the two was forgotten: what is compiled with one version runs with another.

    ## What to do
    Name the version once, as an ARG in front of the first FROM.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#apt-get
    """

    name = "package-pinned-to-two-versions"
    confidence = "medium"
    on = ("@file RUN",)
    groups = {"strict": {}}
    not_in = {"onbuild": "a trigger runs in another build"}
    examples = Examples(
        bad=(
            ("FROM python:3.14\nRUN pip install flask==3.0\nFROM python:3.14\nRUN pip install flask==3.1\n"),
            ("FROM alpine:3.22 AS a\nRUN apk add curl=8.1-r0\nFROM alpine:3.22\nRUN apk add curl=8.2-r0\n"),
        ),
        good=(
            ("FROM python:3.14\nRUN pip install flask==3.0\nFROM python:3.14\nRUN pip install flask==3.0\n"),
            ("FROM alpine:3.22 AS a\nRUN apk add curl=8.1-r0\nFROM alpine:3.21\nRUN apk add curl=8.2-r0\n"),
            "FROM debian:13-slim\nRUN pip2 install flask==1.0 && pip3 install flask==3.1\n",
            ("FROM python:3.14\nRUN if a; then pip install flask==3.0; else pip install flask==3.1; fi\n"),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        if "=" not in file.tree.text:
            return
        known: dict[tuple[str, str, str], str] = {}  # by program, base image and package
        for stage in file.stages:
            base = stage.bases[-1].edges[0].written
            for run in stage.instructions:
                if run.keyword != "RUN" or ("=" not in run.line.text and not run.heredocs):
                    continue
                for call in package_calls(file.commands(run)):
                    if (
                        call.name not in ("apt", "apk", "pip")
                        or call.command.conditional
                        or not call.does(call.manager["install"])
                    ):
                        continue
                    for word in call.about(call.manager["install"]):
                        name, equals, version = word.text.partition("==" if call.name == "pip" else "=")
                        if not equals or "$" in word.text or "*" in version:
                            continue
                        before = known.setdefault((call.command.name, base, name.lower()), version)
                        if before != version:
                            yield self.at(
                                word, f"`{name}` is pinned to {before} elsewhere in the file", subject=(call, word)
                            )
