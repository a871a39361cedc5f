"""The shape of a rule: one class in one file, its docstring its documentation, its examples its tests."""

from __future__ import annotations

from dockerlint.lint.finding import Finding, Saving, found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, Protocol

    from dockerlint.deploy.services import Service
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.shellcheck import Codes
    from dockerlint.lint.suppression import Suppression
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.items import ParseError

    class Spanned(Protocol):
        """Anything that knows where it stands."""

        @property
        def span(self) -> tuple[int, int]: ...

    Option = bool | int | str | list[str]
    Findings = Iterator[Finding]

__all__ = ["Example", "Examples", "Finding", "Rule", "Saving"]


class Example:
    """A Dockerfile that shows a rule at work.

    `lines` are the lines of the findings where they matter, `files` the build context (path to content), `fixed` what
    the fixer makes of the text (unsafe fixes included), `refused` a part of the reason why it makes nothing of it,
    `options` the rule's options. `path` is the file's name: that of a Compose or Kubernetes file makes it one.
    """

    __slots__ = ("files", "fixed", "lines", "options", "path", "refused", "text")

    def __init__(
        self,
        text: str,
        *,
        lines: tuple[int, ...] | None = None,
        files: Mapping[str, str] | None = None,
        fixed: str | None = None,
        refused: str = "",
        options: Mapping[str, Option] | None = None,
        path: str = "Dockerfile",
    ) -> None:
        self.text = text
        self.path = path
        self.lines = lines
        self.files = files
        self.fixed = fixed
        self.refused = refused
        self.options = options or {}


class Examples:
    """Dockerfiles that a rule flags and such that it lets pass; one of the good ones is a near miss."""

    __slots__ = ("bad", "good")

    def __init__(self, *, bad: tuple[str | Example, ...], good: tuple[str | Example, ...]) -> None:
        self.bad = tuple(Example(example) if isinstance(example, str) else example for example in bad)
        self.good = tuple(Example(example) if isinstance(example, str) else example for example in good)


class _RuleType(type):
    """The type of rule classes: because of it mypyc compiles their methods, and leaves the classes as they are."""


class Rule(metaclass=_RuleType):
    """What is wrong, and where.

    A subclass sets the class attributes and writes one or more of `instruction`, `command`, `stage`, `error`, `file`,
    `service` and `suppression`; `on` names what wakes it:

    - a keyword (`"COPY"`), `"?"` for an unknown one, or `"*"` for every instruction: `instruction` is called, also
      for one inside ONBUILD;
    - a keyword and what the instruction must have: `"RUN $apk"` a command of that name, or one that it wraps
      (`"RUN $sudo"`); `"RUN %pip"` a call of that package manager (by its key in the knowledge table, `%*` for any),
      `"RUN %* install"` one that does what the table's key says (`clean`: that empties a cache); `"COPY --from"` a
      flag, `"COPY --*"` any; `"RUN <<"` a here-document; `"RUN ~python"` that word anywhere in its text, in lower
      case; `"CMD again"` an earlier one of the same keyword in the file;
    - `"$name"`: `command` is called for every command of that name that a RUN runs, or `"$*"` for every command;
      `"%pip"`, `"%*"` and `"%apt install"` mean calls of package managers, `"$curl ~--tls"` those in a RUN with that
      word;
    - `"@stage"`: `stage` is called for every build stage;
    - `"@error"`: `error` is called for everything that Docker's parser refuses;
    - `"@file"`: `file` is called once, last;
    - `"@suppression"`: `suppression` is called for every comment that silences findings, when it is known what it did;
    - `"@images"`: `file` is called once for a Compose or Kubernetes file, whose images are `file.graph.images`;
    - `"@service"`: `service` is called for every container that such a file runs;
    - `"@file ARG"`, `"@stage RUN %npm"`: the same, where the file has such an instruction at all; `"@file ~from="`
      where it has that word, `"@file =ignore-file"` where that fact of the engine holds, and `"@file COPY & RUN %npm"`
      where both are.

    ` ?option` behind any of them means: only where that option of the rule is set.

    The narrower the event, the faster the check: most files have nothing that concerns most rules.

    One object checks many files: it keeps no state of its own between calls.
    """

    name: str
    aliases: tuple[str, ...] = ()  # peers' ids for the same defect: "hadolint:DL3006"
    severity: str = "warning"
    confidence: str = "high"  # high, medium or low
    on: tuple[str, ...]
    # The groups that select the rule, each with the options that this group sets.
    groups: Mapping[str, Mapping[str, Option]] = {"recommended": {}, "strict": {}}  # read only
    # Why it finds nothing in `onbuild`, an ONBUILD RUN, or in `heredoc`, a here-document, what it finds in a RUN.
    not_in: Mapping[str, str] = {}  # read only
    options: Mapping[str, Option] = {}  # the defaults, read only
    examples: Examples
    family = ""  # the rule's folder, set from the table; a plugin's rule may name one
    url = ""  # the rule's page, set with the folder; a plugin's rule may name one
    fixer: Any = None  # of a plugin's rule: what has `SAFETY` and `fix`, as the module of a fixer

    def __init__(self, options: Mapping[str, Option] | None = None) -> None:
        self.option = {**self.options, **(options or {})}

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        """Check one instruction."""
        raise NotImplementedError

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        """Check one command of a RUN."""
        raise NotImplementedError

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        """Check one build stage."""
        raise NotImplementedError

    def error(self, error: ParseError, file: Dockerfile) -> Findings:
        """Report what Docker's parser refuses."""
        raise NotImplementedError

    def file(self, file: Dockerfile) -> Findings:
        """Check the file as a whole."""
        raise NotImplementedError

    def service(self, service: Service, file: Manifest) -> Findings:
        """Check one container of a Compose or Kubernetes file."""
        raise NotImplementedError

    def suppression(
        self, comment: Suppression, ran: Mapping[str, object], codes: Codes | None, file: Dockerfile
    ) -> Findings:
        """Check a comment that silences findings; `ran` and `codes` are the rules and ShellCheck's codes that ran."""
        raise NotImplementedError

    def at(
        self,
        place: Spanned | tuple[int, int],
        message: str,
        *,
        saves: Saving | None = None,
        subject: object = None,
    ) -> Finding:
        """Return a finding at something that has a span, or at offsets.

        `subject` is what the rule's fixer needs to know of it: an instruction, a command, a call.
        """
        return found(self, place, message, saves, subject)
