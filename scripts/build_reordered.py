"""Build real contexts as they are and re-ordered, and compare the images.

    python scripts/build_reordered.py FOLDER [--nearest] [--only NAME ...] [--json FILE] [--timeout SECONDS]

FOLDER holds build contexts as `reorder_folder.py` takes them. Of those that re-ordering changes, each whose base images
the engine has is built as it is and re-ordered. Configuration and files must be the same; where they are not, the
original is built once more without cache, and what differs between two builds of it does not count. The images go, what
they leave in the build cache stays. With `--nearest` a base that is not there is replaced by one of another release, in
both texts. What FILE has already is not built again. Exits with 1 where an image differs or a re-ordered text does not
build.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dockerlint.fixers.layer_order.reorder import reorder  # noqa: E402
from scripts.build_pairs import buildable, configuration_differences, file_differences  # noqa: E402
from scripts.images import Engine, Recipe, Trouble  # noqa: E402
from scripts.reorder_folder import read, tasks_of  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from scripts.images import Built

# Stand-ins by the beginning of a name: the small one first, and the full one where the original does not build on it.
NEAREST = {
    "python:": ("python:3.11-slim", "python:3.11"),
    "pypy:": ("python:3.11-slim", "python:3.11"),
    "node:": ("node:18-slim", "node:18"),
    "gcr.io/distroless/nodejs": ("node:18-slim",),
    "gcr.io/distroless/static": ("busybox:latest",),
    "gcr.io/distroless/base": ("debian:12-slim",),
    "golang:": ("golang:1.19",),
    "ruby:": ("ruby:3.1",),
    "php:": ("php:8.2-cli",),
    "debian:": ("debian:12",),
    "ubuntu:": ("debian:12",),
    "eclipse-temurin:": ("eclipse-temurin:17",),
    "openjdk:": ("openjdk:17",),
    "amazoncorretto:": ("eclipse-temurin:17",),
    "bellsoft/": ("eclipse-temurin:17-jre",),
    "adoptopenjdk:": ("eclipse-temurin:17",),
    "azul/": ("eclipse-temurin:17",),
    "maven:": ("maven:3",),
    "rust:": ("rust:1",),
    "oven/bun:": ("oven/bun:1",),
    "sbtscala/scala-sbt:": ("sbtscala/scala-sbt:eclipse-temurin-17",),
    "demisto/python": ("python:3.11-slim",),
}
SAME, DIFFERENT, BROKEN, FAILED, NO_BASE = "same", "differs", "does not build", "original does not build", "no base"
MOST_SHOWN = 15


class Row(NamedTuple):
    """What became of a context."""

    name: str
    outcome: str
    bases: list[str]
    details: list[str]
    unstable: list[str]


def bases_of(file: Dockerfile) -> list[tuple[str, tuple[int, int]]]:
    """Return the external images that FROM lines name, each with where it stands."""
    found = []
    for stage in file.graph.stages:
        if stage.base is None and not stage.is_scratch:
            word = stage.instruction.image
            found.append((stage.image or word.value, word.span))
    return found


def candidates(file: Dockerfile, engine: Engine, *, nearest: bool) -> list[dict[str, str]]:
    """Return the ways to replace the bases of a file, none where one is not there."""
    ways: list[dict[str, str]] = [{}]
    for name, _ in bases_of(file):
        bare = name.partition("@")[0]
        if engine.has(bare):
            options: tuple[str, ...] = (bare,)
        else:
            near = next((names for begin, names in NEAREST.items() if bare.startswith(begin)), ()) if nearest else ()
            options = () if "alpine" in bare and not nearest else tuple(one for one in near if engine.has(one))
        ways = [{**way, name: option} for way in ways[:2] for option in options]
    return ways


def based(file: Dockerfile, way: dict[str, str]) -> str:
    """Return a file's text with its bases replaced."""
    text = file.tree.text
    for name, (start, end) in reversed(bases_of(file)):
        text = text[:start] + way[name] + text[end:]
    return text


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """End what is done inside with Trouble when time is over; the engine ends a build whose caller has gone."""

    def over(*_: object) -> None:
        raise Trouble(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Comparison:
    """Builds and compares, and cleans up."""

    def __init__(self, engine: Engine, seconds: int = 600) -> None:
        self._engine = engine
        self._seconds = seconds

    def _build(self, text: bytes, recipe: Recipe, images: set[str], *, cached: bool = True) -> Built:
        with limited(self._seconds):
            built = self._engine.build(text, recipe, cached=cached)
        images.add(built.image)
        return built

    def row(self, path: str, context: str, way: dict[str, str]) -> Row:
        """Build a context in the three ways."""
        images: set[str] = set()
        name = Path(context).name
        row = Row(name, SAME, sorted(set(way.values())), [], [])
        file = read(Path(path).read_bytes(), path, context)
        text = based(file, way)
        texts = buildable(text), buildable(based(read(reorder(file).text, path, context), way))
        recipe = Recipe(Path(context))
        try:
            try:
                before = self._build(texts[0], recipe, images)
            except Trouble as trouble:
                return row._replace(outcome=FAILED, details=str(trouble).splitlines()[-4:])
            try:
                after = self._build(texts[1], recipe, images)
            except Trouble as trouble:
                return row._replace(outcome=BROKEN, details=str(trouble).splitlines())
            files, others = self._engine.files(before.image), self._engine.files(after.image)
            differences, _ = file_differences(files, others, (), texts)
            noise: list[str] = []
            if differences:
                again = self._build(texts[0], recipe, images, cached=False)
                noise, _ = file_differences(files, self._engine.files(again.image), (), (texts[0], texts[0]))
                differences, _ = file_differences(files, others, paths(noise), texts)
            old, new = self._engine.configuration(before.image), self._engine.configuration(after.image)
            differences += configuration_differences(old, new, ())
            return row._replace(outcome=DIFFERENT if differences else SAME, details=differences, unstable=noise)
        finally:
            self._engine.remove(images)


def paths(differences: Iterable[str]) -> list[str]:
    """Return the paths of differences."""
    return [one.rpartition(": ")[0] if ": " in one else one for one in differences]


def main() -> int:
    """Build all and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--nearest", action="store_true", help="replace bases that are not there")
    parser.add_argument("--timeout", type=int, default=600, metavar="SECONDS", help="of a build (default: 600)")
    parser.add_argument(
        "--only", nargs="*", default=[], metavar="NAME", help="contexts, by the beginning of their names"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the rows go as JSON")
    options = parser.parse_args()
    try:
        engine = Engine()
    except Trouble as trouble:
        print(f"build_reordered: {trouble}", file=sys.stderr)
        return 2
    comparison, rows = Comparison(engine, options.timeout), []
    known = {}
    if options.json and options.json.exists():
        known = {one["name"]: Row(**one) for one in json.loads(options.json.read_text(encoding="utf-8"))}
    for path, context in tasks_of([options.folder]):
        if context is None or (options.only and not Path(context).name.startswith(tuple(options.only))):
            continue
        file = read(Path(path).read_bytes(), path, context)
        if reorder(file).text == file.tree.text:
            continue
        name = Path(context).name
        if name in known and not options.only:
            rows.append(known[name])
            continue
        row = Row(name, NO_BASE, [name for name, _ in bases_of(file)], [], [])
        for way in candidates(file, engine, nearest=options.nearest):
            row = comparison.row(path, context, way)
            if row.outcome != FAILED:
                break
        rows.append(row)
        print(f"{row.name:<24}{row.outcome:<26}{' '.join(row.bases)}", flush=True)
        for detail in row.details[:MOST_SHOWN]:
            print(f"    {detail[:200]}", flush=True)
        known[name] = row
        if options.json:
            text = json.dumps([one._asdict() for one in known.values()], indent=1)
            options.json.write_text(f"{text}\n", encoding="utf-8")
    print(", ".join(f"{number} {outcome}" for outcome, number in Counter(row.outcome for row in rows).items()))
    return int(any(row.outcome in (DIFFERENT, BROKEN) for row in rows))


if __name__ == "__main__":
    sys.exit(main())
