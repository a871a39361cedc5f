"""Build the sample projects of `corpus/projects` as they are written, and run their smoke tests.

    python scripts/projects.py [NAME…] [--json FILE] [--show]
    python scripts/projects.py --verify [--quick] [NAME…]      optimize each and verify what comes of it
    python scripts/projects.py --verify --go-on --json FILE --markdown docs/results.md     the table of results

A project is a folder with a Dockerfile, its context, and a `.dockerlint.yaml` whose `smoke` says how it is tried. What
cannot be kept in a repository, such as another repository, is made by its `prepare.sh` in a copy. `variants.yaml` says
with which answers a project is tried beside, and which refusals are right. Base images are those of
`tests/engine/make_bases`; builds use the host's network (docs/engine.md).

`--json` gets each row at once; with `--go-on`, rows that it has of the same project, context and result are not made
again where they are as they should be. Exits with 1 where a project does not build, its smoke test fails or the
verification does, with 2 where no engine answers.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402

from dockerlint.context import BuildContext  # noqa: E402
from dockerlint.fixers.multi_stage.plan import Answers  # noqa: E402
from dockerlint.fixers.pipeline import optimize  # noqa: E402
from dockerlint.knowledge.images import describe_name  # noqa: E402
from dockerlint.measure.build import Builds, Request  # noqa: E402
from dockerlint.measure.engine import connect  # noqa: E402
from dockerlint.measure.errors import BuildError, MeasureError  # noqa: E402
from dockerlint.syntax import parse  # noqa: E402
from dockerlint.verify.behaviour import Trial  # noqa: E402
from dockerlint.verify.configuration import allowed_by_plan  # noqa: E402
from dockerlint.verify.containers import Containers  # noqa: E402
from dockerlint.verify.smoke import read_smoke  # noqa: E402
from dockerlint.verify.verify import Options, verify  # noqa: E402
from scripts.projects_table import table  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from dockerlint.fixers.pipeline import Optimized
    from dockerlint.measure.engine import Engine
    from dockerlint.verify.containers import Output
    from dockerlint.verify.smoke import Smoke

PROJECTS = ROOT / "corpus" / "projects"
VARIANTS = PROJECTS / "variants.yaml"
RIGHT_REFUSAL = "refusal"  # in a project's variants: a part of the reason
# Manifests, and what stands in those that name dependencies.
MANIFESTS = (
    ("Cargo.lock", "source ="),
    ("Gemfile", "gem "),
    ("Pipfile", "[packages]"),
    ("composer.json", '"require"'),
    ("go.mod", "require"),
    ("package.json", 'ependencies"'),
    ("pom.xml", "<dependency>"),
    ("pyproject.toml", "dependencies"),
    ("requirements.txt", ""),
)
CONFIGURATION = ".dockerlint.yaml"
PREPARE = "prepare.sh"
OK, NOT_BUILT, NOT_RUN = "ok", "does not build", "smoke test fails"


class Row(NamedTuple):
    """What became of a project."""

    project: str
    outcome: str
    base: str
    bytes: int
    seconds: float
    outputs: list[tuple[str, int | None, str]]
    log: str


def names_of_projects() -> list[str]:
    """Return the names of all projects."""
    return sorted(path.parent.name for path in PROJECTS.glob("*/Dockerfile"))


@contextmanager
def prepared(name: str) -> Iterator[Path]:
    """Yield the folder of a project: a copy where it has to be prepared."""
    folder = PROJECTS / name
    if not (folder / PREPARE).exists():
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="dockerlint-project-") as place:
        copy = Path(place, name)
        shutil.copytree(folder, copy, symlinks=True)
        (copy / PREPARE).unlink()
        # A repository around it must not be found.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        environment["GIT_CEILING_DIRECTORIES"] = place
        subprocess.run(["sh", str(folder / PREPARE)], cwd=copy, env=environment, check=True, capture_output=True)
        yield copy


def smoke_of(folder: Path) -> Smoke:
    """Return the smoke test of a project."""
    return read_smoke(yaml.safe_load((folder / CONFIGURATION).read_text(encoding="utf-8"))["smoke"])


def request_for(folder: Path) -> Request:
    """Return the build of a project as it is written."""
    path = folder / "Dockerfile"
    request = Request(parse(path.read_bytes()).text, str(path), BuildContext(str(folder), str(path)))
    request.network = "host"
    return request


def is_good(name: str, output: Output) -> bool:
    """Whether a part of a smoke test says that the project works: exit code 0, and no error of HTTP."""
    if output.code != 0:
        return False
    is_answer = not name.startswith(("command", "arguments", "inside"))
    return not is_answer or int(output.stdout.split(maxsplit=1)[0]) < 400


def tried(name: str, engine: Engine) -> Row:
    """Build a project and run its smoke test; nothing is left."""
    with prepared(name) as folder, Builds(engine, lambda *_: None) as builds:
        request = request_for(folder)
        base = next((line.split()[1] for line in request.text.splitlines() if line.startswith("FROM ")), "")
        smoke = smoke_of(folder)
        try:
            built = builds.build(request)
        except BuildError as error:
            return Row(name, NOT_BUILT, base, 0, 0.0, [], f"{error.log}\n{error}")
        found = engine.api.inspect_image(built.image)
        with Containers(engine, built.image) as containers:
            parts = Trial(containers, built.image, found["Config"], smoke).smoke()
        is_fine = bool(parts) and all(is_good(part, output) for part, output in parts)
        outputs = [(part, output.code, output.log) for part, output in parts]
        return Row(name, OK if is_fine else NOT_RUN, base, found["Size"], built.seconds, outputs, "")


def show(row: Row, *, outputs: bool) -> None:
    """Say what became of a project."""
    print(
        f"{row.project:<28}{row.outcome:<18}{row.base:<28}{row.bytes / 1e6:>8.1f} MB{row.seconds:>7.1f} s", flush=True
    )
    if row.log:
        print("\n".join(f"    | {line}" for line in row.log.splitlines()[-25:]), flush=True)
    for part, code, text in row.outputs if outputs or row.outcome != OK else ():
        print(f"    {part}: {code}")
        print("\n".join(f"    | {line}" for line in text.splitlines()[:20]), flush=True)


def variants_of(name: str) -> tuple[str, dict[str, Answers]]:
    """Return a part of the reason for which a project is rightly refused, and the answers that it is tried with."""
    known = yaml.safe_load(VARIANTS.read_text(encoding="utf-8")).get(name, {})
    found = {"": Answers()}
    for variant, answers in known.items():
        if variant != RIGHT_REFUSAL:
            found[variant] = Answers(**answers)
    return known.get(RIGHT_REFUSAL, ""), found


def installs(folder: Path) -> bool:
    """Whether a project installs dependencies of its language: what its manifests name."""
    for name, mark in MANIFESTS:
        for path in folder.rglob(name):
            if mark in path.read_text(encoding="utf-8"):
                return True
    return False


def digest_of(folder: Path, done: Optimized) -> str:
    """Return a digest of a project, its context and what becomes of it."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts):
        found.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
        found.update(path.read_bytes())
    found.update(json.dumps([done.text, done.other_files], sort_keys=True).encode())
    return found.hexdigest()[:20]


def begun(name: str, variant: str, base: str, refusal: str, done: Optimized) -> dict[str, Any]:
    """Return a row with what is known before anything is built."""
    image = describe_name(base)
    return {
        "project": name,
        "variant": variant,
        "base": base,
        # Neither a slim image nor one that has no smaller sibling.
        "is_full": bool(image and (image.toolchain or image.slim or image.name in ("debian", "buildpack-deps"))),
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "text": done.text,
        "other_files": done.other_files,
        "refusal": done.refusal.reason if done.refusal is not None else None,
        "question": done.refusal.question if done.refusal is not None else None,
        "right_refusal": refusal if not variant else "",
        "changes": [change.title for change in done.changes],
        "installs": False,
        "verdict": None,
        "lines": [],
    }


def verified(
    name: str, variant: str, engine: Engine, rows: dict[tuple[str, str], dict[str, Any]], *, quick: bool
) -> dict[str, Any]:
    """Optimize a project and verify the result, unless a row has it already.

    `quick` rebuilds nothing.
    """
    refusal, variants = variants_of(name)
    with prepared(name) as folder:
        request = request_for(folder)
        done = optimize(request.text, request.path, context=request.context, answers=variants[variant])
        row = begun(name, variant, parse(request.text).instructions[0].words[0].value, refusal, done)
        row["digest"] = digest_of(folder, done)
        row["installs"] = installs(folder)
        row["is_quick"] = quick
        old = rows.get((name, variant))
        is_known = old is not None and old["digest"] == row["digest"] and old["is_quick"] <= quick
        if old is not None and is_known and is_right(old):
            return old
        if done.text == request.text and not done.other_files:
            return row
        options = Options()
        options.network = "host"
        options.after_files = done.other_files
        if done.plan is not None:
            options.allowed = allowed_by_plan(done.plan.changes)
        options.is_cold = False  # how long a first build takes is not in the table
        if quick:
            options.rebuilds = 0
        smoke = smoke_of(folder)
        smoke.timeout = max(smoke.timeout, 60)
        verdict = verify(request.text, done.text, request.path, request.context, engine, smoke, options)
        row["verdict"] = verdict.as_json()
        row["lines"] = list(verdict.lines())
        return row


def is_right(row: dict[str, Any]) -> bool:
    """Whether a row is as it should be: verified, with a plan or with the refusal that is right."""
    if row["refusal"] is not None and not (row["right_refusal"] and row["right_refusal"] in row["refusal"]):
        return False
    if row["right_refusal"] and row["refusal"] is None:
        return False
    # What a refusal leaves are smaller changes, which may be none.
    return row["verdict"] is None or row["verdict"]["passed"] or all_but_gain(row)


def all_but_gain(row: dict[str, Any]) -> bool:
    """Whether a file that is rightly refused does the same as before, with no gain to speak of."""
    failed = [step["name"] for step in row["verdict"]["steps"] if step["result"] == "failed"]
    return bool(row["right_refusal"]) and failed == ["gain"]


def show_verified(row: dict[str, Any]) -> None:
    """Say what became of an optimized project."""
    verdict = row["verdict"]
    name = f"{row['project']} {row['variant']}".rstrip()
    if row["refusal"]:
        print(f"{name:<28}{'rightly ' if is_right(row) else ''}refused: {row['refusal']}", flush=True)
    else:
        print(f"{name:<28}{'passed' if is_right(row) else 'FAILED'}", flush=True)
    if verdict is not None:
        print("\n".join(f"    {line}" for line in row["lines"]), flush=True)


def verify_all(names: list[str], engine: Engine, options: argparse.Namespace) -> int:
    """Optimize and verify projects."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    if options.json and options.json.exists() and options.go_on:
        for row in json.loads(options.json.read_text(encoding="utf-8")):
            rows[row["project"], row["variant"]] = row
    done = []
    for name in names:
        for variant in variants_of(name)[1]:
            row = verified(name, variant, engine, rows, quick=options.quick)
            done.append(row)
            is_new = rows.get((name, variant)) is not row
            rows[name, variant] = row
            if is_new:
                show_verified(row)
                save(rows, options)
    save(rows, options)
    bad = [f"{row['project']} {row['variant']}".rstrip() for row in done if not is_right(row)]
    print(f"{len(done)} results, {len(bad)} bad: {', '.join(bad) or 'none'}")
    return 1 if bad else 0


def save(rows: dict[tuple[str, str], dict[str, Any]], options: argparse.Namespace) -> None:
    """Write all rows, those of other runs with them; what is half written never takes the place of what was there."""
    ordered = [rows[key] for key in sorted(rows)]
    if options.json:
        part = options.json.with_suffix(".part")
        part.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
        part.replace(options.json)
    if options.markdown:
        options.markdown.write_text(table(ordered, is_right), encoding="utf-8")


def main(arguments: Iterable[str] | None = None) -> int:
    """Build and try the projects."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="the projects (default: all)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the table goes as JSON")
    parser.add_argument("--show", action="store_true", help="show what the smoke tests printed")
    parser.add_argument("--verify", action="store_true", help="optimize the projects and verify the results")
    parser.add_argument("--quick", action="store_true", help="with --verify: time no rebuilds")
    parser.add_argument("--go-on", action="store_true", help="with --verify: keep the good rows of --json")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="with --verify: where the page of results goes")
    options = parser.parse_args(None if arguments is None else list(arguments))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was built goes
    try:
        engine = connect()
    except MeasureError as error:
        print(f"projects: {error}", file=sys.stderr)
        return 2
    if options.verify:
        return verify_all(options.names or names_of_projects(), engine, options)
    rows = []
    begin = time.monotonic()
    for name in options.names or names_of_projects():
        rows.append(tried(name, engine))
        show(rows[-1], outputs=options.show)
    engine.close()
    bad = [row.project for row in rows if row.outcome != OK]
    print(f"{len(rows)} projects, {len(bad)} bad: {' '.join(bad) or 'none'} ({time.monotonic() - begin:.0f} s)")
    if options.json:
        options.json.write_text(json.dumps([row._asdict() for row in rows], indent=2) + "\n", encoding="utf-8")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
