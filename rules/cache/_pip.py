"""Which calls of pip cache nothing by nature."""

from __future__ import annotations

from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall

# pip 6.0 brought the cache and `--no-cache-dir`; distributions before these package an older one.
_FIRST_WITH_PIP_6 = {"debian": (9,), "ubuntu": (16, 4)}
_OTHER_SOURCES = ("get-pip", "ensurepip", "easy_install", "conda")


def downloads_nothing(call: PackageCall) -> bool:
    """Whether pip is told to stay offline, or is given wheel files alone: they bring what they need along."""
    if call.command.has("--no-index"):
        return True
    names = [word.text for word in call.words[1:]]
    return bool(names) and all(name.endswith((".whl", "/*")) for name in names) and not call.command.has("-r")


def is_ancient(call: PackageCall, surroundings: Surroundings) -> bool:
    """Whether it is the pip of an old distribution, which neither caches nor knows `--no-cache-dir`."""
    if not any((surroundings.base.release(name) or first) < first for name, first in _FIRST_WITH_PIP_6.items()):
        return False
    return not surroundings.any_command("brings another pip", _brings_pip, before=call.command)


def _brings_pip(command: Command) -> bool:
    """Whether another pip takes the place of the distribution's, or may do so."""
    call = package_call(command)
    if call is not None and call.name == "pip":
        return any(word.text.partition("=")[0].rstrip("<>~!") == "pip" for word in call.words[1:])
    return any(name in word.text for word in command.words for name in _OTHER_SOURCES)
