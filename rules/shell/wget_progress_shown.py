from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.packages.common import is_plain
from dockerlint.shell.vocabulary import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction

# It prints less with these, or prints to a file.
_QUIET = ("-q", "--quiet", "-nv", "--no-verbose", "--progress", "-o", "--output-file", "-a", "--append-output")
_NO_DOWNLOAD = ("--spider", "-b", "--background", "--version", "-V", "--help", "-h")


class WgetProgressShown(Rule):
    """wget prints a line for every few kilobytes that it downloads.

    ## What it flags
    `wget` without `--progress`, `-q`, `-nv`, and without a log file. The wget of BusyBox, which Alpine has as long as
    no other is installed, prints little and knows no such option: it is left alone.

    ## Why it is bad
    Where there is no terminal wget prints a dot for each kilobyte, 50 in a line: 20,000 lines for a gigabyte. They bury
    what matters in the log of a build.

    ## What to do
    Write `wget --progress=dot:giga`, which prints a line for 32 megabytes, or `-nv` or `-q`.

    ## Options
    - `plain-calls-only`: only `wget` under its plain name: not behind `sudo`, by its path, or inside `sh -c`; whatever
      it does, and whichever wget it is. Default: false

    ## Sources
    - https://www.gnu.org/software/wget/manual/wget.html#Download-Options
    """

    name = "wget-progress-shown"
    aliases = ("hadolint:DL3047", "droast:DF056")
    severity = "info"
    on = ("$wget", "$busybox")
    groups = {"strict": {}, "hadolint": {"plain-calls-only": True}}
    options = {"plain-calls-only": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN wget https://example.com/tool.tar.gz\n",
                fixed="FROM debian:13-slim\nRUN wget --progress=dot:giga https://example.com/tool.tar.gz\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN cd /tmp && \\\n    wget -O- https://example.com/tool.tar.gz | tar xz\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nRUN cd /tmp && \\\n"
                "    wget --progress=dot:giga -O- https://example.com/tool.tar.gz | tar xz\n",
            ),
            Example(
                "FROM alpine:3.24\nRUN apk add --no-cache wget && wget https://example.com/tool\n",
                fixed="FROM alpine:3.24\nRUN apk add --no-cache wget && wget --progress=dot:giga https://example.com/tool\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN wget --progress=dot:giga https://example.com/tool && wget -nv https://example.com/x\n",
            "FROM debian:13-slim\nRUN wget -qO- https://example.com/tool | tar xz && wget -o log https://example.com/x\n",
            "FROM debian:13-slim\nRUN wget --spider https://example.com/tool\n",
            "FROM alpine:3.24\nRUN wget https://example.com/tool\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if _is_quiet(command):
            return
        if self.option["plain-calls-only"]:
            if not is_plain(command, run) or (command.name == "busybox" and command.subcommand() != "wget"):
                return
        elif command.name == "busybox" or command.has(*_NO_DOWNLOAD) or not command.arguments or is_busybox(file, run):
            return
        place = command.name_word or command
        yield self.at(place, "`wget` fills the log with its progress: use `--progress=dot:giga`", subject=command)


def _is_quiet(command: Command) -> bool:
    return command.has(*_QUIET) or any(
        word.text == "-nv"
        or (word.text[:1] == "-" and word.text[1:2] != "-" and "nv" in word.text and "q" in word.text)
        for word in command.arguments
    )


def is_busybox(file: Dockerfile, run: Instruction) -> bool:
    """Whether the wget of a stage is, or may be, that of BusyBox: on Alpine, unless another one is installed."""
    from dockerlint.rules.cache.common import surroundings_of

    if file.graph.stage_of(run) is None:
        return True
    surroundings = surroundings_of(file, run)
    image = surroundings.base.image
    name = image.repository.rpartition("/")[2] if image is not None else ""
    tag = (image.tag or "") if image is not None else ""
    if name != "busybox" and "alpine" not in name and "alpine" not in tag:
        return surroundings.any_command("is of apk", _is_apk)
    return not surroundings.any_command("installs wget", _installs_wget)


def _is_apk(command: Command) -> bool:
    return command.name == "apk"


def _installs_wget(command: Command) -> bool:
    return command.name == "apk" and any(
        word.text.partition("=")[0].partition("~")[0] == "wget" for word in command.arguments
    )
