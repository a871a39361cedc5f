"""Build real contexts as they are and optimized, and compare how both behave.

    python scripts/build_contexts.py FOLDER --table contexts.tsv --json FILE [--markdown PAGE] [--only NAME ...]

FOLDER holds build contexts; the table names the repository, the path and the Dockerfile of each. Of the files with one
stage for which `optimize` has a plan, each whose base images have a stand-in is built as it is; where that succeeds, it
is built optimized and verified by `dockerlint/verify`: configuration, files, and how a container starts, its log and
exit code included. For Python and Node.js the installed packages are imported in both, one by one.

A base that the engine does not have is replaced, in the original, by the nearest of the same family that it has, and
what comes of it is optimized: so both texts are consistent, and every package is of the release that is there. A
build has `--timeout` seconds. Images go; what they leave in the build cache stays. FILE is written after each context,
and what is in it is not built again, unless `--again` or `--only` asks for it. Exits with 1 where an optimized text
does not build or behaves otherwise.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dockerlint.context import BuildContext  # noqa: E402
from dockerlint.fixers.multi_stage.convert import plan_for  # noqa: E402
from dockerlint.fixers.multi_stage.plan import NoPlan  # noqa: E402
from dockerlint.fixers.pipeline import optimize  # noqa: E402
from dockerlint.lint.api import dockerfile  # noqa: E402
from dockerlint.measure.engine import connect  # noqa: E402
from dockerlint.measure.errors import MeasureError  # noqa: E402
from dockerlint.syntax import parse  # noqa: E402
from dockerlint.verify import verdict as names  # noqa: E402
from dockerlint.verify.configuration import allowed_by_plan  # noqa: E402
from dockerlint.verify.smoke import Smoke, read_smoke  # noqa: E402
from dockerlint.verify.verify import Options, verify  # noqa: E402
from scripts.build_pairs import buildable  # noqa: E402
from scripts.build_reordered import based, bases_of, candidates  # noqa: E402
from scripts.images import Engine as Images  # noqa: E402
from scripts.images import Trouble  # noqa: E402
from scripts.sections import write_section  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.measure.engine import Engine
    from dockerlint.verify.verdict import Verdict

SAME, DIFFERS, BROKEN, NO_PLAN, NOT_BUILT, NO_BASE = (
    "same",
    "differs",
    "does not build",
    "no plan on the stand-in",
    "original does not build",
    "no stand-in",
)
# Tries every package that a program can import, and says what comes of each: a library that is missing shows here.
IMPORTS = {
    "python": (
        "import importlib, importlib.metadata as m, io, contextlib\n"
        "left = {'pip', 'setuptools', 'wheel', 'pkg_resources', '_distutils_hack', 'pipenv', 'poetry', 'uv',"
        " 'virtualenv', 'distlib', 'filelock', 'platformdirs'}\n"
        "for d in sorted(m.distributions(), key=lambda d: d.metadata['Name'].lower()):\n"
        "    if d.metadata['Name'].lower() in left: continue\n"
        "    for n in sorted((d.read_text('top_level.txt') or d.metadata['Name'].replace('-', '_')).split()):\n"
        "        if n in left or '/' in n: continue\n"
        "        try:\n"
        "            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):\n"
        "                importlib.import_module(n)\n"
        "            word = 'imports'\n"
        "        except BaseException as e: word = type(e).__name__ + ': ' + str(e)\n"
        "        print(d.metadata['Name'], d.version, n, word)\n"
    ),
    "node": (
        "const fs = require('fs');\n"
        "const names = Object.keys(JSON.parse(fs.readFileSync('package.json')).dependencies || {}).sort();\n"
        "(async () => { for (const n of names) { let word = 'loads';\n"
        "  const log = console.log; console.log = console.error = console.warn = () => {};\n"
        "  try { await import(n); } catch (e) { word = e.code || e.name; }\n"
        "  console.log = log; console.log(n, word); } process.exit(0); })();\n"
    ),
}
# Why an original does not build, by what its log says. What stands first is the cause of what stands below.
REASONS = (
    (r"apk: not found", "Alpine's `apk`; the stand-in is Debian"),
    (r"Option d is ambiguous|adduser -D|addgroup -S", "Alpine's `adduser`; the stand-in is Debian"),
    (r"add-apt-repository|launchpad|ppa:", "packages of an Ubuntu archive (PPA)"),
    (r'compute cache key: "?([^" ]+)"? not found|"(\S+)": not found', "copies {}, which is not in the repository"),
    (r"Unable to locate package (\S+)", "package {} is not in the stand-in's release"),
    (r"Version '[^']+' for '(\S+)' was not found", "asks for one version of package {} of another release"),
    (r"Package '?(\S+?)'? has no installation candidate", "package {} is not in the stand-in's release"),
    (r"Requires-Python|different Python|python_version|not support\w* Python", "needs another Python"),
    (r"Python (?:version )?>=|No Python at", "needs another Python"),
    (r"No matching distribution found for (\S+)", "{} is not to be had for the stand-in's Python"),
    (r"rustc \S+ is not supported|requires rustc|older than the minimum|#!\[feature", "needs another Rust"),
    (r"go\.mod requires go|invalid go version|requires go >= ", "needs another Go"),
    (r"release version (\S+) not supported|invalid (?:target|source) release: (\S+)", "needs JDK {}"),
    (r"EBADENGINE|Unsupported engine|engine .* incompatible", "needs another Node.js"),
    (r"No matching version found for (\S+?)\.?$", "{} is not in the registry"),
    (r"Could not find artifact (\S+)", "{} is not in Maven Central"),
    (r"(?:Could not resolve host|unable to resolve host address|getaddrinfo \w+|lookup)\W+([\w.-]+\.\w+)", "asks {}"),
    (r"(?:connect to|unable to access|git clone|curl|wget)\W.*?(?:https?://)?([\w-]+(?:\.[\w-]+)+)", "asks {}"),
    (r"ssh://git@([\w.-]+)|error.*https?://(github\.com)", "asks {}"),
    (r"403|Forbidden|ECONNREFUSED|Connection refused|unreachable", "asks a host that is not reached"),
    (r"No module named '?([\w.]+)'?", "needs the module {}"),
    (r"/bin/sh: \d+: (\S+): not found", "the stand-in has no {}"),
    (r"pull access denied|failed to resolve source metadata for (\S+)", "another image cannot be pulled: {}"),
)
# What the full image of a family has and the slim one lacks.
MISSING_TOOL = (
    r"(?:gcc|g\+\+|cc|make|git|curl|wget|pkg-config)\W*(?::|is|was)?\s*(?:command )?not found"
    r"|No such file or directory: '(?:gcc|cc|git)'|error: command '\S+' failed|gyp ERR"
)
# Says nothing of a project: it is tried again in the next run.
LOST = r"ECONNRESET|ETIMEDOUT|ReadTimeoutError|Read timed out|Connection (?:reset|timed out|broken)|IncompleteRead"
MOST_LOG = 4000


class Task(NamedTuple):
    """A context of the table."""

    name: str
    path: Path
    ecosystem: str


def tasks(folder: Path, table: Path) -> Iterator[Task]:
    """Yield the contexts that a table names and the folder has."""
    head, *lines = table.read_text(encoding="utf-8").splitlines()
    for line in lines:
        row = dict(zip(head.split("\t"), line.split("\t"), strict=False))
        path = folder / f"{row['ecosystem']}-{row['sha256'][:12]}" / row["dockerfile"]
        if path.exists():
            name = "/".join(part for part in (row["repo"], row["dir"], row["dockerfile"]) if part not in ("", "."))
            yield Task(name, path, row["ecosystem"])


def read(text: str | bytes, path: Path) -> Dockerfile:
    """Return a text as the passes see it, with its context."""
    context = BuildContext(str(path.parent), str(path))
    return dockerfile(parse(text).text, str(path), context=context)


def has_plan(file: Dockerfile) -> bool:
    """Whether a file has one stage, and a plan for several."""
    try:
        return len(file.graph.stages) == 1 and plan_for(file) is not None
    except NoPlan:
        return False


def smoke_for(recipe: str, seconds: float) -> Smoke:
    """Return the smoke test of a recipe: imports for Python and Node.js, else nothing but the start."""
    program = {"python": ["python", "-c"], "node": ["node", "-e"]}.get(recipe)
    smoke = read_smoke({"command": [*program, IMPORTS[recipe]]}) if program else Smoke()
    smoke.timeout = seconds
    return smoke


def reason_of(message: str, log: str) -> str:
    """Return in one short phrase why a build failed."""
    if "not done after" in message:
        return "not built within the time limit"
    log = "\n".join(line for line in log.splitlines() if not line.startswith("npm notice"))
    for pattern, reason in REASONS:
        found = re.search(pattern, f"{log}\n{message}", re.MULTILINE)
        if found:
            return reason.format(f"`{next((one for one in found.groups() if one), '')}`")
    said = [line.strip() for line in log.splitlines() if line.strip()]
    lines = [line for line in said if re.search(r"error|fail|cannot", line, re.IGNORECASE)]
    return " ".join((lines or said or [message])[-1].split())[:110]


class Trials:
    """Builds and verifies contexts."""

    def __init__(self, engine: Engine, images: Images, seconds: float) -> None:
        self._engine = engine
        self._images = images
        self._seconds = seconds

    def row(self, task: Task) -> dict[str, Any]:
        """Build a context with the stand-ins that there are for it, one after the other until one builds."""
        file = read(task.path.read_bytes(), task.path)
        bases = [name for name, _ in bases_of(file)]
        row: dict[str, Any] = {"name": task.name, "ecosystem": task.ecosystem, "base": bases[0], "result": NO_BASE}
        row |= {"folder": task.path.parent.name, "why": f"no stand-in for {bases[0]}", "stand_in": ""}
        ways = candidates(file, self._images, nearest=True)
        is_small = any(word in bases[0] for word in ("slim", "alpine"))
        if not is_small:  # the full one first
            ways.sort(key=lambda way: "slim" in way[bases[0]])
        for way in ways:
            text = buildable(based(file, way)).decode("utf-8", "surrogateescape")
            row |= self.trial(task, text) | {"stand_in": way[bases[0]]}
            if row["result"] != NOT_BUILT or not re.search(MISSING_TOOL, row["log"]):
                break
        return row

    def trial(self, task: Task, text: str) -> dict[str, Any]:
        """Build a text, and what it is when optimized."""
        context = BuildContext(str(task.path.parent), str(task.path))
        done = optimize(text, str(task.path), context=context)
        row: dict[str, Any] = {"recipe": "", "refusal": "", "details": [], "text": done.text, "step": ""}
        if done.plan is None:
            row["refusal"] = done.refusal.reason if done.refusal else ""
        else:
            row["recipe"] = done.plan.recipe
        options = Options()
        options.network, options.timeout = "host", self._seconds
        options.is_cold, options.rebuilds = False, 0
        options.after_files = done.other_files
        if done.plan is not None:
            options.allowed = allowed_by_plan(done.plan.changes)
        smoke = smoke_for(row["recipe"], 30)
        found = verify(text, done.text, str(task.path), context, self._engine, smoke, options)
        return row | outcome(found, is_planned=done.plan is not None)


def outcome(found: Verdict, *, is_planned: bool) -> dict[str, Any]:
    """Return what a verdict says. Whether the image is smaller is told by its size alone."""
    failures = [step for step in found.failures if step.name != names.GAIN]
    # A smoke test of our own that cannot run in the original says nothing.
    smoke_is_void = [step for step in failures if step.name == names.SMOKE and "in the original" in step.reason]
    failures = [step for step in failures if step not in smoke_is_void]
    row: dict[str, Any] = {"why": "", "result": SAME if is_planned else NO_PLAN}
    row["before"] = found.before.bytes if found.before else None
    row["after"] = found.after.bytes if found.after else None
    start = found.step(names.START)
    row["start"] = start.reason if start else ""
    row["start_details"] = start.details if start else []
    row["lines"] = list(found.lines())[:200]
    if found.is_original_broken:
        step = failures[0]
        return row | {"result": NOT_BUILT, "why": reason_of(step.reason, step.log), "log": step.log[-MOST_LOG:]}
    if failures:
        step = failures[0]
        row |= {"result": BROKEN if step.name == names.BUILD_REWRITE else DIFFERS, "step": step.name}
        row |= {"why": step.reason, "details": step.details[:30], "log": step.log[-MOST_LOG:]}
    return row


def page(rows: list[dict[str, Any]], planned: int, version: str) -> str:
    """Return the table; `planned` contexts have a plan, and `rows` are those that were come to."""
    built = [row for row in rows if row["result"] in (SAME, DIFFERS, BROKEN)]
    same = [row for row in built if row["result"] == SAME]
    tried = [row for row in rows if row["result"] != NO_BASE]
    head = (
        f"Built on {dt.datetime.now(tz=dt.UTC).date()} with Docker {version}: {planned} contexts with one stage and "
        f"a plan, {len(rows)} of them come to so far, {len(tried)} with a stand-in for their base, {len(built)} whose "
        f"original builds; of these **{len(same)} build and behave the same when optimized** "
        f"({share(len(same), len(built))})."
    )
    lines = [
        head,
        "",
        "| project | base | stand-in | original | optimized | start | MB before | MB after | change |",
        "|---|---|---|---|---|---|--:|--:|--:|",
    ]
    for row in sorted(rows, key=lambda row: (row["result"] not in (SAME, DIFFERS, BROKEN), row["name"].lower())):
        is_built = row["result"] in (SAME, DIFFERS, BROKEN, NO_PLAN)
        before, after = row.get("before"), row.get("after")
        what = row["result"] if row["result"] == SAME else f"{row['result']}: {row['why'] or row.get('refusal', '')}"
        stand_in = f"`{row['stand_in']}`" if row["stand_in"] not in ("", row["base"]) else ""
        cells = [row["name"], f"`{row['base']}`", stand_in]
        cells += [
            "built" if is_built else row["why"],
            what if is_built else "",
            row.get("start", "") if is_built else "",
        ]
        cells += [f"{size / 1e6:.1f}" if size else "" for size in (before, after)]
        cells.append(f"{after / before - 1:+.1%}" if before and after else "")
        lines.append("| " + " | ".join(cell.replace("|", r"\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines)


def share(part: int, whole: int) -> str:
    """Return a share in percent."""
    return f"{part / whole:.0%}" if whole else "none"


def main() -> int:
    """Build all and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--table", type=Path, required=True, help="contexts.tsv: repository, path, Dockerfile of each")
    parser.add_argument("--json", type=Path, required=True, metavar="FILE", help="the results, read and written")
    parser.add_argument("--markdown", type=Path, metavar="PAGE", help="where the table goes")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="folders, by their beginning")
    parser.add_argument("--again", nargs="*", default=None, metavar="RESULT", help="build these again (default: all)")
    parser.add_argument("--timeout", type=float, default=360.0, metavar="SECONDS", help="of a build (default: 360)")
    parser.add_argument("--no-builds", action="store_true", help="only write the page from FILE")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was built goes
    rows = {}
    if options.json.exists():
        rows = {row["name"]: row for row in json.loads(options.json.read_text(encoding="utf-8"))}
    try:
        images, engine = Images(), connect()
    except (Trouble, MeasureError) as error:
        print(f"build_contexts: {error}", file=sys.stderr)
        return 2
    trials = Trials(engine, images, options.timeout)
    kept = []
    for task in tasks(options.folder, options.table):
        if not has_plan(read(task.path.read_bytes(), task.path)):
            continue
        kept.append(task.name)
        known = rows.get(task.name)
        is_asked = bool(options.only) and task.path.parent.name.startswith(tuple(options.only))
        again = options.again if options.again is None or options.again else [known["result"] if known else ""]
        is_stale = known is not None and again is not None and known["result"] in again
        is_done = known is not None and not is_stale
        if options.no_builds or (options.only and not is_asked) or (not options.only and is_done):
            continue
        row = trials.row(task)
        if row["result"] == NOT_BUILT and re.search(LOST, row["log"]):
            print(f"{row['folder']:<22}the connection was lost: to be tried again", flush=True)
            continue
        rows[task.name] = row
        print(f"{row['folder']:<22}{row['result']:<26}{row['stand_in']:<20}{row['why'][:150]}", flush=True)
        for detail in row.get("details", ())[:15]:
            print(f"    {detail[:200]}", flush=True)
        options.json.write_text(json.dumps(list(rows.values()), indent=1) + "\n", encoding="utf-8")
    chosen = [rows[name] for name in kept if name in rows]
    print(", ".join(f"{number} {result}" for result, number in Counter(row["result"] for row in chosen).items()))
    if options.markdown:
        title = "Results of optimizing real projects"
        write_section(options.markdown, title, "Built before and after", page(chosen, len(kept), images.version))
    return int(any(row["result"] in (DIFFERS, BROKEN) for row in chosen))


if __name__ == "__main__":
    sys.exit(main())
