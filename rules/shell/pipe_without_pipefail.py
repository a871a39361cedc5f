from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.shell.common import WINDOWS, base_shell, pipelines, shell_name, shells
from dockerlint.shell.broken import before_error
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Shell

# Their failure means that what the next command reads is cut off or empty.
_DOWNLOADS = ("curl", "wget", "aria2c", "svn", "ssh", "scp", "aws", "gsutil", "gcloud", "http")
_CANNOT_FAIL = ("echo", "printf", "yes", "true", ":")
_WITH_PIPEFAIL = ("bash", "ash", "zsh", "ksh", "sh")
_EXACT = ("/bin/bash", "/bin/zsh", "/bin/ash", "bash", "zsh", "ash")


class PipeWithoutPipefail(Rule):
    r"""A pipe whose left side may fail unnoticed.

    ## What it flags
    A pipeline of a RUN in which a download stands in front of a `|`, in a shell without `pipefail`. Left alone are
    tested pipelines (`if`, `||`), those in an argument (`export A=$(curl ... | jq ...)`, whose exit code nobody sees
    with the option either), those behind `set -o pipefail`, and shells that have no such option (PowerShell, cmd).

    ## Why it is bad
    A pipeline's exit code is that of its last command. A download that breaks off leaves the build green and half a
    file in the image.

    ## What to do
    Write `SHELL ["/bin/bash", "-o", "pipefail", "-c"]` in front where the image has bash, on Alpine with `/bin/ash`.
    The sh of Debian and Ubuntu, dash, has no such option. Or download to a file first.

    The fix does that where the base image certainly has bash or is Alpine's. Where another RUN or stage forbids it, and
    the shell in force has the option, it writes `set -o pipefail` in front of the RUN's own commands. It is unsafe:
    what is in shell form then runs in that shell, and a pipeline fails that did not before. It is refused where one is
    certain or likely to (`| head` ends the left side early, `grep | ...` finds nothing), and where `echo` would print
    something else in bash.

    ## Options
    - `left-side`: `downloads`, `fallible` (all but `echo` and its like) or `any`. Default: fallible
    - `only-shell`: only SHELL counts, `set -o pipefail` does not; it is not inherited either. Default: false

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#using-pipes
    - https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_02
    """

    name = "pipe-without-pipefail"
    aliases = (
        "hadolint:DL4006",
        "kics:efbf148a",
        "trivy:DS-0032",
        "dockerfile-doctor:DD040",
        "buddy:ER0001",
        "semgrep:set-pipefail",
        "droast:DF057",
    )
    on = ("@stage RUN ~|",)
    groups = {
        "recommended": {"left-side": "downloads"},
        "strict": {},
        "hadolint": {"left-side": "any", "only-shell": True},
    }
    options = {"left-side": "fallible", "only-shell": False}
    examples = Examples(
        bad=(
            Example('FROM debian:13-slim\nRUN ["sh", "-c", "one | two"]\n', lines=(2,), refused="exec form"),
            Example(
                "FROM debian:13-slim\nRUN curl -fsS https://a.org/a.tgz | tar xz\n",
                lines=(2,),
                fixed='FROM debian:13-slim\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\n'
                "RUN curl -fsS https://a.org/a.tgz | tar xz\n",
            ),
            Example(
                "FROM alpine:3.23\nRUN wget -qO- https://a.org/a | sh\nRUN wget -qO- https://a.org/b | sh\n",
                fixed='FROM alpine:3.23\nSHELL ["/bin/ash", "-o", "pipefail", "-c"]\n'
                "RUN wget -qO- https://a.org/a | sh\nRUN wget -qO- https://a.org/b | sh\n",
            ),
            Example(
                'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\nRUN zcat a.gz | sh\n',
                fixed='FROM debian:13-slim\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN zcat a.gz | sh\n',
            ),
            Example("FROM example.com/base:1\nRUN curl https://a.org/a | sh\n", refused="not known"),
            Example(
                "FROM debian:13-slim\n\n# install a\nRUN curl https://a.org/a | sh\n",
                fixed='FROM debian:13-slim\n\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\n'
                "# install a\nRUN curl https://a.org/a | sh\n",
            ),
            Example(
                "FROM alpine:3.23\nRUN curl a | sh\nRUN ldd x | sort\n",
                lines=(2, 3),
                fixed="FROM alpine:3.23\nRUN set -o pipefail && curl a | sh\nRUN ldd x | sort\n",
            ),
            Example(
                'FROM debian:13-slim AS base\nSHELL ["/bin/bash", "-c"]\n\nFROM base\n'
                "RUN set -x; \\\n    curl a | sh\n",
                lines=(6,),
                fixed='FROM debian:13-slim AS base\nSHELL ["/bin/bash", "-c"]\n\nFROM base\n'
                "RUN set -x; \\\n    set -o pipefail && curl a | sh\n",
            ),
            Example("FROM debian:13-slim\nRUN curl https://a.org/a | head -1\n", refused="`head`"),
            Example("FROM debian:13-slim\nRUN A=$(curl https://a.org/a | head -1)\n", refused="`head`"),
            Example("FROM debian:13-slim\nRUN curl a | sh\nRUN grep b c | sh\n", refused="`grep`"),
            Example("FROM debian:13-slim\nRUN make | tee a\nRUN echo 'a\\nb'\n", refused="`echo`"),
        ),
        good=(
            'FROM debian:13-slim\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN curl https://a.org/a | sh\n',
            'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\nRUN set -eo pipefail; curl https://a.org/a | sh\n',
            "FROM debian:13-slim\nRUN echo deb https://a.org/ stable main | tee /etc/apt/sources.list\n",
            "FROM debian:13-slim\nRUN curl https://a.org/a | grep x || true\n",
            "FROM debian:13-slim\nRUN bash -o pipefail -c 'curl https://a.org/a | sh'\n",
            'FROM debian:13-slim\nRUN export A=$(curl https://a.org/a | jq .b) && echo "$(curl a | jq .c)"\n',
            "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN curl https://a.org/a | more\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        exact = bool(self.option["only-shell"])
        if not exact and base_shell(stage) == "cmd":
            return
        for node, shell in shells(stage, file, inherited=not exact):
            if not isinstance(node, Run) or (exact and node.in_onbuild) or self._has_pipefail(shell):
                continue
            commands = file.commands(node)
            place = self._place(before_error(commands) if exact else commands)
            if place is not None:
                message = "the pipe hides a failure of what stands in front of it: set `pipefail`"
                yield self.at(place, message, subject=(node, shell, stage))

    def _has_pipefail(self, shell: Shell | None) -> bool:
        if shell is None:
            return False
        words = shell.value if shell.is_json else tuple(shell.arguments.value.split())
        name = shell_name(words)
        if self.option["only-shell"]:
            first = words[0] if words else ""
            return first.removesuffix(".exe") in WINDOWS or (first in _EXACT and _option(words))
        return name not in _WITH_PIPEFAIL or _option(words)

    def _place(self, commands: list[Command]) -> Command | None:
        for pipeline in pipelines(commands):
            left, last = pipeline[:-1] or pipeline, pipeline[-1]
            if self.option["only-shell"]:
                # What is piped into nothing stands in front of an error.
                if last.runner is None and (last.connector == "|" or len(pipeline) > 1):
                    return left[-1]
                continue
            tested = last.follower == "||" or "condition" in last.context or pipeline[0].negated
            if (
                not tested
                and any(map(self._may_fail, left))
                and not _is_set(commands, pipeline[0])
                and not _is_argument(commands, pipeline[0])
            ):
                return next(filter(self._may_fail, left))
        return None

    def _may_fail(self, command: Command) -> bool:
        if self.option["left-side"] == "downloads":
            return command.name in _DOWNLOADS
        return command.name not in _CANNOT_FAIL


def _option(words: tuple[str, ...]) -> bool:
    return any("pipefail" in word for word in words)


def _is_set(commands: list[Command], pipe: Command) -> bool:
    """Whether the script, or the `sh -c` around it, has set the option before a pipeline."""
    if pipe.runner is not None and any("pipefail" in word.text for word in pipe.runner.arguments[:4]):
        return True
    before = commands[: commands.index(pipe)]
    return any(one.name in ("set", "shopt") and any("pipefail" in word.text for word in one.words) for one in before)


def _is_argument(commands: list[Command], pipe: Command) -> bool:
    """Whether a pipeline is substituted in a word of a command, whose own exit code counts instead."""
    scope = pipe.scope
    if scope is None or scope.kind not in ("substitution", "process") or pipe.name_word is None:
        return False
    start = pipe.name_word.start
    others = (one for one in commands if one.scope is not scope)
    words = (word for one in others for word in one.words if "(" in word.raw or "`" in word.raw)
    return any(word.start <= start < word.end for word in words)
