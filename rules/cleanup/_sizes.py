"""What a name and the command behind it tell about the size of a file or folder."""

from __future__ import annotations

from dockerlint.graph.paths import covers
from dockerlint.knowledge.file_names import BULKY, TEXT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell import Command

# What these bring is large unless its name tells otherwise.
_BULKY_COMMANDS = ("7z", "bsdtar", "composer", "curl", "git", "npm", "pnpm", "tar", "unzip", "wget", "yarn")
# Beginnings of file names, and folders, that hold text. Of `hive-scripts` the last word counts.
_SMALL_FILES = (
    *("Dockerfile", "Gemfile", "Makefile", "Pipfile", "Procfile", "Rakefile", "Vagrantfile", "LICENSE", "README"),
    *("crontab", "entrypoint", "envvars", "gitconfig", "hosts", "sudoers"),
)
_SMALL_FOLDERS = (
    *("bin", "certs", "conf", "config", "configs", "configuration", "cron", "d", "etc", "files", "helpers", "hooks"),
    *("init", "keys", "licenses", "patches", "sbin", "script", "scripts", "ssh", "ssl", "templates"),
)
_LONGEST_ENDING = 4


def is_bulky(paths: list[str], command: Command | None, *, folder: bool) -> bool:
    """Whether something takes megabytes rather than kilobytes.

    `paths` are the names it has had; `command` is what made it, None for COPY and ADD; `folder` is the answer where
    neither tells.
    """
    program = command.name if command is not None else ""
    names = [_telling_name(path) for path in paths]
    if any(name.endswith(BULKY) or (program and "linux" in name.lower()) for name in names):
        return True
    if any(name.lower().endswith(TEXT) or name.startswith(_SMALL_FILES) for name in names):
        return False
    if program in _BULKY_COMMANDS:
        return True
    if any(map(_holds_text, names)) or covers("/etc", paths[0]):
        return False
    if command is None or program == "mv":
        return folder
    return folder and program == "cp" and command.has("-r", "-R", "-a", "--recursive", "--archive")


def _telling_name(path: str) -> str:
    parts = [part for part in path.split("/") if part not in ("", ".", "..", "*")]
    return parts[-1] if parts else ""


def _holds_text(name: str) -> bool:
    """Whether it is the name of a small folder, of a hidden file, or of a file of some kind that is seldom large."""
    last_word = name.lower().replace("_", "-").replace(".", "-").rpartition("-")[2]
    if name.startswith(".") or last_word in _SMALL_FOLDERS:
        return True
    ending = name.rpartition(".")[2]
    return ending != name and ending.isalpha() and len(ending) <= _LONGEST_ENDING
