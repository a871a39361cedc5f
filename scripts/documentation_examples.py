r"""How the rules judge the examples in the documentation of checkov, trivy, KICS and BuildKit.

    python scripts/documentation_examples.py FOLDER… [--show] [--markdown FILE]

A folder holds pages as the tools' own repositories have them, at any depth:

- KICS: `docs/queries/dockerfile-queries/*.md`, with samples that are called positive and negative;
- trivy: `checks/docker/*.rego`, whose metadata name a file of good and bad examples (the check's page shows them);
- checkov: the policy pages `*.adoc`, with the lines to take away and to put in, or a bad and a good example;
- BuildKit: `frontend/dockerfile/docs/rules/*.md`, with examples marked as good and bad.

With every rule selected, those that carry the id have to say something about a bad example and nothing about a good
one. A sample without a FROM gets one. The pages stay where they are: nothing of them is written here.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dockerlint.context import MemoryContext  # noqa: E402
from dockerlint.lint.api import check  # noqa: E402
from dockerlint.lint.engine import Linter  # noqa: E402
from dockerlint.lint.registry import entries, select  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TOOLS = {"checkov": "checkov", "trivy": "trivy", "kics": "KICS", "buildkit": "BuildKit"}
BASE = "FROM debian:12.5\n"
FENCE = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LISTING = re.compile(r"^----\n(.*?)^----", re.MULTILINE | re.DOTALL)
FROM = re.compile(r"^\s*FROM\s", re.MULTILINE | re.IGNORECASE)


class Sample(NamedTuple):
    """An example of a page."""

    tool: str
    identity: str
    number: int
    good: bool
    text: str
    ignore: str | None = None  # the `.dockerignore` beside it


def kics(page: str) -> Iterator[tuple[str, bool, str, str | None]]:
    """Yield the samples of a query's page. A title is in the fence, or in the summary of what is folded."""
    identity = re.search(r"\*\*Query id:\*\*\s*([0-9a-f]{8})", page)
    if not identity:
        return
    position = 0
    for fence in FENCE.finditer(page):
        titles = re.findall(r"Pos[a-z]*tive test|Negative test", page[position : fence.start(3)])
        position = fence.end()
        if titles:
            yield identity[1], titles[-1].startswith("Neg"), fence[3], None


def trivy(page: Path) -> Iterator[tuple[str, bool, str, str | None]]:
    """Yield the examples that the metadata of a check name."""
    text = page.read_text(encoding="utf-8")
    identity = re.search(r"^#\s+id: (DS-\d+)", text, re.MULTILINE)
    named = re.search(r"^#\s+examples: \S*?([\w.]+\.yaml)\s*$", text, re.MULTILINE)
    if not identity or not named or not (page.parent / named[1]).exists():
        return
    examples = yaml.safe_load((page.parent / named[1]).read_text(encoding="utf-8"))["dockerfile"]
    for kind in ("bad", "good"):
        for example in examples[kind]:
            yield identity[1], kind == "good", example + "\n", None


def checkov(page: str) -> Iterator[tuple[str, bool, str, str | None]]:
    """Yield the examples of a policy's page."""
    identity = re.search(r"\[(CKV2?_DOCKER_\d+)\]", page)
    for listing in LISTING.finditer(page) if identity else ():
        # Behind some lines stands what they are an example of.
        lines = [line.partition(" # ")[0] for line in listing[1].splitlines() if line.strip() != "..."]
        marked = {number for number, line in enumerate(lines) if re.match(r"# (Bad|Good) example", line)}
        if marked:
            for number in marked:
                end = min((other for other in marked if other > number), default=len(lines))
                yield identity[1], "Good" in lines[number], "\n".join(lines[number + 1 : end]) + "\n", None
            continue
        for good, mark in ((False, "-"), (True, "+")):
            other = "+" if mark == "-" else "-"
            kept = [line for line in lines if not line.startswith(other)]
            text = "\n".join(line.removeprefix(mark).removeprefix(" ").partition(f" {other} ")[0] for line in kept)
            if text.strip():
                yield identity[1], good, text + "\n", None


def buildkit(page: str) -> Iterator[tuple[str, bool, str, str | None]]:
    """Yield the examples of a check's page."""
    title = re.search(r"^title: (\w+)", page, re.MULTILINE)
    _, _, examples = page.partition("## Examples")
    position, ignore = 0, None
    for fence in FENCE.finditer(examples) if title else ():
        before = examples[position : fence.start()]
        position = fence.end()
        if ".dockerignore" in before and fence[1] == "text":
            ignore = fence[3]
        marks = re.findall("❌|✅", before)
        if fence[1] == "dockerfile" and marks:
            yield title[1], marks[-1] == "✅", fence[3], ignore


def samples(folders: Iterable[Path]) -> Iterator[Sample]:
    """Yield all examples below the folders."""
    numbers: Counter[tuple[str, str, bool]] = Counter()
    for page in sorted(path for folder in folders for path in folder.rglob("*")):
        readers = {".adoc": [("checkov", checkov)], ".md": [("kics", kics), ("buildkit", buildkit)]}
        found = [
            (tool, *each)
            for tool, read in readers.get(page.suffix, [])
            for each in read(page.read_text(encoding="utf-8"))
        ]
        if page.suffix == ".rego":
            found += [("trivy", *each) for each in trivy(page)]
        for tool, identity, good, text, ignore in found:
            numbers[tool, identity, good] += 1
            whole = text if FROM.search(text) else BASE + text
            yield Sample(tool, identity, numbers[tool, identity, good], good, whole, ignore)


def names_of(sample: Sample) -> set[str]:
    """Return the rules that carry the sample's id."""
    return {entry.name for entry in entries() if f"{sample.tool}:{sample.identity}" in entry.aliases}


def agrees(linter: Linter, sample: Sample) -> bool:
    """Tell whether the rules with the sample's id say something about a bad one, nothing about a good one."""
    names = names_of(sample)
    context = None if sample.ignore is None else MemoryContext({".dockerignore": sample.ignore})
    _, result = check(sample.text, "Dockerfile", linter, context=context)
    return any(finding.rule in names for finding in result.findings) != sample.good


def main() -> int:
    """Judge and print; returns 1 where a tool's share is below 95 %."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--show", action="store_true", help="print the examples that are judged otherwise")
    options = parser.parse_args()
    linter = Linter(select(["ALL"]))
    judged: dict[tuple[str, str], Counter[tuple[bool, bool]]] = {}
    differing = []
    for sample in samples(options.folders):
        if not names_of(sample):
            print(f"no rule: {sample.tool}:{sample.identity} {'good' if sample.good else 'bad'} {sample.number}")
            continue
        same = agrees(linter, sample)
        judged.setdefault((sample.tool, sample.identity), Counter())[sample.good, same] += 1
        if not same:
            differing.append(sample)
    failed = False
    print("| tool | ids | bad examples found | good examples silent | share |\n|---|---|---|---|---|")
    for tool, title in TOOLS.items():
        total: Counter[tuple[bool, bool]] = Counter()
        identities = [counts for (name, _), counts in judged.items() if name == tool]
        for counts in identities:
            total += counts
        if not total:
            continue
        bad, good = total[False, True] + total[False, False], total[True, True] + total[True, False]
        share = (total[False, True] + total[True, True]) / (bad + good)
        failed |= share < 0.95
        counts = f"{total[False, True]} of {bad} | {total[True, True]} of {good}"
        print(f"| {title} | {len(identities)} | {counts} | {share:.1%} |")
    for sample in differing:
        print(f"{sample.tool}:{sample.identity} {'good' if sample.good else 'bad'} {sample.number}")
        if options.show:
            print("    " + sample.text.replace("\n", "\n    "))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
