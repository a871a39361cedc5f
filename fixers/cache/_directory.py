"""Deleting a cache at the end of the RUN that has filled it, by the directory it is in."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cache.common import cleaned_up, refuse_readers, tool_stays
from dockerlint.fixers.packages.common import run_of
from dockerlint.rules.cache._layer import is_mounted
from dockerlint.rules.cache.common import surroundings_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix
    from dockerlint.shell.package_calls import PackageCall

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-~+@")


def deleted(finding: Finding, file: Dockerfile, safety: str, below: tuple[str, ...] = ()) -> Fix:
    """Return the fix that deletes the directories which a call has filled; `below`, what in them is a cache."""
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    surroundings = surroundings_of(file, run)
    places: list[str] = []
    seen: set[str] = set()
    for cache in call.manager["caches"]:
        # Of several places of one kind, those of older versions come later.
        if cache["name"] in seen or not call.does(cache["filled_by"]):
            continue
        seen.add(cache["name"])
        directory = surroundings.cache_directory(call, cache)
        if directory is None:
            raise Refused("where the cache is is not known")
        if is_mounted(surroundings, cache, directory):
            continue
        if not _PLAIN.issuperset(directory) or directory.count("/") < len(("root", "cache")):
            raise Refused(f"the cache is in `{directory}`")
        refuse_readers(file, run, call, "/".join(directory.rsplit("/", 2)[-2:]))
        places += [f"{directory}/{one}" for one in below] or [directory]
    if not places:
        raise Refused("where the cache is is not known")
    script = f"rm -rf {' '.join(dict.fromkeys(places))}"
    return cleaned_up(file, run, call, script, "Delete the cache in the same RUN", safety)


def cleared(finding: Finding, file: Dockerfile, arguments: str, place: str, safety: str, name: str = "") -> Fix:
    """Return the fix that has the tool itself empty its cache; `place` is a part of the path that readers name.

    `name` is what the title calls the tool, where that is not the name of the call.
    """
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    tool_stays(file, run, call)
    refuse_readers(file, run, call, place)
    word = call.command.name_word
    script = f"{word.raw if word is not None else call.command.name} {arguments}"
    return cleaned_up(file, run, call, script, f"Add `{name or call.command.name} {arguments}` to the RUN", safety)
