from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.policy._globs import any_matches, texts
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class ForbiddenPackage(Rule):
    """A package that the policy forbids.

    ## What it flags
    Packages that a RUN installs, by whichever package manager, and that fit one of the patterns in `packages`. Without
    patterns the rule says nothing.

    ## Why it is bad
    Somebody has decided that this package is not to be in an image: a repository that nobody here supports
    (`epel-release`), a server that nobody patches, a licence.

    ## What to do
    Use one that is allowed.

    ## Options
    - `packages`: patterns of names, with `*` for any characters: `epel-release`, `openssh-server`, `telnet*`. A version
      behind the name does not count. Default: none

    ## Limits
    What a package brings along, and what requirements files name, is not known.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages
    """

    name = "forbidden-package"
    aliases = ("dockerfile_lint:no_epel",)
    severity = "error"
    on = ("%* ?packages",)
    groups = {"recommended": {}, "strict": {}}
    options = {"packages": []}
    examples = Examples(
        bad=(
            Example("FROM centos:7\nRUN yum -y install epel-release\n", options={"packages": ["epel-release"]}),
            Example(
                "FROM debian:13-slim\nRUN apt-get update && \\\n    apt-get install -y curl telnetd=0.17\n",
                options={"packages": ["telnet*"]},
                lines=(3,),
            ),
            Example("FROM python:3.14\nRUN pip install 'pycrypto>=2'\n", options={"packages": ["pycrypto"]}),
        ),
        good=(
            "FROM centos:7\nRUN yum -y install epel-release\n",
            Example("FROM debian:13-slim\nRUN apt-get purge -y telnet\n", options={"packages": ["telnet"]}),
            Example("FROM debian:13-slim\nRUN apt-get install -y curlie\n", options={"packages": ["curl"]}),
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:  # as in Rule
        patterns = texts(self.option["packages"])
        call = package_call(command) if patterns else None
        if call is None or not call.does(call.manager["install"]):
            return
        for word in call.about(call.manager["install"]):
            name = _bare(word.text)
            if any_matches(patterns, [name]):
                yield self.at(word, f"`{name}` is forbidden by the policy", subject=call)


def _bare(text: str) -> str:
    """Return a package's name without version, extras and architecture; npm's names may begin with `@`."""
    for mark in "=<>~![:;":
        text = text.partition(mark)[0]
    return text[:1] + text[1:].partition("@")[0]
