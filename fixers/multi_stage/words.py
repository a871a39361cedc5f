"""What the commands of a RUN are for, in the few kinds that a conversion tells apart."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.common import SYSTEM_MANAGERS
from dockerlint.graph.paths import covers, join
from dockerlint.knowledge.build_tools import COMPILING_COMMANDS
from dockerlint.shell.package_calls import package_call, unversioned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell import Command

_SHELL = frozenset((
    *(":", "[", "[[", "cat", "cd", "date", "do", "echo", "env", "exit", "export", "false", "id", "java", "ls"),
    *("nproc", "printf"),
    *("pwd", "set", "sleep", "test", "trap", "true", "uname", "unset", "whoami", "which", "shopt", "sync"),
    *("command", "type", "umask", "local"),
))  # fmt: skip
_ACCOUNTS = frozenset((
    *("addgroup", "adduser", "chpasswd", "deluser", "groupadd", "groupmod", "gpasswd", "passwd", "useradd"),
    *("userdel", "usermod"),
))  # fmt: skip
_FILES = frozenset((
    *("chgrp", "chmod", "chown", "cp", "dos2unix", "find", "grep", "install", "ln", "mkdir", "mv", "sed"),
    *("setcap", "sort", "tee", "touch"),
    *("awk", "basename", "cut", "dirname", "head", "mktemp", "readlink", "rmdir", "tail", "tr", "truncate"),
    *("wc", "xargs", "rm"),
))  # fmt: skip
_SYSTEM = frozenset((
    *("a2enmod", "a2ensite", "a2dissite", "add-apt-repository", "apt-key", "debconf-set-selections"),
    *("dpkg-reconfigure", "ldconfig"),
    *("locale-gen", "localedef", "update-alternatives", "update-ca-certificates", "update-locale", "crontab"),
    *("service", "phpenmod", "docker-php-ext-enable"),
))  # fmt: skip
_FETCH = frozenset((
    *("7z", "bunzip2", "curl", "dpkg", "gpg", "gunzip", "gzip", "md5sum", "sha1sum", "sha256sum", "sha512sum"),
    *("tar", "unxz", "unzip", "wget", "xz"),
))  # fmt: skip
_SCRATCH = (
    *(
        "/tmp",
        "/var/tmp",
        "/var/cache",
        "/var/lib/apt/lists",
        "/var/log",
        "/root/.cache",
        "/root/.npm",
        "/root/.cargo/registry",
        "/root/.m2",
    ),
    *("/root/.gradle", "/usr/share/doc", "/usr/share/man", "/usr/local/share/.cache", "/root/.config"),
)
_GIT_READS = (
    "describe",
    "rev-parse",
    "log",
    "status",
    "diff",
    "ls-files",
    "rev-list",
    "show",
    "show-ref",
    "tag",
    "branch",
)
_INFORMATIVE = ("--version", "-v", "-V", "version", "--help")


def kind_of(command: Command, build: object, programs: tuple[str, ...]) -> str:
    """Return what a command is for.

    `build`, `index`, `packages`, `purge`, `cleanup`, `shell`, `accounts`, `files`, `system`, `fetch`, `program`,
    `compile` or `unknown`. `build` are the commands that a recipe takes for the build, `programs` the interpreters that
    it leaves in the last stage.
    """
    if command in build:  # type: ignore[operator]
        return "build"
    call = package_call(command)
    if call is not None and call.name in SYSTEM_MANAGERS:
        if call.does(call.manager["install"]):
            return "packages"
        return "purge" if call.verb in ("remove", "purge", "autoremove", "del", "erase") else "index"
    name = command.name
    writes = any(
        redirect.writes and redirect.target.text not in ("/dev/null", "/dev/stderr", "/dev/stdout")
        for redirect in command.redirects
    )
    if name == "rm" and is_scratch(command):
        return "cleanup"
    if (
        not name
        or name in _SHELL
        or (command.arguments and command.arguments[-1].text in _INFORMATIVE and len(command.arguments) == 1)
    ):
        return "files" if writes else "shell"
    if name == "git" and command.subcommand(("-C", "-c")) in _GIT_READS:
        return "shell"
    if name in _ACCOUNTS:
        return "accounts"
    if name in _FILES:
        return "files"
    if name in _SYSTEM or name.startswith(("apt-", "dpkg-")):
        return "system"
    if name in _FETCH or (name == "git" and command.subcommand() in ("clone", "config", "init")):
        return "fetch"
    if unversioned(name) in programs or name in programs:
        return "program"
    if name in COMPILING_COMMANDS or unversioned(name) in COMPILING_COMMANDS:
        return "compile"
    return "unknown"


def is_scratch(command: Command) -> bool:
    """Whether a command deletes only caches, logs and temporary files."""
    words = command.positionals()
    return bool(words) and all(in_scratch(word.text) for word in words)


def in_scratch(path: str) -> bool:
    """Whether a path is one whose content nobody needs at run time."""
    path = path.replace("~", "/root", 1) if path.startswith("~") else path
    path = path.replace("$HOME", "/root", 1)
    found = join("/", path)
    return (
        path.startswith("/")
        and found is not None
        and any(covers(place, found.rstrip("*").rstrip("/") or "/") for place in _SCRATCH)
    )
