"""Shells by name: which one a list of words starts, and with which options."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Programs that read the language of sh, by the kind of shell that they are.
_POSIX = {
    "sh": "sh",
    "bash": "bash",
    "ash": "ash",
    "dash": "dash",
    "zsh": "zsh",
    "ksh": "ksh",
    "ksh93": "ksh",
    "mksh": "ksh",
    "busybox": "ash",
}
_KINDS = {**_POSIX, "powershell": "powershell", "pwsh": "powershell", "cmd": "cmd"}
SHELLS = tuple(_POSIX)
# Commands that run a script in a file: the shells, and what reads one into the shell at hand.
SCRIPT_RUNNERS = (*SHELLS, "source", ".")


class Shell:
    """A shell: `kind` is sh, bash, ash, dash, zsh, ksh, powershell, cmd or unknown.

    `program` is as written, `options` are the words behind it. `is_named` tells that the file says so, with SHELL or
    a shebang; otherwise it is what the image has as /bin/sh.
    """

    __slots__ = ("is_named", "kind", "options", "program")

    def __init__(self, kind: str, program: str = "", options: tuple[str, ...] = (), *, is_named: bool = False) -> None:
        self.kind = kind
        self.program = program or kind
        self.options = options
        self.is_named = is_named

    @property
    def is_posix(self) -> bool:
        """Whether it reads the language of sh."""
        return self.kind in _POSIX

    def __repr__(self) -> str:
        return f"Shell({self.kind!r}, {self.program!r}, {self.options!r})"


def shell_of(words: Sequence[str]) -> Shell:
    """Return the shell that words start: those of SHELL, or of a shebang.

    It may stand behind a program that runs it: `["conda", "run", "-n", "x", "/bin/bash", "-c"]`.
    """
    for index, word in enumerate(words):
        kind = _KINDS.get(shell_name(word))
        if kind is not None:
            options = tuple(words[index + 1 :])
            if kind == "ash" and options and shell_name(options[0]) in SHELLS:  # busybox sh
                options = options[1:]
            return Shell(kind, word, options, is_named=True)
    return Shell("unknown", words[0] if words else "", tuple(words[1:]), is_named=True)


def shell_name(path: str) -> str:
    r"""Return the name by which a program is known: `bash` for `/bin/bash`, `cmd` for `C:\Windows\cmd.exe`."""
    name = path.replace("\\", "/").rpartition("/")[2]
    return name.lower().removesuffix(".exe")


def shebang_of(text: str) -> Shell | None:
    """Return what the first line of a script names as its interpreter; None without a shebang."""
    if not text.startswith("#!"):
        return None
    words = text[2 : text.find("\n") if "\n" in text else len(text)].split()
    if words and shell_name(words[0]) == "env":
        words = words[1:]
        while words and (words[0].startswith("-") or "=" in words[0]):
            # `env -S "bash -e"`
            rest = words[0][2:] if words[0].startswith("-S") else ""
            words = [rest, *words[1:]] if rest else words[1:]
    if not words:
        return Shell("unknown", is_named=True)
    name = shell_name(words[0])
    return shell_of(words) if name in _KINDS else Shell("unknown", words[0], tuple(words[1:]), is_named=True)
