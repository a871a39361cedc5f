"""Build Dockerfiles before and after a fix, and compare the images.

    python scripts/build_pairs.py [FOLDER | CASE …] [--unsafe] [--json FILE] [--markdown FILE] [--originals] [--go-on]
        [--tidy]

A case is a folder with a Dockerfile, what it copies, and `case.yaml`:

    about: one line that says what the case is for
    rules: [apt-lists-left-behind]      # what is selected when the Dockerfile is fixed
    ignored: [end-of-life-base-image]   # and what of it is not
    options: {apt-lists-left-behind: {builder-stages: true}}    # where not the defaults
    safety: safe                        # or unsafe: the fixes that are applied
    may-differ:                         # what a fix changes knowingly, with its reason
      configuration: {Labels: MAINTAINER becomes a label}
      files: {"var/lib/apt/lists/*": the lists go}
    build: {arguments: {A: b}, secrets: {token: value}, target: name}
    unchanged: why nothing is fixed     # for a near miss, which is not built

Three images are built, one after the other so that package archives do not change in between: the original without
cache, what `dockerlint fix` makes of it, and the original again without cache. The last one shows what differs by
itself: nothing may but for UNSTABLE below. Then configuration and merged file system of the first two are compared:
every path's kind, mode, owner and content, never times. Exits with 1 where something differs that is not stated, or
a fixed text does not build; with 2 where an original does not build or no engine answers.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import re
import signal
import sys
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402

from dockerlint.context import BuildContext  # noqa: E402
from dockerlint.fix import fix_file  # noqa: E402
from dockerlint.lint.engine import Linter  # noqa: E402
from dockerlint.lint.registry import SelectionError, select  # noqa: E402
from dockerlint.syntax import parse  # noqa: E402
from scripts.images import Engine, Recipe, Trouble  # noqa: E402
from scripts.sections import write_section  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Self

    from scripts.images import Built, Files

CASES = ROOT / "corpus" / "fixes"
# What two builds of one text do not have in common, with the reason. A path that matches is not compared, unless it
# says "content": then only what is in it is not.
UNSTABLE = {
    "var/log/*": "times of installation",
    "var/cache/ldconfig/aux-cache": "times and inodes of libraries",
    "var/cache/fontconfig/*": "times of fonts",
    "root/.npm/*": "logs with times in their names, an index with times",
    "root/.cache/*": "indexes with times",
    "home/*/.npm/*": "the same of a user",
    "home/*/.cache/*": "the same of a user",
    "tmp/v8-compile-cache-*": "byte code of scripts that yarn makes, with times",
    "etc/ssh/ssh_host_*": "keys made at installation",
    "etc/ssl/private/ssl-cert-snakeoil.key": "a key made at installation",
    "etc/ssl/certs/ssl-cert-snakeoil.pem": "its certificate",
}
UNSTABLE_CONTENT = {
    "*.pyc": "byte code has the time of its source in it",
    "etc/shadow": "the salt of passwords, the day of their last change",
    "etc/shadow-": "the salt of passwords, the day of their last change",
    "*.jar": "times of entries",
    "usr/local/cargo/.global-cache": "when Cargo has last used what it downloaded",
    "*/maven-archiver/pom.properties": "when Maven has packed it",
    "*/.m2/repository/*/_remote.repositories": "when Maven has fetched it",
    "*pip/selfcheck/*": "when pip has last asked for a newer version",
}
# Fixers that no case can be built for, with the reason.
_FROM = "changes FROM: another image is meant"
_NO_RPM = "the stand-ins are made of Debian packages: none has rpm"
_NO_ALPINE = "the stand-ins are made of Debian packages: none is Alpine"
_NOT_BEFORE = "the original does not build"
_OTHER_FILE = "writes a second file"
NOT_BUILT = {
    "apk-cache-kept": _NO_ALPINE,
    "apk-untrusted-packages": _NO_ALPINE,
    "apk-version-unpinned": _NO_ALPINE,
    "bootsnap-in-parallel": "needs gems, and RubyGems is not reached from builds",
    "checksum-line-with-one-space": f"{_NOT_BEFORE}: only BusyBox minds the blank, and stops",
    "conda-packages-kept": "conda is in no registry that is reached from builds",
    "curl-without-certificate-check": "needs a server whose certificate the image trusts",
    "dnf-assume-yes-missing": _NO_RPM,
    "dnf-cache-kept": _NO_RPM,
    "dnf-version-unpinned": _NO_RPM,
    "dockerignore-dead-negation": _OTHER_FILE,
    "dockerignore-excludes-needed-file": _OTHER_FILE,
    "dockerignore-incomplete": _OTHER_FILE,
    "dockerignore-missing": _OTHER_FILE,
    "end-of-life-base-image": _FROM,
    "gem-version-unpinned": "needs an index of gems, and RubyGems is not reached from builds",
    "go-version-unpinned": "needs modules, and their proxy is not reached from every build",
    "gradle-caches-kept": "Gradle is in no stand-in",
    "heredoc-parameter-expanded": "the changed value is what it is about: before, the file holds an empty one",
    "host-network-in-build": "the BuildKit of Docker 20.10 does not know the flag",
    "image-not-from-mirror": _FROM,
    "insecure-build-step": "the BuildKit of Docker 20.10 does not know the flag",
    "invalid-healthcheck": _NOT_BEFORE,
    "latest-base-image": _FROM,
    "nuget-packages-kept": ".NET is in no stand-in",
    "owner-on-windows": "needs Windows",
    "powershell-errors-ignored": "needs Windows",
    "powershell-progress-shown": "needs Windows",
    "rpm-packages-without-signature-check": _NO_RPM,
    "rpm-without-verification": _NO_RPM,
    "shell-not-in-exec-form": _NOT_BEFORE,
    "tag-beside-digest": "needs an image by its digest, which the stand-ins do not have",
    "undefined-variable-in-from": _NOT_BEFORE,
    "unknown-flag": _NOT_BEFORE,
    "unknown-instruction": _NOT_BEFORE,
    "untagged-base-image": _FROM,
    "unused-environment-variable": "only the configuration of a stage that is thrown away changes",
    "yum-assume-yes-missing": _NO_RPM,
    "yum-cache-kept": _NO_RPM,
    "yum-tls-verification-off": _NO_RPM,
    "yum-version-unpinned": _NO_RPM,
    "zypper-assume-yes-missing": _NO_RPM,
    "zypper-cache-kept": _NO_RPM,
    "zypper-version-unpinned": _NO_RPM,
}
SECRET_IN_VARIABLE = re.compile(r",env=(\w+)")
# Outcomes, the worst ones last.
SAME, LEFT, UNFIXED, UNKNOWN_RULE, UNSTABLE_BUILD, DIFFERENT, BROKEN, FAILED = (
    "same",
    "left as it is",
    "not fixed",
    "no such rule",
    "differs by itself",
    "differs",
    "fixed text does not build",
    "original does not build",
)
EXIT_CODES = {UNFIXED: 1, UNKNOWN_RULE: 1, UNSTABLE_BUILD: 1, DIFFERENT: 1, BROKEN: 1, FAILED: 2}
MOST_SHOWN = 20


class Case(NamedTuple):
    """A sample project and what is done to it."""

    name: str
    folder: Path
    rules: list[str]
    options: dict[str, dict[str, Any]]
    unsafe: bool
    may_differ: dict[str, dict[str, str]]
    recipe: Recipe
    unchanged: str
    ignored: list[str]

    @property
    def dockerfile(self) -> Path:
        """The project's Dockerfile."""
        return self.folder / "Dockerfile"


class Row(NamedTuple):
    """What became of a case."""

    case: str
    rules: list[str]
    safety: str
    outcome: str
    applied: list[str]
    before: int
    after: int
    seconds: list[float]
    details: list[str]
    unstable: list[str]
    digest: str = ""  # of the case and of what the fix makes of it


def read_case(folder: Path) -> Case:
    """Read a case."""
    data = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8"))
    build = data.get("build", {})
    recipe = Recipe(folder, build.get("arguments", {}), build.get("secrets", {}), build.get("target", ""))
    unsafe = {"safe": False, "unsafe": True}[data["safety"]]
    return Case(
        folder.name,
        folder,
        data["rules"],
        data.get("options", {}),
        unsafe,
        data.get("may-differ", {}),
        recipe,
        data.get("unchanged", ""),
        data.get("ignored", []),
    )


def read_cases(places: Iterable[Path]) -> list[Case]:
    """Read the cases of folders, each a case or a folder of cases."""
    folders = []
    for place in places:
        inside = sorted(path.parent for path in place.glob("*/case.yaml"))
        folders += inside or [place]
    return [read_case(folder) for folder in folders]


def fixed_text(case: Case, *, unsafe: bool) -> tuple[str, list[str], list[str]]:
    """Return what the fixers make of a case's Dockerfile, which rules' fixes were applied, and what is left."""
    text = parse(case.dockerfile.read_bytes()).text
    linter = Linter(select(case.rules, case.ignored), case.options)
    context = BuildContext(str(case.folder), str(case.dockerfile))
    fixed = fix_file(text, str(case.dockerfile), linter, unsafe=case.unsafe or unsafe, context=context)
    if fixed.troubles:
        raise Trouble("; ".join(fixed.troubles))
    if fixed.other_files:
        raise Trouble("the fix writes other files, which is not built here")
    left = [f"{refusal.finding.rule}, line {refusal.finding.row}: {refusal.reason}" for refusal in fixed.refused]
    left = left or [f"{finding.rule}, line {finding.row}: has no fix that may be applied" for finding in fixed.findings]
    return fixed.text, [applied.rule for applied in fixed.applied], left or ["nothing is found"]


def buildable(text: str) -> bytes:
    """Return a text as the engine's own BuildKit can build it.

    It would ask a registry for the image of a `syntax` directive. Too new for Docker 20.10 are `env=` of secret mounts
    (the variable is set from the secret's file) and `--link` (it tells when a layer is built again, not what is in it).
    """
    tree = parse(text)
    edits = [
        (item.span[0], text.find("\n", item.span[0]) + 1 or len(text), "")
        for item in tree.directives
        if item.name == "syntax"
    ]
    for node in tree.instructions:
        if node.keyword in ("COPY", "ADD"):
            links = [flag.span for flag in node.flags if flag.name == "link"]
            edits += [(start, end + len(text[end:]) - len(text[end:].lstrip(" \t")), "") for start, end in links]
        names = [name for flag in node.flags for name in SECRET_IN_VARIABLE.findall(flag.value or "")]
        if node.keyword == "RUN" and names:
            start, end = node.flags[0].span[0], node.flags[-1].span[1]
            flags = SECRET_IN_VARIABLE.sub("", text[start:end])
            values = "".join(f'export {name}="$(cat /run/secrets/{name})"; ' for name in names)
            edits.append((start, end, f"{flags} {values}".rstrip()))
    for start, end, new in reversed(edits):
        text = text[:start] + new + text[end:]
    return text.encode("utf-8", "surrogateescape")


def digest(case: Case, original: str, fixed: str) -> str:
    """Return what tells whether a case has been built as it stands."""
    parts = [original.encode("utf-8", "surrogateescape"), fixed.encode("utf-8", "surrogateescape")]
    parts += [path.read_bytes() for path in sorted(case.folder.rglob("*")) if path.is_file()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def matching(path: str, patterns: Iterable[str]) -> str:
    """Return the first pattern that a path matches, or "". A star matches any characters, slashes too."""
    return next((pattern for pattern in patterns if fnmatchcase(path, pattern)), "")


def file_differences(
    before: Files, after: Files, stated: Iterable[str], texts: tuple[bytes, bytes]
) -> tuple[list[str], set[str]]:
    """Return how two file systems differ, and which patterns of UNSTABLE covered a difference.

    The Dockerfiles themselves, `texts`, may have been copied into the images.
    """
    found, covered = [], set()
    copied = tuple(hashlib.sha256(text).hexdigest() for text in texts)
    for path in sorted(before.keys() | after.keys()):
        one, other = before.get(path), after.get(path)
        if one == other or matching(path, stated):
            continue
        if pattern := matching(path, UNSTABLE):
            covered.add(pattern)
            continue
        if one is None or other is None:
            found.append(f"{path}: {'added' if one is None else 'missing'}")
            continue
        if (one.content, other.content) == copied:
            other = other._replace(content=one.content, size=one.size)
        if one == other:
            continue
        if one._replace(content="", size=0) == other._replace(content="", size=0) and one.kind == "file":
            pattern = matching(path, UNSTABLE_CONTENT)
            if pattern:
                covered.add(pattern)
                continue
        changes = [
            f"{name} {getattr(one, name)!r} -> {getattr(other, name)!r}"
            for name in ("kind", "mode", "owner", "content")
            if getattr(one, name) != getattr(other, name)
        ]
        found.append(f"{path}: {', '.join(changes)}")
    return found, covered


def configuration_differences(before: dict[str, object], after: dict[str, object], stated: Iterable[str]) -> list[str]:
    """Return how two configurations differ."""
    return [
        f"{name}: {before[name]!r} -> {after[name]!r}"
        for name in before
        if before[name] != after[name] and name not in stated
    ]


class Pairs:
    """Builds and compares the images of cases in one engine; the images go.

    The build cache is left alone: its records do not say whose they are, and others may build in the same engine. With
    `tidy` every record goes that was made meanwhile.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        unsafe: bool = False,
        originals: bool = False,
        tidy: bool = False,
        known: dict[str, Row] | None = None,
    ) -> None:
        self._engine = engine
        self._tidy = tidy
        self._unsafe = unsafe
        self._originals = originals
        self._known = known or {}  # by case, from a run that was not finished
        self._cache: set[str] = set()

    def __enter__(self) -> Self:
        if self._tidy:
            self._cache = set(self._engine.cache())
        return self

    def __exit__(self, *_: object) -> None:
        if self._tidy:
            self._engine.forget([record for record in self._engine.cache() if record not in self._cache])

    def row(self, case: Case) -> Row:
        """Build a case and compare; its images go."""
        images: set[str] = set()
        try:
            return self._row(case, images)
        finally:
            self._engine.remove(images)

    def _row(self, case: Case, images: set[str]) -> Row:
        original = parse(case.dockerfile.read_bytes()).text
        safety = "unsafe" if case.unsafe or self._unsafe else "safe"
        row = Row(case.name, case.rules, safety, SAME, [], 0, 0, [], [], [])
        text, applied, left = original, [], []
        if not self._originals:
            try:
                text, applied, left = fixed_text(case, unsafe=self._unsafe)
            except SelectionError as error:
                row = row._replace(outcome=UNKNOWN_RULE, details=[str(error)])
            except Trouble as trouble:
                return row._replace(outcome=BROKEN, details=[str(trouble)])
        row = row._replace(applied=applied, digest=digest(case, original, text))
        if self._known.get(case.name, row).digest == row.digest and case.name in self._known:
            return self._known[case.name]
        if case.unchanged and not self._originals:
            return row._replace(outcome=LEFT if text == original else DIFFERENT, details=[case.unchanged])

        def built(text: str, *, cached: bool) -> Built:
            image = self._engine.build(buildable(text), case.recipe, cached=cached)
            images.add(image.image)
            return image

        try:
            before = built(original, cached=False)
            files = self._engine.files(before.image)
            again = built(original, cached=False)
        except Trouble as trouble:
            return row._replace(outcome=FAILED, details=str(trouble).splitlines())
        row = row._replace(before=before.size, after=before.size, seconds=[before.seconds, before.seconds])
        texts = (buildable(original), buildable(text))
        differences, unstable = file_differences(files, self._engine.files(again.image), (), texts[:1] * 2)
        configuration = self._engine.configuration(before.image)
        differences += configuration_differences(configuration, self._engine.configuration(again.image), ())
        row = row._replace(unstable=sorted(unstable))
        if differences:
            return row._replace(outcome=UNSTABLE_BUILD, details=differences)
        if row.outcome != SAME or self._originals:
            return row
        if text == original:
            return row._replace(outcome=UNFIXED, details=left)
        try:
            after = built(text, cached=True)
        except Trouble as trouble:
            return row._replace(outcome=BROKEN, details=str(trouble).splitlines())
        row = row._replace(after=after.size, seconds=[before.seconds, after.seconds])
        stated = case.may_differ.get("files", ())
        differences, _ = file_differences(files, self._engine.files(after.image), stated, texts)
        differences += configuration_differences(
            configuration, self._engine.configuration(after.image), case.may_differ.get("configuration", ())
        )
        return row._replace(outcome=DIFFERENT, details=differences) if differences else row


def markdown(rows: list[Row], head: str) -> str:
    """Return the table, and the sum of each rule."""
    lines = [
        f"{head}\n",
        "| case | applied | safety | outcome | MB before | MB after | change |",
        "|---|---|---|---|--:|--:|--:|",
    ]
    for row in rows:
        counts = ", ".join(f"{count} {rule}" if count > 1 else rule for rule, count in Counter(row.applied).items())
        lines.append(f"| {row.case} | {counts} | {row.safety} | {row.outcome} | {sizes(row.before, row.after)} |")
    sums: dict[str, list[int]] = {}
    for row in rows:
        for rule in set(row.applied) if row.outcome == SAME else ():
            one = sums.setdefault(rule, [0, 0, 0])
            sums[rule] = [one[0] + 1, one[1] + row.before, one[2] + row.after]
    lines += ["", "| fixer | cases | MB before | MB after | change |", "|---|--:|--:|--:|--:|"]
    lines += [f"| {rule} | {one[0]} | {sizes(one[1], one[2])} |" for rule, one in sorted(sums.items())]
    lines += ["", "Fixers without a case:", ""]
    reasons: dict[str, list[str]] = {}
    for rule, reason in NOT_BUILT.items():
        reasons.setdefault(reason, []).append(rule)
    lines += [f"- {reason}: {', '.join(rules)}" for reason, rules in reasons.items()]
    return "\n".join([*lines, ""])


def sizes(before: int, after: int) -> str:
    """Return two sizes and how far they are apart."""
    change = f"{(after - before) / before:+.1%}" if before else ""
    return f"{before / 1e6:.1f} | {after / 1e6:.1f} | {change}"


def report(row: Row, say: Callable[[str], None]) -> None:
    """Say what became of a case."""
    say(f"{row.case:<40}{row.outcome:<26}{(row.after - row.before) / 1e6:>+8.1f} MB {sum(row.seconds):>5.0f} s")
    for detail in row.details[:MOST_SHOWN]:
        say(f"    {detail}")
    if len(row.details) > MOST_SHOWN:
        say(f"    … and {len(row.details) - MOST_SHOWN} more")


def write_json(path: Path, rows: list[Row], version: str) -> None:
    """Write the table as JSON."""
    table = {"date": today(), "engine": version, "cases": [row._asdict() for row in rows]}
    path.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


def today() -> str:
    """Return the date."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def main() -> int:
    """Build all pairs and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", type=Path, default=[CASES], help="cases, or folders of cases")
    parser.add_argument("--unsafe", action="store_true", help="apply unsafe fixes to every case")
    parser.add_argument("--originals", action="store_true", help="build only the originals, twice each")
    parser.add_argument("--go-on", action="store_true", help="take what the file of --json tells of cases as they are")
    parser.add_argument("--tidy", action="store_true", help="empty the build cache of what was built meanwhile")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the table goes as JSON")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="a page whose section is replaced")
    options = parser.parse_args()
    try:
        engine = Engine()
    except Trouble as trouble:
        print(f"build_pairs: {trouble}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was built goes
    rows = []
    known = {}
    if options.go_on and options.json and options.json.exists():
        old = [Row(**row) for row in json.loads(options.json.read_text(encoding="utf-8"))["cases"]]
        known = {row.case: row for row in old if row.outcome in (SAME, LEFT)}
    with Pairs(engine, unsafe=options.unsafe, originals=options.originals, tidy=options.tidy, known=known) as pairs:
        for case in read_cases(options.cases):
            rows.append(pairs.row(case))
            report(rows[-1], lambda line: print(line, flush=True))
            if options.json:
                names = {row.case for row in rows}
                left = [row for row in known.values() if row.case not in names]
                write_json(options.json, [*rows, *left], engine.version)
    outcomes = Counter(row.outcome for row in rows)
    summary = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
    print(f"{len(rows)} cases: {summary}")
    seen = {pattern for row in rows for pattern in row.unstable}
    print(f"left out, and differing by itself: {', '.join(sorted(seen)) or 'nothing'}")
    print(f"left out, and equal everywhere: {', '.join(sorted({*UNSTABLE, *UNSTABLE_CONTENT} - seen)) or 'nothing'}")
    if options.markdown:
        head = f"Built on {today()} with Docker {engine.version}: {len(rows)} cases, {summary}."
        others = sorted({path.parent.name for path in CASES.glob("*/case.yaml")} - {row.case for row in rows})
        head += f" Not built in this run: {', '.join(others)}." if others else ""
        write_section(options.markdown, "Results of fixing", "Built before and after", markdown(rows, head))
    return max((EXIT_CODES.get(row.outcome, 0) for row in rows), default=0)


if __name__ == "__main__":
    sys.exit(main())
