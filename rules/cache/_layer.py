"""What a RUN leaves in its layer: mounts keep a cache out of it, and so do clean-ups in the same RUN."""

from __future__ import annotations

from dockerlint.graph.paths import covers, has_wildcard, matches, parent
from dockerlint.shell.braces import brace_expansions
from dockerlint.shell.package_calls import package_call
from dockerlint.shell.shells import SCRIPT_RUNNERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.package_managers import Cache
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell import Command, ShellWord
    from dockerlint.shell.package_calls import PackageCall

# Installers of well-known images that delete the package lists behind them.
_TIDY_INSTALLERS = ("add-pkg", "install-packages", "install_packages")
_FILTERS = ("-name", "-iname", "-path", "-ipath", "-wholename", "-regex", "-iregex")


def keeps(surroundings: Surroundings, call: PackageCall, cache: Cache, *, accept_cleanup: bool = True) -> bool:
    """Whether what a call caches stays in the layer: nothing is mounted there, nothing deletes it afterwards.

    Without `accept_cleanup` only mounts count.
    """
    directory = surroundings.cache_directory(call, cache)
    if is_mounted(surroundings, cache, directory):
        return False
    if not accept_cleanup:
        return True
    last = _last_cleanup(surroundings, call, cache, directory)
    return last < (0 if surroundings.script.hides_order else surroundings.script.position(call.command))


def _last_cleanup(surroundings: Surroundings, call: PackageCall, cache: Cache, directory: str | None) -> int:
    """Return the place of the last command that rids the layer of a cache, -1 where there is none."""
    known = surroundings.last_cleanups
    key = (call.name, *cache["paths"], *cache.get("cleaned_by", ()), directory)
    if key not in known:
        cleanups = surroundings.of_all("cleanups", lambda: _cleanups(surroundings))
        known[key] = next((place for place, one in reversed(cleanups) if one.rids(call, cache, directory)), -1)
    return known[key]


def _cleanups(surroundings: Surroundings) -> list[tuple[int, Cleanup]]:
    """Return the commands that may delete one cache or another, each with its place."""
    every = [Cleanup(surroundings, command) for command in surroundings.script.commands]
    return [(place, one) for place, one in enumerate(every) if one.is_possible]


def is_mounted(surroundings: Surroundings, cache: Cache, directory: str | None) -> bool:
    """Whether a mount keeps a cache out of the layer."""
    for mount, target in surroundings.mounts():
        if directory is None:
            if mount.type in ("cache", "tmpfs"):
                return True
        # A mount that is meant for it and misses it is the business of cache-mount-wrong-target.
        elif covers(_homely(target, directory), directory) or (mount.type == "cache" and is_meant_for(target, cache)):
            return True
    return False


class Cleanup:
    """A command that may delete a cache."""

    __slots__ = ("command", "surroundings")

    def __init__(self, surroundings: Surroundings, command: Command) -> None:
        self.surroundings = surroundings
        self.command = command

    @property
    def is_possible(self) -> bool:
        """Whether there is a cache that it may delete."""
        command = self.command
        return command.name in ("rm", "find") or package_call(command) is not None or self._is_foreign_script()

    def rids(self, call: PackageCall, cache: Cache, directory: str | None) -> bool:
        """Whether the layer is rid of the cache; `directory` is None where its place is not known."""
        command = self.command
        other = package_call(command)
        if other is not None:
            return other.name == call.name and other.does(cache.get("cleaned_by", ()))
        if command.name == "rm":
            words = command.positionals()
            if not words and "xargs" in command.wrappers:
                return self._feeder_finds(directory)
            # Without -r only what a wildcard finds is deleted.
            deep = command.has("-r", "-R", "--recursive")
            return any(self._empties(word, call, cache, directory) for word in words if deep or "*" in word.raw)
        if command.name == "find":
            deletes = command.has("-delete") or any(word.text == "rm" for word in command.arguments)
            return deletes and self._finds(directory)
        return self._is_foreign_script()

    def _empties(self, word: ShellWord, call: PackageCall, cache: Cache, directory: str | None) -> bool:
        if directory is None:
            return True
        if "$(" in word.raw or "`" in word.raw:
            # `rm -rf "$(npm config get cache)"`
            return any(name in word.raw for name in call.manager["commands"])
        paths = [self.surroundings.path(text, self.command) for text in brace_expansions(word.raw)]
        return any(path is not None and empties(path, directory, cache.get("content")) for path in paths)

    def _finds(self, directory: str | None) -> bool:
        """Whether `find` goes through the directory."""
        if directory is None:
            return True
        for word in self.command.arguments:
            if word.text.startswith(("-", "(", "!", "\\")):
                return False
            path = self.surroundings.path(word.raw, self.command)
            if path is not None and covers(_homely(path, directory), directory):
                return _homely(path, directory) == directory or not self.command.has(*_FILTERS)
        return False

    def _feeder_finds(self, directory: str | None) -> bool:
        """Whether the command in front of `xargs rm` lists the directory."""
        script = self.surroundings.script
        feeder = script.commands[script.position(self.command) - 1]
        return feeder.name == "find" and Cleanup(self.surroundings, feeder)._finds(directory)  # noqa: SLF001

    def _is_foreign_script(self) -> bool:
        """Whether it is a script whose name says that it cleans, or a tool that is told to: nobody knows what."""
        command = self.command
        words = command.words[:1]
        if command.name in SCRIPT_RUNNERS:
            words = command.positionals()[:1]
        elif command.name in ("curl", "wget") and command.follower == "|":
            words = command.arguments
        if words and words[0].value is None:
            # `$MANAGER cache clean`: whichever it is.
            words = command.words
        return command.name in _TIDY_INSTALLERS or any("clean" in word.text.rpartition("/")[2] for word in words)


def empties(path: str, directory: str, content: str | None = None) -> bool:
    """Whether deleting a path, which may hold wildcards, empties a directory.

    `content` is the one entry in the directory that matters.
    """
    if path.startswith("."):
        first = path[2:].partition("/")[0]
        if not first or has_wildcard(first):
            return False
        # The image's working directory is not known: the root mostly, or somebody's home.
        inside = _below_home(directory)
        home = directory.removesuffix(f"/{inside}") if inside else ""
        return any(empties(start + path[1:], directory, content) for start in ("", home))
    path = _homely(path, directory)
    if _finds_way_to(path, directory if content is None else f"{directory}/{content}"):
        return True
    contents = has_wildcard(path) and path.count("/") == directory.count("/") + 1
    return contents and _finds_way_to(parent(path), directory)


def _finds_way_to(pattern: str, path: str) -> bool:
    """Whether a shell's pattern finds a path or something that holds it; a leading dot must be written."""
    wanted = [part for part in pattern.split("/") if part]
    given = [part for part in path.split("/") if part]
    if len(wanted) > len(given):
        return False
    for one, other in zip(wanted, given, strict=False):
        if one == other:
            continue
        if not has_wildcard(one) or (other.startswith(".") and one[0] not in ".["):
            return False
        if not matches(one.replace("[!", "[^"), other):
            return False
    return True


def is_meant_for(target: str, cache: Cache) -> bool:
    """Whether this cache usually lies at a place: below somebody's home, or where a known image puts it."""
    if any(covers(place, target) for place in cache.get("elsewhere", ())):
        return True
    inside = _below_home(target)
    if not inside:
        return False
    usual = [template[2:] for template in cache["paths"] if template.startswith("~/")]
    return any(covers(f"/{one}", f"/{inside}") or covers(f"/{inside}", f"/{one}") for one in usual)


def _homely(path: str, directory: str) -> str:
    """Return a path with `~` for the home it may be in, where the directory is in a home nobody knows."""
    if not directory.startswith("~/") or not path.startswith("/"):
        return path
    inside = _below_home(path)
    if inside is not None:
        return f"~/{inside}" if inside else "~"
    # Homes are elsewhere too: `/var/www/.npm`.
    entry = directory.split("/")[1]
    parts = path.split("/")
    return "/".join(["~", *parts[parts.index(entry) :]]) if entry in parts else path


def _below_home(path: str) -> str | None:
    """Return the part of a path below a home directory, "" for the home itself; None where it is in none."""
    parts = path.split("/")
    if parts[0] == "~":
        return "/".join(parts[1:])
    if parts[1:2] == ["root"]:
        return "/".join(parts[2:])
    if parts[1:2] == ["home"] and len(parts) > 2:
        return "/".join(parts[3:])
    return None
