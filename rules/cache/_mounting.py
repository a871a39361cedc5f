"""Cache mounts and what they are for: where a call wants one, and what in the same RUN works against it."""

from __future__ import annotations

from dockerlint.graph.paths import covers, has_wildcard, parent
from dockerlint.rules.cache._layer import Cleanup, is_mounted
from dockerlint.rules.cache._pip import downloads_nothing, is_ancient
from dockerlint.rules.cache.common import UnknownValue, surroundings_of
from dockerlint.shell.braces import brace_expansions
from dockerlint.shell.package_calls import package_call, package_calls
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dockerlint.graph import Stage
    from dockerlint.knowledge.package_managers import Cache
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell import Command, ShellWord
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction, Mount

# Which of a manager's caches deserve a mount. Those of apk hold packages only where /etc/apk/cache is; what Composer,
# gem and NuGet keep beside is an index. Left out are managers whose cache a later RUN or the image cannot do without
# (the compilers of stack, the index of cabal), and those whose place depends on a version that nobody knows.
_CHOSEN: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("tdnf", "zypper", "pacman", "pip", "pipx", "uv", "poetry", "pipenv", "pdm", "conda"), (0,)),
    **dict.fromkeys(("npm", "yarn", "pnpm", "bun", "maven", "gradle", "composer", "gem", "nuget", "mix"), (0,)),
    **dict.fromkeys(("apt", "go", "cargo"), (0, 1)),
    "apk": (1,),
    "bundler": (1,),
    "sbt": (0, 1, 2),
}
# First releases in which dnf is DNF 5, and yum is dnf.
_DNF5 = {"fedora": 41}
_YUM_IS_DNF = {"centos": 8, "centos-stream": 8, "rhel": 8, "rockylinux": 8, "almalinux": 8, "oraclelinux": 8}
_CARGO_VERBS = ("add", "bench", "build", "check", "clippy", "doc", "fetch", "install", "run", "rustc", "test")
_BUILDKIT_FLAGS = ("mount", "network", "security", "device", "link", "parents", "exclude", "checksum", "keep-git-dir")


class Target:
    """A directory that deserves a cache mount: where a call caches, and where the mount goes.

    `is_cleaned` is whether the RUN empties it itself, so that nothing later can have relied on it.
    """

    __slots__ = ("cache", "call", "directory", "is_cleaned", "path")

    def __init__(self, call: PackageCall, cache: Cache, directory: str) -> None:
        self.call = call
        self.cache = cache
        self.directory = directory
        self.is_cleaned = False
        # The mount may go to a directory around the cache.
        usual, wanted = cache["paths"][-1], cache.get("mount", "")
        inside = usual[len(wanted) :] if wanted and usual.startswith(wanted) else ""
        self.path = directory.removesuffix(inside) if inside else directory


class Obstacle:
    """Something that empties a mounted cache: a whole command, or some of its words.

    `reason` says why it cannot simply go; it is empty where it can. `is_sure` is whether it empties it for sure.
    """

    __slots__ = ("command", "is_sure", "reason", "words")

    def __init__(
        self, command: Command, words: list[ShellWord] | None = None, reason: str = "", *, is_sure: bool = True
    ) -> None:
        self.command = command
        self.words = words
        self.reason = reason
        self.is_sure = is_sure


def needs_buildkit(file: Dockerfile, without: Collection[str] = ()) -> bool:
    """Whether the file has something that only BuildKit understands, beside cache mounts for some managers."""
    if any(directive.name == "syntax" for directive in file.tree.directives):
        return True
    return any(
        (
            one.heredocs
            or (isinstance(one, (Run, Copy, Add)) and any(flag.name in _BUILDKIT_FLAGS for flag in one.flags))
        )
        and not (without and _only_caches(one, file, without))
        for one in file.tree.instructions
    )


def _only_caches(node: Instruction, file: Dockerfile, managers: Collection[str]) -> bool:
    if not isinstance(node, Run) or node.heredocs or any(mount.type != "cache" for mount in node.mounts):
        return False
    calls = package_calls(file.commands(node))
    return bool(calls) and all(call.name in managers for call in calls)


def uses(surroundings: Surroundings) -> list[tuple[PackageCall, Cache]]:
    """Return the calls of a RUN with each cache that they fill."""
    calls = surroundings.script.calls
    return [(call, cache) for call in calls for cache in call.manager["caches"] if call.does(cache["filled_by"])]


def missing_mounts(surroundings: Surroundings, manager: str) -> list[Target]:
    """Return where the calls of a manager cache without a mount; none where a place is not known."""
    found: list[Target] = []
    calls = [call for call in surroundings.script.calls if call.name == manager and _downloads(call, surroundings)]
    if manager == "apt" and not any(call.does(call.manager["install"]) for call in calls):
        return []
    for call in calls:
        for number in _chosen(surroundings, manager):
            cache = call.manager["caches"][number]
            fills = call.does(cache["filled_by"]) or (manager == "apt" and number == 0 and updates_lists(call))
            directory = surroundings.cache_directory(call, cache) if fills else None
            if directory is None or is_mounted(surroundings, cache, directory):
                continue
            target = Target(call, cache, directory)
            if all(target.path != other.path for other in found):
                found.append(target)
    return found


def _downloads(call: PackageCall, surroundings: Surroundings) -> bool:
    if call.command.has("--version", "--help", "--offline"):
        return False
    if call.name == "cargo":
        return call.verb in _CARGO_VERBS
    if call.name == "maven":
        return not call.command.has("-v", "-o")
    return call.name != "pip" or not (downloads_nothing(call) or is_ancient(call, surroundings))


def updates_lists(call: PackageCall) -> bool:
    """Whether a call of apt downloads the package lists: `apt-get update`, `apt-get install --update`."""
    return call.does(call.manager.get("update", ())) or (
        call.does(call.manager["install"]) and call.command.has("--update", "-U")
    )


def _chosen(surroundings: Surroundings, manager: str) -> tuple[int, ...]:
    if manager in ("dnf", "yum", "microdnf"):
        since = _YUM_IS_DNF if manager == "yum" else _DNF5
        for distribution, first in since.items():
            release = surroundings.base.release(distribution)
            if release is not None:
                return (1,) if release >= (first,) else (0,)
        is_fedora = manager == "yum" and surroundings.base.release("fedora") is not None
        return (1,) if is_fedora else (0,)
    return _CHOSEN.get(manager, ())


def obstacles(
    surroundings: Surroundings, call: PackageCall, target: Target, also: tuple[str, ...] = ()
) -> Iterator[Obstacle]:
    """Yield what empties a mounted cache after a call has filled it; `also` are directories that get mounts too."""
    script = surroundings.script
    for command in script.commands[script.position(call.command) + 1 :]:
        if not Cleanup(surroundings, command).rids(call, target.cache, target.directory):
            continue
        if package_call(command) is not None:
            others = _cleaned_beside(surroundings, command, target, also)
            yield Obstacle(
                command, None, f"`{command.name} {command.subcommand()}` empties {others} too" if others else ""
            )
        elif command.name == "rm":
            words = command.positionals()
            mounted = (target.path, *also)
            inside = [word for word in words if _lies_inside(surroundings, word, command, mounted)]
            if inside:
                yield Obstacle(command, None if len(inside) == len(words) else inside)
            else:
                yield Obstacle(command, None, "`rm` deletes more than the mounted directory")
        else:
            yield Obstacle(command, None, f"`{command.name}` may empty the mounted directory", is_sure=False)


def _cleaned_beside(surroundings: Surroundings, command: Command, target: Target, also: tuple[str, ...]) -> str:
    """Return the name of another cache that a clean-up of the manager empties, and that is not mounted."""
    call = package_call(command)
    chosen = _chosen(surroundings, target.call.name)
    for number, cache in enumerate(target.call.manager["caches"]):
        if call is None or cache is target.cache or number not in chosen or not call.does(cache.get("cleaned_by", ())):
            continue
        calls = [one for one in surroundings.script.calls if one.name == call.name]
        filled = any(one.does(cache["filled_by"]) or (call.name == "apt" and updates_lists(one)) for one in calls)
        directory = surroundings.cache_directory(target.call, cache)
        if directory and any(covers(place, directory) for place in (target.path, *also)):
            continue
        if filled and not is_mounted(surroundings, cache, directory):
            return f"the {cache['name']}"
    return ""


def _lies_inside(surroundings: Surroundings, word: ShellWord, command: Command, mounted: tuple[str, ...]) -> bool:
    paths = [surroundings.path(text, command) for text in brace_expansions(word.raw)]
    return all(path is not None and any(covers(one, _fixed(path)) for one in mounted) for path in paths)


def _fixed(path: str) -> str:
    while has_wildcard(path.rpartition("/")[2]):
        path = parent(path)
    return path


def no_cache_words(call: PackageCall) -> list[ShellWord]:
    """Return the options of a call that keep it from using its cache."""
    options = call.manager.get("no_cache_options", ())
    return [word for word in call.command.arguments if word.text in options]


def no_cache_variable(surroundings: Surroundings, call: PackageCall) -> str:
    """Return the variable that keeps a call from using its cache, "" where none does or that is not known."""
    for name in call.manager.get("no_cache_variables", ()):
        try:
            if surroundings.variable(name, call.command):
                return name
        except UnknownValue:
            continue
    return ""


def surroundings_with_cache_mount(node: Instruction, file: Dockerfile) -> Surroundings | None:
    """Return the surroundings of a RUN with a cache mount; None for any other instruction, and outside stages."""
    if not isinstance(node, Run) or not any(mount.type == "cache" for mount in node.mounts):
        return None
    return None if file.graph.stage_of(node) is None else surroundings_of(file, node)


def mounted_uses(surroundings: Surroundings) -> list[tuple[Mount, str, Target]]:
    """Return each cache mount, and where it lies, with each use of a cache that is inside it."""
    return surroundings.of_all("mounted uses", lambda: list(_mounted_uses(surroundings)))


def _mounted_uses(surroundings: Surroundings) -> Iterator[tuple[Mount, str, Target]]:
    found = uses(surroundings)
    places = [surroundings.cache_directory(call, cache) for call, cache in found]
    for mount, path in surroundings.mounts():
        if mount.type != "cache":
            continue
        for (call, cache), directory in zip(found, places, strict=True):
            if directory is not None and covers(path, directory):
                target = Target(call, cache, directory)
                target.path = path
                yield mount, path, target


def deletes_archives(surroundings: Surroundings, call: PackageCall) -> bool:
    """Whether the configuration of Debian's and Ubuntu's images deletes what apt has downloaded after each call."""
    base = surroundings.base
    if base.settings is None or base.image is None or not (base.release("debian") or base.release("ubuntu")):
        return False
    return not surroundings.any_command("handles docker-clean", _handles_docker_clean, before=call.command) and not any(
        isinstance(step, (Copy, Add)) and any("apt.conf" in word.value for word in step.words)
        for stage in _stages(surroundings)
        for step in stage.steps
    )


def _stages(surroundings: Surroundings) -> list[Stage]:
    stage = surroundings.file.graph.stage_of(surroundings.run)
    return stage.bases if stage is not None else []


def _handles_docker_clean(command: Command) -> bool:
    texts = [word.text for word in command.words] + [redirect.target.text for redirect in command.redirects]
    return any("docker-clean" in text or "apt.conf.d" in text for text in texts)
