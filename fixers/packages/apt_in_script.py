"""apt-get or apt-cache in the place of apt, where they do the same."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "safe"

_APT_GET = (
    "update",
    "install",
    "remove",
    "purge",
    "autoremove",
    "autopurge",
    "auto-remove",
    "build-dep",
    "satisfy",
    "source",
    "download",
    "clean",
    "autoclean",
    "auto-clean",
    "distclean",
    "dist-clean",
    "reinstall",
    "dist-upgrade",
)
_APT_CACHE = ("search", "show", "policy", "depends", "rdepends", "showsrc")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    command, verb = call.command, call.verb
    if verb in _APT_CACHE and _is_read(command):
        raise Refused(f"`apt-cache {verb}` prints in another form, and its output is read")
    if verb in _APT_GET or verb in _APT_CACHE:
        name = "apt-get" if verb in _APT_GET else "apt-cache"
        return Fix(f"Use `{name}`", SAFETY, [_renamed(command, name)])
    if verb in ("upgrade", "full-upgrade"):
        edits = [_renamed(command, "apt-get")]
        if verb == "upgrade":
            # `apt upgrade` may install further packages, `apt-get upgrade` only with this option.
            edits.append(insert_option(run_of(file, finding), call.words[0], "--with-new-pkgs"))
        else:
            word = call.words[0]
            edits.append(Edit(word.start, word.end, word.raw.replace("full-upgrade", "dist-upgrade")))
        return Fix("Use `apt-get`", SAFETY, edits)
    raise Refused(f"apt-get and apt-cache have no `{verb}`" if verb else "apt is told nothing that apt-get knows")


def _is_read(command: Command) -> bool:
    return command.follower == "|" or "substitution" in command.context or bool(command.redirects)


def _renamed(command: Command, name: str) -> Edit:
    word = command.name_word
    assert word is not None  # noqa: S101  # a call has a name
    if word.raw.strip('"').rpartition("/")[2] != "apt":
        raise Refused("the name of the program is written in an unusual way")
    return Edit(word.start, word.end, word.raw.replace("apt", name) if "/" not in word.raw else _below(word.raw, name))


def _below(raw: str, name: str) -> str:
    folder, _, last = raw.rpartition("/")
    return folder + "/" + last.replace("apt", name)
