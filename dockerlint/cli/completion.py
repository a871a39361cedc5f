"""`dockerlint completion`: the script that completes our command lines in bash, zsh or fish.

The scripts are made of the argument parsers. They hold all that they offer, so that the Tab key starts no Python.
"""

from __future__ import annotations

import argparse

from dockerlint.cli.terminal import write
from dockerlint.lint.registry import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SHELLS = ("bash", "zsh", "fish")
# Options whose values are rules, in lists with commas; and those whose values are folders.
_OF_RULES = ("--select", "--extend-select", "--ignore", "--error", "--warning", "--info", "--style")
_OF_FORMATS = ("--output-format",)
_FREE = ("target", "build_args", "jobs", "timeout", "secret", "platform", "image", "network", "builder")


class _Option:
    """An option: its names, what it says, and what its value may be: words, `files`, `any`, or None for no value."""

    def __init__(self, action: argparse.Action, words: dict[str, tuple[str, ...]]) -> None:
        self.names = list(action.option_strings)
        self.says = " ".join((action.help or "").replace("%%", "%").split()).partition(" (default")[0]
        self.words: tuple[str, ...] = ()
        self.value: str | None = "files"
        long = next((name for name in self.names if name.startswith("--")), "")
        if action.nargs == 0:
            self.value = None
        elif action.choices is not None:
            self.value, self.words = "words", tuple(map(str, action.choices))
        elif long in words and action.metavar != "FILE":
            self.value, self.words = "words", words[long]
        elif action.dest in _FREE or action.metavar in ("SEVERITY", "NAME=VALUE", "SIZE", "SHARE", "REGISTRY"):
            self.value = "any"


class _Command:
    """A command with its options, and the words that its first argument may be where it is no file."""

    def __init__(self, name: str, says: str, parser: ArgumentParser, words: dict[str, tuple[str, ...]]) -> None:
        self.name = name
        self.says = says
        self.options: list[_Option] = []
        self.words: tuple[str, ...] = ()
        for action in parser._actions:  # noqa: SLF001  # argparse has no other way
            if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
                self.words = tuple(action.choices)
            elif action.option_strings:
                self.options.append(_Option(action, words))
            elif action.choices:
                self.words = tuple(map(str, action.choices))
        if name == "explain":
            self.words = words["--select"]


def add_arguments(parser: ArgumentParser) -> None:
    """Define the arguments."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh or fish")


def run(options: Namespace) -> int:
    """Print the script; returns the exit code."""
    write({"bash": _bash, "zsh": _zsh, "fish": _fish}[options.shell](_commands()))
    return 0


def _commands() -> list[_Command]:
    from dockerlint.cli.options import FORMATS
    from dockerlint.cli.parser import COMMANDS, parser_of

    rules = entries()
    names = dict.fromkeys(
        ["ALL", "recommended", "strict", "hadolint", "buildkit"]
        + [rule.family.replace("_", "-") for rule in rules]
        + [rule.name for rule in rules]
        + [alias.partition(":")[2] for rule in rules for alias in rule.aliases if alias.startswith("hadolint:")]
    )
    words = {**dict.fromkeys(_OF_RULES, tuple(names)), **dict.fromkeys(_OF_FORMATS, tuple(FORMATS))}
    return [_Command(name, says, parser_of(name), words) for name, says in COMMANDS.items()]


def _bash(commands: list[_Command]) -> str:
    cases = []
    for command in commands:
        for option in command.options:
            if option.value is None:
                continue
            pattern = "|".join(f"'{command.name} {name}'" for name in option.names)
            action = {"words": f'words="{" ".join(option.words)}"', "files": "words=''", "any": "return"}[option.value]
            cases.append(f"        {pattern}) {action} ;;")
        flags = " ".join(name for option in command.options for name in option.names)
        cases.append(f"        '{command.name} '*)")
        cases.append(f'            if [[ $current == -* ]]; then words="{flags}"')
        first = " ".join(command.words)
        cases.append(f'            else words="{first}"; fi ;;')
    names = "|".join(command.name for command in commands)
    listed = " ".join(command.name for command in commands)
    return (
        """\
# dockerlint's completion for bash: source it, or put it into a file of bash-completion's folder.
# shellcheck disable=SC2207 # the bash of macOS has no mapfile
_dockerlint() {
    local IFS=$' \\t\\n' command=check words='' files='' head=''
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    # bash cuts `--option=value` at the `=`.
    if [[ $current == '=' ]]; then current=''
    elif [[ $previous == '=' ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
    if ((COMP_CWORD > 1)); then
        case ${COMP_WORDS[1]} in NAMES) command=${COMP_WORDS[1]} ;; esac
    elif [[ $current != -* ]]; then
        files=LISTED
    fi
    case "$command $previous" in
CASES
    esac
    words="$words $files"
    # Of a list with commas, the last word is completed.
    if [[ $current == *,* ]]; then head=${current%,*},; fi
    COMPREPLY=($(compgen -P "$head" -W "$words" -- "${current##*,}"))
    if ((${#COMPREPLY[@]} == 0)) || [[ -z ${words// /} ]] || [[ -n $files ]]; then
        [[ $current == -* ]] && return
        IFS=$'\\n'
        COMPREPLY+=($(compgen -f -- "$current"))
        compopt -o filenames 2>/dev/null
    fi
}
complete -F _dockerlint dockerlint
""".replace("NAMES", names)
        .replace("LISTED", f"'{listed}'")
        .replace("CASES", "\n".join(cases))
    )


def _zsh(commands: list[_Command]) -> str:
    listed = "\n".join(f"        {_quoted(f'{command.name}:{command.says}')}" for command in commands)
    cases = []
    for command in commands:
        specs = [spec for option in command.options for spec in _zsh_specs(option)]
        rest = f"({' '.join(command.words)})" if command.words else "_files"
        specs.append(_quoted(f"*:argument:{rest}"))
        body = " \\\n                ".join(specs)
        cases.append(f"        {command.name})\n            _arguments -S \\\n                {body} ;;")
    return """\
#compdef dockerlint
# dockerlint's completion for zsh: put it as `_dockerlint` into a folder of $fpath.
_dockerlint() {
    local -a commands
    commands=(
LISTED
    )
    local command=check
    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
        _describe -t commands command commands
        _files
        return
    fi
    if (( ${commands[(I)$words[2]:*]} )); then
        command=$words[2]
        shift words
        (( CURRENT-- ))
    fi
    case $command in
CASES
    esac
}
if [[ $funcstack[1] == _dockerlint ]]; then _dockerlint "$@"; else compdef _dockerlint dockerlint; fi
""".replace("LISTED", listed).replace("CASES", "\n".join(cases))


def _zsh_specs(option: _Option) -> list[str]:
    says = option.says.replace("[", "(").replace("]", ")").replace(":", ";")
    value = ""
    if option.value is not None:
        words = (
            "_values -s , word " + " ".join(option.words) if len(option.words) > 40 else f"({' '.join(option.words)})"
        )
        value = ":value:" + {"words": words, "files": "_files", "any": " "}[option.value]
    specs = []
    for name in option.names:
        joined = "=" if option.value is not None and name.startswith("--") else ""
        specs.append(_quoted(f"*{name}{joined}[{says}]{value}"))
    return specs


def _fish(commands: list[_Command]) -> str:
    names = " ".join(command.name for command in commands)
    lines = [
        "# dockerlint's completion for fish: put it as dockerlint.fish into ~/.config/fish/completions.",
        "function __dockerlint_command",
        "    set -l words (commandline -opc)",
        f"    if set -q words[2]; and contains -- $words[2] {names}",
        "        echo $words[2]",
        "    else",
        "        echo check",
        "    end",
        "end",
        "function __dockerlint_is",
        "    test (__dockerlint_command) = $argv[1]",
        "end",
        "function __dockerlint_has_none",
        "    test (count (commandline -opc)) -eq 1",
        "end",
    ]
    for command in commands:
        says = _quoted(command.says, backslash=True)
        lines.append(f"complete -c dockerlint -n __dockerlint_has_none -a {command.name} -d {says}")
        condition = _quoted(f"__dockerlint_is {command.name}")
        for option in command.options:
            flags = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
            value = ""
            if option.value == "words":
                value = f" -x -a {_quoted(' '.join(option.words))}"
            elif option.value is not None:
                value = " -r" if option.value == "files" else " -x"
            says = _quoted(option.says, backslash=True)
            lines.append(f"complete -c dockerlint -n {condition} {flags}{value} -d {says}")
        if command.words:
            lines.append(f"complete -c dockerlint -f -n {condition} -a {_quoted(' '.join(command.words))}")
    return "\n".join(lines) + "\n"


def _quoted(text: str, *, backslash: bool = False) -> str:
    """Return a text in single quotes; in fish a backslash escapes there."""
    if backslash:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return "'" + text.replace("'", "'\\''") + "'"
