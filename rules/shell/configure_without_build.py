from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class ConfigureWithoutBuild(Rule):
    """configure that guesses for which machine it builds.

    ## What it flags
    `./configure` in RUN without `--build`.

    ## Why it is bad
    The script guesses the machine it runs on, wrongly where another architecture is emulated, and old scripts do
    not know newer machines at all.

    ## What to do
    On Debian: `--build="$(dpkg-architecture --query DEB_BUILD_GNU_TYPE)"`.

    ## Sources
    - https://www.gnu.org/software/autoconf/manual/autoconf-2.72/html_node/System-Type.html
    """

    name = "configure-without-build"
    aliases = ("parfum:configureShouldUseBuildFlag",)
    severity = "style"
    on = ("$configure",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN ./configure && make\n",
            "FROM debian:13-slim\nRUN cd /src && ./configure --prefix=/usr && make install\n",
        ),
        good=(
            'FROM debian:13-slim\nRUN ./configure --build="$(uname -m)-linux-gnu" && make\n',
            "FROM debian:13-slim\nRUN dpkg --configure -a\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        word = command.name_word
        if word is not None and word.text.endswith("/configure") and not command.has("--build", "--host"):
            message = "`configure` guesses the machine: give it `--build`"
            yield self.at(word, message, subject=(command, run))
