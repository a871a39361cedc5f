"""The rebuild: what a change of one file makes run again, and how long that takes.

Nothing is written to the context: the build is sent other bytes under the file's name. They differ from the file's own
by blank lines at its end alone, which hardly any language minds, and from those of any build before.

Both `measure` and the verification of a rewrite choose and change files here.
"""

from __future__ import annotations

import copy
import secrets
import statistics

from dockerlint.context.history import change_counts
from dockerlint.graph import build_graph
from dockerlint.measure.errors import MeasureError
from dockerlint.syntax import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from dockerlint.context import Context
    from dockerlint.graph import Graph
    from dockerlint.measure.build import Builds, BuildStep, Built, Request

# Shared machines are noisy: one that is quick is asked three times, and the median counts.
_RUNS: Final = 3
_QUICK_SECONDS: Final = 30.0
_MOST_BYTES: Final = 64 << 20
# Sources in the languages that projects with Dockerfiles are written in: what people change every day.
_PROGRAMS: Final = (
    *(".c", ".cc", ".clj", ".cpp", ".cs", ".cxx", ".dart", ".erl", ".ex", ".exs", ".fs", ".go", ".groovy", ".h"),
    *(".hpp", ".hs", ".java", ".jl", ".js", ".jsx", ".kt", ".lua", ".ml", ".mjs", ".php", ".pl", ".py", ".r", ".rb"),
    *(".rs", ".scala", ".sh", ".svelte", ".swift", ".ts", ".tsx", ".vue", ".zig"),
)
_PAGES: Final = (".css", ".htm", ".html", ".scss")
# Names that programs begin with, the best first.
_ENTRIES: Final = ("main", "app", "server", "index", "cli", "wsgi", "manage", "lib", "mod", "application")
# What stands beside a program, by the name of the file or of a folder above it.
_BESIDE: Final = frozenset((
    *("build", "conftest", "setup", "webpack.config", "vite.config", "rollup.config", "esbuild", "gulpfile"),
))  # fmt: skip
_FOLDERS_BESIDE: Final = frozenset((
    *("test", "tests", "spec", "__tests__", "target", "dist", "docs", "examples", "scripts", "bin", "deploy", "ci"),
    *(".github", "migrations"),
))  # fmt: skip
_FOLDERS_OF_OTHERS: Final = frozenset(("node_modules", "vendor", ".venv", "venv", ".git"))


class Choice:
    """A file of the context to change, and why this one."""

    __slots__ = ("path", "reason")

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason


class Rebuild:
    """What ran again after a change. `runs` are the seconds of each rebuild, `steps` those of the median one."""

    __slots__ = ("path", "reason", "runs", "steps")

    def __init__(self, choice: Choice, runs: list[float], steps: list[BuildStep]) -> None:
        self.path = choice.path
        self.reason = choice.reason
        self.runs = runs
        self.steps = steps

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median_low(self.runs)

    @property
    def ran(self) -> list[BuildStep]:
        """The steps that did not come from the cache."""
        return [step for step in self.steps if did_run(step)]


def did_run(step: BuildStep) -> bool:
    """Whether a step cost something; what is said of FROM comes and goes with BuildKit's moods."""
    return not step.is_cached and not step.text.upper().startswith("FROM")


def choose(text: str, context: Context | None, target: str | None) -> Choice | None:
    """Return the source file that changes most in the context's git history, of those that the build reads.

    Without a history, or among several that change as often, it is the main one by its name and place; None where the
    build reads none.
    """
    if context is None:
        return None
    root = getattr(context, "root", None)
    counts = change_counts(root) if root is not None else {}
    sizes = {
        entry.path: entry.size
        for entry in context.files()
        if entry.is_file and 0 < entry.size <= _MOST_BYTES and entry.path.lower().endswith(_PROGRAMS + _PAGES)
    }
    for path in [path for path in sizes if not counts.get(path)]:
        if _FOLDERS_OF_OTHERS.intersection(path.split("/")[:-1]):
            del sizes[path]
    graph = build_graph(parse(text), context, target=target)
    order = sorted(sizes, key=lambda one: (-counts.get(one, 0), *_rank(one), -sizes[one], one))
    found = next((path for path in order if _matters(graph, path)), None)
    if found is None:
        return None
    count = counts.get(found, 0)
    if not count:
        return Choice(found, "the main source file by its name and place; its history is not known")
    if any(counts.get(path) == count and path != found and _matters(graph, path) for path in order):
        return Choice(found, f"changed by {count} commits, as others are; the main one of them by its name and place")
    return Choice(found, f"changed by {count} commits, more than any other source file that is built")


def _rank(path: str) -> tuple[bool, bool, int, int]:
    """Return how near a source is to being the main one; the smallest is."""
    *folders, name = path.lower().split("/")
    stem = name.rpartition(".")[0]
    is_test = stem.startswith("test_") or stem.endswith(("_test", ".test", ".spec", ".d"))
    is_beside = is_test or stem in _BESIDE or not _FOLDERS_BESIDE.isdisjoint(folders)
    entry = _ENTRIES.index(stem) if stem in _ENTRIES else len(_ENTRIES)
    return is_beside, name.endswith(_PAGES), entry, len(folders)


def _matters(graph: Graph, path: str) -> bool:
    return any(one.runs for one in graph.invalidated(path=path))


def given(path: str, context: Context | None) -> Choice:
    """Return the choice of the user. Raises MeasureError where the build does not get such a file."""
    found = context.find(path) if context is not None else None
    if found is None or not found.is_file:
        raise MeasureError(f"`{path}` is no file of the build context, or the ignore file keeps it out")
    return Choice(found.path, "given")


def after_change(request: Request, path: str, number: int) -> Request | None:
    """Return the request of a build after a change of a file, the so many-th; None where its context has no such file.

    What came from the cache before still does.
    """
    context = request.context
    found = context.find(path) if context is not None else None
    content = context.read(path) if context is not None else None
    if found is None or content is None:
        return None
    again = copy.copy(request)
    again.no_cache = False
    again.changed = {found.path: changed(content, number)}
    return again


def rebuild(builds: Builds, request: Request, choice: Choice) -> Rebuild | None:
    """Change the file and build again, after a build of the same request; None where the context has no such file."""
    made: list[Built] = []
    for number in range(_RUNS):
        again = after_change(request, choice.path, number)
        if again is None:
            return None
        made.append(builds.build(again))
        if made[0].seconds > _QUICK_SECONDS:
            break
    runs = [each.seconds for each in made]
    median = statistics.median_low(runs)
    return Rebuild(choice, runs, next(each.steps for each in made if each.seconds == median))


def seconds_of(built: Built) -> tuple[float, str, int]:
    """Return how long a build took, by whose clock, and how many steps ran.

    BuildKit says of each step when it began and ended; those that ran are added up, the export of the image with them,
    but not the sending of the context, whose time is the client's. The classic builder says nothing: the clock does.
    """
    if not built.vertices:
        return built.seconds, "clock", 0
    ran = [(name, seconds) for name, is_cached, seconds in built.vertices if not is_cached and not _is_fixed(name)]
    count = sum(name.startswith("[") for name, _ in ran)
    return sum(seconds for _, seconds in ran), "engine", count


def _is_fixed(name: str) -> bool:
    return name.startswith("[internal]") or (name.startswith("[") and "] FROM " in name) or name == "copy /context /"


def changed(content: bytes, number: int) -> bytes:
    """Return a content with blank lines behind it, as it was never built before."""
    line = b"\r\n" if content.endswith(b"\r\n") else b"\n"
    # Blanks in lines that say nothing: a random number in base 4, then the number of this change.
    digits = [*_digits(secrets.randbits(32)), number]
    return content + line + line.join(b" " * digit for digit in digits) + line


def _digits(number: int) -> Iterable[int]:
    while number:
        yield number & 3
        number >>= 2
