"""How often the files of a context change, from the git history around it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Git run from a hook inherits the repository of the hook, not that of the context.
_INHERITED = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)


_COMMIT = "=commit="  # no status of git begins like this


def change_counts(root: str, commits: int = 1000, timeout: float = 10.0) -> dict[str, int]:
    """Return how many commits changed each path below the directory, by path relative to it.

    The last `commits` commits that touch the directory count, merges not. Exact renames carry a file's count
    over to its present name; a path that is gone keeps what it had. The oldest commit of a shallow clone does
    not count: it seems to add everything. Empty where there is no git, no repository, no commit, or no answer
    within `timeout` seconds. Nothing is fetched, and no program that the repository's configuration names is
    run.
    """
    output = _log(root, commits, timeout, "")
    return _count(output) if output is not None else {}


def change_sets(root: str, commits: int = 1000, timeout: float = 10.0) -> list[frozenset[str]]:
    """Return what each commit changed below the directory, the newest first; else as `change_counts`."""
    output = _log(root, commits, timeout, f"tformat:{_COMMIT}")
    return _sets(output) if output is not None else []


def _log(root: str, commits: int, timeout: float, form: str) -> bytes | None:
    shallow = _git(root, timeout, "rev-parse", "--is-shallow-repository")
    if shallow is None:
        return None
    return _git(
        root,
        timeout,
        "-c",
        f"log.showRoot={'false' if shallow.strip() == b'true' else 'true'}",
        "log",
        f"--max-count={commits}",
        "--no-merges",
        "--relative",
        "--name-status",
        "-z",
        f"--format={form}",
        # Other renames need the files' contents, which a partial clone lacks; empty files are all alike.
        "--find-renames=100%",
        "--no-rename-empty",
        "--no-follow",
        "--no-color",
        "--no-show-signature",
        "--",
        ".",
    )


def most_changed(counts: dict[str, int], among: Iterable[str] | None = None) -> str | None:
    """Return the path that most commits changed, the first by name of several.

    Only the paths of `among` compete if it is given. `None` where no path has a count.
    """
    paths = counts if among is None else [path for path in among if path in counts]
    return min(paths, key=lambda path: (-counts[path], path), default=None)


def _count(output: bytes) -> dict[str, int]:
    """Count the NUL-separated output of `git log --name-status`, newest commit first."""
    import os

    fields = iter(os.fsdecode(output).split("\0"))
    counts: dict[str, int] = {}
    present: dict[str, str] = {}  # former name to present name
    for status in fields:
        if not status:
            continue
        path = next(fields, "")
        former = ""
        if status[0] in "RC":
            former, path = path, next(fields, "")
        path = present.get(path, path)
        counts[path] = counts.get(path, 0) + 1
        if status[0] == "R":
            present[former] = path
    return counts


def _sets(output: bytes) -> list[frozenset[str]]:
    """Read the same output with a mark in front of each commit."""
    import os

    fields = iter(os.fsdecode(output).split("\0"))
    sets: list[set[str]] = []
    present: dict[str, str] = {}
    for field in fields:
        status = field.strip("\n")
        if not status:
            continue
        if status == _COMMIT:
            sets.append(set())
            continue
        path = next(fields, "")
        former = ""
        if status[0] in "RC":
            former, path = path, next(fields, "")
        path = present.get(path, path)
        sets[-1].add(path)
        if status[0] == "R":
            present[former] = path
    return [frozenset(paths) for paths in sets if paths]


def _git(root: str, timeout: float, *arguments: str) -> bytes | None:
    """Return what git prints about the repository around the directory, or `None` where it fails."""
    import os
    import subprocess

    environment = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    environment |= {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-C", root, "--no-pager", "-c", "protocol.allow=never", "-c", "core.fsmonitor=false"]
    try:
        done = subprocess.run(  # noqa: S603 -- no shell; the directory is an argument of its own
            [*command, *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=timeout,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout
