from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.shells import SHELLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


_USUAL = frozenset(("HOME", "PATH", "PORT", "HOSTNAME", "USER", "JAVA_OPTS", "PWD"))
# They run a shell on their words, or replace variables themselves.
_EXPANDERS = (
    *SHELLS,
    "env",
    "envsubst",
    "su",
    "sudo",
    "gosu",
    "su-exec",
    "tini",
    "dumb-init",
    "powershell",
    "pwsh",
    "cmd",
    "awk",
    "perl",
)


class VariableInExecForm(Rule):
    """A variable in exec form, which nobody replaces.

    ## What it flags
    `$NAME` and `${NAME}` among the words of CMD, ENTRYPOINT, RUN or HEALTHCHECK in exec form whose program is no
    shell, where the file sets the variable or it is one of the system's (`HOME`, `PATH`, `PORT` …).

    ## Why it is bad
    The exec form starts the program without a shell: it gets the dollar and the name as they stand.

    ## What to do
    Let a shell do it: `CMD ["sh", "-c", "exec serve --port $PORT"]`, or write the shell form.

    ## Limits
    A program that replaces variables itself is not known to us: then ignore the rule at that line.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#exec-form
    """

    name = "variable-in-exec-form"
    severity = "error"
    on = ("CMD ~$", "ENTRYPOINT ~$", "RUN ~$", "HEALTHCHECK ~$")
    groups = {"recommended": {}, "strict": {}}
    not_in = {"onbuild": "the variables of the build that runs a trigger are not known"}
    examples = Examples(
        bad=(
            'FROM debian:13-slim\nENV PORT=80\nCMD ["serve", "--port", "$PORT"]\n',
            'FROM debian:13-slim\nENTRYPOINT ["java", "$JAVA_OPTS", "-jar", "/app.jar"]\n',
            'FROM debian:13-slim\nARG V=1\nRUN ["get", "${V}"]\n',
        ),
        good=(
            'FROM debian:13-slim\nENV PORT=80\nCMD ["sh", "-c", "serve --port $PORT"]\n',
            "FROM debian:13-slim\nENV PORT=80\nCMD serve --port $PORT\n",
            'FROM debian:13-slim\nCMD ["awk", "{print $1}"]\n',
            'FROM debian:13-slim\nCMD ["make", "$(TARGET)"]\n',
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        words = node.words[1:] if node.keyword == "HEALTHCHECK" else node.words
        if not node.is_json or not words or not any("$" in word.value for word in words):
            return
        program = words[0].value.rpartition("/")[2].removesuffix(".exe")
        if (
            program in _EXPANDERS
            or program.endswith((".sh", "entrypoint"))
            or (node.keyword == "RUN" and node.in_onbuild)
        ):
            return
        entry = self._entry(node, file)
        if entry and node.keyword == "CMD" and words[0].value.startswith("-"):
            return  # arguments of a program that may replace variables itself
        if entry in _EXPANDERS or entry.endswith((".sh", "entrypoint")):
            return
        for word in words:
            name = _name(word.value)
            if name and (name in _USUAL or name in file.graph.environment(node)):
                yield self.at(word, f"nobody replaces `${name}` here: the exec form has no shell", subject=(node, word))

    def _entry(self, node: Instruction, file: Dockerfile) -> str:
        """Return the program that gets the words of CMD as its own."""
        stage = file.graph.stage_of(node) if node.keyword == "CMD" else None
        for step in stage.steps if stage is not None else ():
            if step.keyword == "ENTRYPOINT" and step.words:
                return step.words[0].value.split(" ")[0].rpartition("/")[2]
        return ""


def _name(text: str) -> str:
    """Return the variable that a word begins with or holds as `${NAME}`."""
    first = text.find("$")
    rest = text[first + 1 :] if first >= 0 else ""
    braced = rest.startswith("{")
    rest = rest[1:] if braced else rest
    end = 0
    while end < len(rest) and (rest[end].isalnum() or rest[end] == "_"):
        end += 1
    name = rest[:end]
    return name if name and not name[0].isdigit() and (not braced or "}" in rest) else ""
