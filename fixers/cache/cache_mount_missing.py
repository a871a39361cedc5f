"""A cache mount where a package manager caches, without what would empty it."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_word, insert_flags
from dockerlint.fixers.cache._flags import target_key
from dockerlint.fixers.cache._mounts import keep_archives, without_obstacle
from dockerlint.fixers.cache._owner import ownership
from dockerlint.fixers.cache._readers import reader_without_mount
from dockerlint.lint.finding import Fix
from dockerlint.rules.cache._mounting import (
    deletes_archives,
    missing_mounts,
    no_cache_variable,
    no_cache_words,
    obstacles,
)
from dockerlint.rules.cache.common import UnknownValue, surroundings_of
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Edit, Finding
    from dockerlint.rules.cache._mounting import Target
    from dockerlint.rules.cache.common import Surroundings

SAFETY = "unsafe"

_ARCHIVES = "/var/cache/apt"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    subject: tuple[Run, str] = finding.subject  # type: ignore[assignment]
    run, manager = subject
    surroundings = surroundings_of(file, run)
    targets, edits = _plan(surroundings, manager)
    key = target_key(file)
    flags = []
    for target in targets:
        sharing = f",sharing={target.cache['sharing']}" if "sharing" in target.cache else ""
        owner = ownership(surroundings, target)
        flags.append(f"--mount=type=cache,{key}={target.path}{owner}{sharing}")
    archives = [target.call for target in targets if target.directory == _ARCHIVES]
    switches = bool(archives) and deletes_archives(surroundings, archives[0]) and not _switched_before(surroundings)
    edits.append(insert_flags(file.tree.text, run, flags, apart=switches))
    if switches:
        edits.append(keep_archives(surroundings))
    title = "Mount a cache" if len(flags) == 1 else "Mount caches"
    may_add = {"cache-mount-id-shared": "the mount's id is its target"}
    return Fix(f"{title} at {' and '.join(f'`{target.path}`' for target in targets)}", SAFETY, edits, may_add=may_add)


def _plan(surroundings: Surroundings, manager: str) -> tuple[list[Target], list[Edit]]:
    """Return what to mount, and the edits that take away what works against it. Raises Refused."""
    file = surroundings.file
    targets = missing_mounts(surroundings, manager)
    paths = tuple(target.path for target in targets)
    edits: list[Edit] = []
    for target in targets:
        for obstacle in obstacles(surroundings, target.call, target, paths):
            target.is_cleaned = True
            _add(edits, without_obstacle(surroundings, obstacle))
        _refuse(surroundings, target)
    for call in surroundings.script.calls:
        if call.name == manager:
            _add(edits, [delete_word(file.tree.text, word, file.tree.escape) for word in no_cache_words(call)])
    return targets, edits


def _switched_before(surroundings: Surroundings) -> bool:
    """Whether the fix of an earlier RUN makes apt keep its archives for all that follow."""
    file = surroundings.file
    stage = file.graph.stage_of(surroundings.run)
    for link in stage.bases if stage is not None else []:
        for step in link.steps:
            if step.index >= surroundings.run.index or not isinstance(step, Run) or step.in_onbuild:
                continue
            try:
                if any(target.directory == _ARCHIVES for target in _plan(surroundings_of(file, step), "apt")[0]):
                    return True
            except Refused:
                continue
    return False


def _refuse(surroundings: Surroundings, target: Target) -> None:
    call = target.call
    name = call.command.name
    if call.command.context or any(wrapper in ("sudo", "su-exec", "gosu") for wrapper in call.command.wrappers):
        raise Refused(f"`{name}` runs in a construct or for another user")
    if not target.path.startswith("/"):
        raise Refused("the home directory of the user is not known")
    if surroundings.may_move(call):
        raise Refused(f"a configuration may move the cache of {name}")
    variable = no_cache_variable(surroundings, call)
    if variable or surroundings.may_switch_off(call):
        raise Refused(f"{f'`{variable}`' if variable else 'a configuration'} keeps {name} from caching")
    if call.name == "poetry" and not _has_environment_elsewhere(surroundings, target):
        raise Refused("poetry keeps its virtual environment in the same directory")
    if call.name == "yarn" and _may_be_berry(surroundings):
        raise Refused("Yarn 2 and later may run packages from its cache")
    reader = reader_without_mount(surroundings, target)
    if reader:
        raise Refused(reader)


def _has_environment_elsewhere(surroundings: Surroundings, target: Target) -> bool:
    try:
        for name in ("POETRY_VIRTUALENVS_IN_PROJECT", "POETRY_VIRTUALENVS_CREATE", "POETRY_VIRTUALENVS_PATH"):
            value = surroundings.variable(name, target.call.command).lower()
            if value and (name.endswith("PATH") or (value in ("1", "true")) == name.endswith("PROJECT")):
                return True
    except UnknownValue:
        return False
    return surroundings.any_command(
        "poetry has its environment elsewhere",
        lambda command: (
            command.name == "poetry"
            and command.subcommand() == "config"
            and [word.text.lower() for word in command.positionals()[1:3]]
            in (["virtualenvs.create", "false"], ["virtualenvs.in-project", "true"])
        ),
    )


def _may_be_berry(surroundings: Surroundings) -> bool:
    signs = ("corepack", ".yarnrc.yml", ".yarn", "berry", "--immutable", "workspaces", "yarnPath")
    return any(
        any(sign in word.value for sign in signs) for one in surroundings.file.tree.instructions for word in one.words
    )


def _add(edits: list[Edit], more: list[Edit]) -> None:
    for edit in more:
        if not any((edit.start, edit.end) == (one.start, one.end) for one in edits):
            edits.append(edit)
