"""What the rules about package managers share: which calls they look at, which packages have no version."""

from __future__ import annotations

from dockerlint.lint.rule import Rule
from dockerlint.shell.package_calls import package_call
from dockerlint.shell.vocabulary import ShellWord
from dockerlint.syntax.instructions import Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

# Words of the shell in front of a command, which remain that command.
_SHELL_PREFIXES = ("command", "builtin", "exec", "time")
# What follows names groups, or packages whose needs are installed.
_WITHOUT_NAMES = ("groupinstall", "group", "build-dep", "builddep")
_AUTOREMOVE = ("--autoremove", "--auto-remove")
_ANSWERING = ("yes", "echo", "printf", "cat")
_FACT = "package managers are configured to"

# Its line without quotes and escapes, in lower case.
_LINE = "plain line"
_QUOTING = dict.fromkeys(map(ord, "\"'\\"))


def is_plain(command: Command, run: Instruction) -> bool:
    """Whether a command stands in the RUN's own script by its plain name: not behind sudo or in `sh -c`."""
    word = command.name_word
    if word is None or word.raw.strip('"') != command.name:
        return False
    if word.line is not run.words[0].line and not _is_script_of(run, word.line.text):
        return False
    return all(wrapper in _SHELL_PREFIXES for wrapper in command.wrappers)


def _is_script_of(run: Instruction, text: str) -> bool:
    """Whether a text is the here-document that a RUN begins with, which is its script."""
    return run.words[0].value.startswith("<<") and any(heredoc.content == text for heredoc in run.heredocs)


def mentions(file: Dockerfile, setting: str, folder: str) -> bool:
    """Whether a RUN names a setting, in any case, or a file that nobody has read is copied to where settings are."""
    return file.overall(lambda file: _known_to_mention(file, setting, folder))


def _known_to_mention(file: Dockerfile, setting: str, folder: str) -> bool:
    facts = file.stages[0].instruction.facts if file.stages else {}
    known = facts.get(_FACT + setting)
    if not isinstance(known, bool):
        known = facts[_FACT + setting] = _mentions(file, setting.lower(), folder)
    return known


def _mentions(file: Dockerfile, setting: str, folder: str) -> bool:
    for node in file.tree.instructions:
        if isinstance(node, Copy) and any(folder in word.value for word in node.words):
            return True
        if node.keyword == "RUN" and _run_mentions(file, node, setting):
            return True
    return False


def _run_mentions(file: Dockerfile, run: Instruction, setting: str) -> bool:
    if any(setting in heredoc.content.lower() for heredoc in run.heredocs):
        return True
    # No word holds what the line does not, but for quotes and escapes; most lines do not.
    if not run.is_json and not run.heredocs:
        line = run.facts.get(_LINE)
        if line is None:
            line = run.facts[_LINE] = run.line.text.translate(_QUOTING).lower()
        if setting not in line:  # type: ignore[operator]  # a string
            return False
    # A package manager that is told so itself is told for this call alone.
    return any(
        package_call(command) is None and any(setting in word.text.lower() for word in command.words)
        for command in file.commands(run)
    )


class Unpinned:
    """What a call installs without a version; `index` are the files that tell versions."""

    __slots__ = ("call", "index", "run", "words")

    def __init__(self, call: PackageCall, words: list[ShellWord], run: Instruction, index: list[str]) -> None:
        self.call = call
        self.words = words
        self.run = run
        self.index = index


class VersionRule(Rule):
    """A rule about packages of one manager that a RUN installs without a version."""

    managers: tuple[str, ...]
    # What counts with the option `plain-calls-only`.
    plain_commands: tuple[str, ...]
    plain_verbs: tuple[str, ...] = ("install",)
    verbs: tuple[str, ...] = ()  # beside those that the table says install
    pinned_as: str  # how a version is written
    options = {"plain-calls-only": False, "every-word": False, "index": []}

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:  # as in Rule
        call = package_call(command)
        if call is None or call.name not in self.managers or not self._looks_at(call, run):
            return
        words = [word for word in self.packages(call) if not self.is_pinned(word, call)]
        if words:
            others = f" and {len(words) - 1} more have" if len(words) > 1 else " has"
            message = f"`{_shortened(words[0].text)}`{others} no version: {self.advice(call, run, file)}"
            index = self.option["index"]
            subject = Unpinned(call, words, run, index if isinstance(index, list) else [str(index)])
            yield self.at(words[0].span, message, subject=subject)

    def advice(self, call: PackageCall, run: Instruction, file: Dockerfile) -> str:  # for subclasses
        """Return what to do about it."""
        return f"write `{self.pinned_as}`"

    def _looks_at(self, call: PackageCall, run: Instruction) -> bool:
        if not self.option["plain-calls-only"]:
            return call.does((*call.manager["install"], *self.verbs)) and call.verb not in _WITHOUT_NAMES
        command = call.command
        if command.name.rstrip("0123456789.") not in self.plain_commands or not is_plain(command, run):
            return False
        return any(word.text in self.plain_verbs for word in command.arguments)

    def packages(self, call: PackageCall) -> list[ShellWord]:
        """Return the words that name packages."""
        words = call.words
        if self.option["plain-calls-only"] and words and words[0].value is None:
            # `apt-get $OPTIONS install`
            verb = next((index for index, word in enumerate(words) if word.text in self.plain_verbs), len(words))
            return words[verb + 1 :]
        return call.about(call.manager["install"])

    def is_pinned(self, word: ShellWord, call: PackageCall) -> bool:
        """Whether a word needs no version: it has one, or is no name of a package."""
        if is_versioned(word, call):
            return True
        if self.option["every-word"]:
            return self.is_no_package(word.text) and word.value is not None
        # What a variable holds is not known.
        return word.value is None or self.is_no_package(word.text)

    def is_no_package(self, text: str) -> bool:
        """Whether a word is something else than the name of a package: a file, an address, a group."""
        return "/" in text or text.startswith((".", "~", "@", "!"))


class RpmVersionRule(VersionRule):
    """A rule about packages of rpm: a file of one is no name, but where every word counts; a module has a stream."""

    def packages(self, call: PackageCall) -> list[ShellWord]:
        """Return the words that name packages or modules."""
        return call.words[2:] if _installs_module(call) else super().packages(call)

    def is_pinned(self, word: ShellWord, call: PackageCall) -> bool:
        """Whether a word needs no version; a module has one behind a colon."""
        return ":" in word.text if _installs_module(call) else super().is_pinned(word, call)

    def is_no_package(self, text: str) -> bool:
        """Whether a word is something else than the name of a package."""
        if self.option["every-word"]:
            return False
        return super().is_no_package(text) or text.endswith(".rpm")


def _installs_module(call: PackageCall) -> bool:
    return [word.text for word in call.words[:2]] == ["module", "install"]


def is_versioned(word: ShellWord, call: PackageCall) -> bool:
    """Whether a package's name comes with a version, or with a range of versions."""
    manager = call.manager
    text = word.text
    for mark in (*manager.get("pin", ()), *manager.get("pin_loose", ())):
        if mark == "-":
            # Names have dashes of their own.
            if any(text[index + 1 : index + 2].isdigit() for index, sign in enumerate(text) if sign == "-"):
                return True
        elif mark in text[1:]:
            return True
    return call.command.option_value(*manager.get("pin_options", ("-\0",))) is not None


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


class PromptRule(Rule):
    """A rule about calls of one manager that wait for an answer."""

    managers: tuple[str, ...]
    advice: str  # the option that answers
    plain_commands: tuple[str, ...]
    plain_verbs: tuple[str, ...] = ("install", "groupinstall", "localinstall")
    setting: tuple[str, str]  # that answers for all calls, and the part of a path where settings are
    severity = "error"
    options = {"plain-calls-only": False}

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or call.name not in self.managers or self.answers(call):
            return
        if self.option["plain-calls-only"]:
            name = command.name.rstrip("0123456789")
            if name not in self.plain_commands or not is_plain(command, run):
                return
            verb = next((word.text for word in command.arguments if word.text in self.plain_verbs), "")
            if not verb:
                return
        else:
            if not call.does(call.manager["asks"]) or _is_fed(command, run, file) or mentions(file, *self.setting):
                return
            if call.verb in ("remove", "purge", "erase") and not call.words[1:] and not call.command.has(*_AUTOREMOVE):
                return  # there is nothing to remove
            verb = call.verb
        message = f"`{command.name} {verb}` asks before it goes on, and nobody answers: add `{self.advice}`"
        yield self.at(call.span, message, subject=call)

    def answers(self, call: PackageCall) -> bool:
        """Whether a call is told the answer, or asks nothing."""
        return call.command.has(*call.manager["assume_yes"], "-h", "--help", "--version")


def _is_fed(command: Command, run: Instruction, file: Dockerfile) -> bool:
    """Whether something is piped into a command, or it reads a file."""
    if any(redirect.operator.startswith("<") for redirect in command.redirects):
        return True
    commands = file.commands(run)
    before = commands[: commands.index(command)]
    return command.connector == "|" and bool(before) and before[-1].name in _ANSWERING
