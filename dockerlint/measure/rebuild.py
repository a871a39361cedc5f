"""The rebuild: what a change of one file makes run again, and how long that takes.

Nothing is written to the context: the build is sent other bytes under the file's name. They differ from the file's own
by blank lines at its end alone, which hardly any language minds, and from those of any build before.
"""

from __future__ import annotations

import copy
import secrets
import statistics

from dockerlint.context.history import change_counts, most_changed
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
_SOURCES: Final = (
    *(".c", ".cc", ".clj", ".cpp", ".cs", ".cxx", ".dart", ".erl", ".ex", ".exs", ".fs", ".go", ".groovy", ".h"),
    *(".hpp", ".hs", ".html", ".java", ".jl", ".js", ".jsx", ".kt", ".lua", ".ml", ".mjs", ".php", ".pl", ".py"),
    *(".r", ".rb", ".rs", ".scala", ".sh", ".svelte", ".swift", ".ts", ".tsx", ".vue", ".zig"),
)


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

    Without a history it is the largest source file; None where the build reads none.
    """
    root = getattr(context, "root", None)
    if context is None or root is None:
        return None
    sizes = {
        entry.path: entry.size
        for entry in context.files()
        if entry.is_file and 0 < entry.size <= _MOST_BYTES and entry.path.lower().endswith(_SOURCES)
    }
    graph = build_graph(parse(text), context, target=target)
    counts = change_counts(root)
    known = {path for path in sizes if counts.get(path)}
    while known:
        path = most_changed(counts, known)
        if path is None:
            break
        if _matters(graph, path):
            return Choice(path, f"changed by {counts[path]} commits, more than any other source file that is built")
        known.remove(path)
    return next(
        (
            Choice(path, "the largest source file that is built; its history is not known")
            for path in sorted(sizes, key=lambda one: (-sizes[one], one))
            if _matters(graph, path)
        ),
        None,
    )


def _matters(graph: Graph, path: str) -> bool:
    return any(one.runs for one in graph.invalidated(path=path))


def given(path: str, context: Context | None) -> Choice:
    """Return the choice of the user. Raises MeasureError where the build does not get such a file."""
    found = context.find(path) if context is not None else None
    if found is None or not found.is_file:
        raise MeasureError(f"`{path}` is no file of the build context, or the ignore file keeps it out")
    return Choice(found.path, "given")


def rebuild(builds: Builds, request: Request, choice: Choice) -> Rebuild | None:
    """Change the file and build again, after a build of the same request; None where the context has no such file."""
    content = request.context.read(choice.path) if request.context is not None else None
    if content is None:
        return None
    made: list[Built] = []
    for number in range(_RUNS):
        again = copy.copy(request)
        again.no_cache = False
        again.changed = {choice.path: changed(content, number)}
        made.append(builds.build(again))
        if made[0].seconds > _QUICK_SECONDS:
            break
    runs = [each.seconds for each in made]
    median = statistics.median_low(runs)
    return Rebuild(choice, runs, next(each.steps for each in made if each.seconds == median))


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
