"""Build Dockerfiles with one finding of a size rule each as they are and fixed, and compare with what was predicted.

    python scripts/predictions.py [--rule RULE …] [--cases FILE] [--results FILE] [--markdown FILE]

The cases are in `corpus/predictions.yaml`. Of a case whose rule has a fixer that takes it, the fixed text is the
fixer's (unsafe fixes included); the others say it. Sizes are the engine's. What was measured is kept in `--results`,
and a case whose sizes stand there is not built again. Exits with 1 where the median error is over
20 % or a case has no prediction, with 2 where one does not build.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import random
import statistics
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402

from dockerlint.context import BuildContext  # noqa: E402
from dockerlint.fix.api import fix_file  # noqa: E402
from dockerlint.lint.api import check  # noqa: E402
from dockerlint.lint.engine import Linter  # noqa: E402
from dockerlint.lint.registry import select  # noqa: E402
from dockerlint.measure.build import Builds, Request  # noqa: E402
from dockerlint.measure.engine import Engine, connect  # noqa: E402
from dockerlint.measure.errors import MeasureError  # noqa: E402
from dockerlint.rules.savings import attach  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable

CASES = ROOT / "corpus" / "predictions.yaml"
MOST_ERROR = 0.2


class Outcome(NamedTuple):
    """What was predicted and measured of a case."""

    rule: str
    base: str
    predicted: int | None
    basis: str
    measured: int

    @property
    def error(self) -> float | None:
        """The share by which the prediction is off; of the larger of both, so that none is better than another."""
        if self.predicted is None:
            return None
        return abs(self.predicted - self.measured) / max(abs(self.measured), 1)


def content(name: str, value: object) -> bytes:
    """Return a file of a context: a text, so many bytes of noise, or an archive with them."""
    if isinstance(value, str):
        return value.encode()
    assert isinstance(value, int)  # noqa: S101
    noise = random.Random(name).randbytes(value)  # noqa: S311
    if not name.endswith((".tgz", ".tar.gz")):
        return noise
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        info = tarfile.TarInfo("data/noise")
        info.size = value
        archive.addfile(info, io.BytesIO(noise))
    return packed.getvalue()


def write(folder: Path, files: dict[str, Any]) -> None:
    """Write the files of a context."""
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(name, value))


def run(case: dict[str, Any], engine: Engine, results: dict[str, int]) -> Outcome:
    """Predict, build both, measure. Raises MeasureError."""
    rule, text = case["rule"], case["dockerfile"]
    linter = Linter(select([rule]))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write(place, {**case.get("files", {}), "Dockerfile": text})
        context = BuildContext(folder, str(place / "Dockerfile"))
        file, result = check(text, "Dockerfile", linter, context=context)
        if len(result.findings) != 1:
            raise MeasureError(f"{len(result.findings)} findings in place of one")
        attach(result.findings, file)
        saves = result.findings[0].saves
        key = json.dumps(case, sort_keys=True)
        fixed = case.get("fixed")
        if fixed is None:
            made = fix_file(text, "Dockerfile", linter, unsafe=True, context=context)
            fixed = made.text
            write(place, dict(made.other_files))
            if fixed == text and not made.other_files:
                raise MeasureError(f"the fixer refuses: {[one.reason for one in made.refused]}")
        if "ignore" in case:
            (place / ".dockerignore").write_text(case["ignore"])
        if key not in results:
            after = size(fixed, place, engine)
            (place / ".dockerignore").unlink(missing_ok=True)
            write(place, case.get("files", {}))
            results[key] = size(text, place, engine) - after
        measured = results[key]
        predicted, basis = (saves.bytes, saves.basis) if saves is not None else (None, "")
        return Outcome(rule, text.split()[1], predicted, basis, measured)


def size(text: str, folder: Path, engine: Engine) -> int:
    """Build a text in a folder; return the bytes of the image, as the engine counts them."""
    path = folder / "Dockerfile"
    path.write_text(text)
    request = Request(text, str(path), BuildContext(str(folder), str(path)))
    request.network = "host"
    request.timeout = 3600  # of a machine that does other things too
    with Builds(engine, lambda *_: None) as builds:
        return int(engine.api.inspect_image(builds.build(request).image)["Size"])


def table(outcomes: Iterable[Outcome], version: str, missing: list[str]) -> str:
    """Return the results as Markdown."""
    outcomes = list(outcomes)
    rules = len({one.rule for one in outcomes})
    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    errors = [one.error for one in outcomes if one.error is not None]
    lines = [
        "# Predicted savings against measured ones",
        "",
        f"By `python scripts/predictions.py` on {today}, Docker {version}. The base images are",
        "the stand-ins of `tests/engine/bases`: as large as the official ones, or nearly so. Each case has one finding",
        "of one rule; both texts were built, and the sizes are the engine's. The error is the difference's share of",
        "what was measured.",
        "",
        "Figures that rest on files of the build context are exact by nature. Those of apt's lists, npm's cache and",
        "Debian's packages come from tables made in the same month from the same registries: later the error grows.",
        *(["", f"Not built in this run: {', '.join(missing)}."] if missing else []),
        "",
        f"Median error over {len(errors)} findings of {rules} rules: **{statistics.median(errors):.1%}**.",
        "",
        "| rule | findings | median error |",
        "|---|---:|---:|",
    ]
    for rule in dict.fromkeys(one.rule for one in outcomes):
        own = [one.error for one in outcomes if one.rule == rule and one.error is not None]
        lines.append(f"| {rule} | {len(own)} | {statistics.median(own):.1%} |" if own else f"| {rule} | 0 | - |")
    lines += ["", "| rule | base image | predicted | measured | error | rests on |", "|---|---|---:|---:|---:|---|"]
    for one in outcomes:
        predicted = "-" if one.predicted is None else f"{one.predicted / 1e6:.2f} MB"
        error = "-" if one.error is None else f"{one.error:.1%}"
        lines.append(f"| {one.rule} | {one.base} | {predicted} | {one.measured / 1e6:.2f} MB | {error} | {one.basis} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the cases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rule", action="append", default=[])
    parser.add_argument("--cases", type=Path, default=CASES)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--no-build", action="store_true", help="only the cases whose sizes stand in --results")
    options = parser.parse_args()
    results = json.loads(options.results.read_text()) if options.results and options.results.exists() else {}
    cases = yaml.safe_load(options.cases.read_text(encoding="utf-8"))
    engine = connect()
    outcomes: list[Outcome] = []
    missing: list[str] = []
    code = 0
    try:
        for case in cases:
            if options.rule and case["rule"] not in options.rule:
                continue
            if options.no_build and json.dumps(case, sort_keys=True) not in results:
                missing.append(f"a case of {case['rule']}")
                continue
            try:
                outcome = run(case, engine, results)
            except MeasureError as trouble:
                print(f"{case['rule']}: {case['dockerfile']!r}: {trouble}", file=sys.stderr)
                code = 2
                continue
            outcomes.append(outcome)
            if options.results is not None:
                options.results.write_text(json.dumps(results, indent=1))
            error = "no prediction" if outcome.error is None else f"{outcome.error:.1%}"
            print(f"{outcome.rule}: {outcome.predicted} predicted, {outcome.measured} measured, {error}", flush=True)
        if options.markdown is not None and outcomes:
            options.markdown.write_text(table(outcomes, str(engine.version["Version"]), missing), encoding="utf-8")
    finally:
        engine.close()
    errors = [one.error for one in outcomes if one.error is not None]
    if not code and (len(errors) < len(outcomes) or statistics.median(errors) > MOST_ERROR):
        code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
