"""How far the group `buildkit` agrees with BuildKit's own checks over a folder of Dockerfiles.

    python scripts/buildkit_agreement.py PROGRAM FOLDER [--show CHECK]

PROGRAM is what `scripts/buildkit_checks/main.go` compiles to. What is compared is (file, check, instruction), over the
files that BuildKit can evaluate: it stops at the first error.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dockerlint.config import Settings  # noqa: E402
from dockerlint.lint.api import check, linter_for  # noqa: E402
from dockerlint.syntax import parse  # noqa: E402
from dockerlint.syntax.tree import Tree  # noqa: E402
from scripts.agreement import shares  # noqa: E402

PREFIX = "buildkit:"

# The check and the first line of the instruction that it is about.
Place = tuple[str, int]


def instruction_line(tree: Tree, line: int) -> int:
    """Return where the instruction with a line begins; BuildKit counts some from the instruction's last line."""
    return next((item.start_line for item in tree.instructions if item.start_line <= line <= item.end_line), line)


def theirs(program: str, files: list[str], trees: dict[str, Tree]) -> dict[str, set[Place]]:
    """Return what BuildKit says, by file; files that it cannot evaluate are left out."""
    found: dict[str, set[Place]] = {}
    for share in shares(files):
        for line in subprocess.run([program, *share], capture_output=True, check=True, text=True).stdout.splitlines():
            answer = json.loads(line)
            if answer.get("error"):
                continue
            places = found[answer["file"]] = set()
            for warning in answer["warnings"] or ():
                ranges = (warning.get("location") or {}).get("ranges") or [{}]
                row = ranges[0].get("start", {}).get("line", 0)
                places.add((warning["ruleName"], instruction_line(trees[answer["file"]], row)))
    return found


def main() -> int:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the compiled scripts/buildkit_checks/main.go")
    parser.add_argument("folder", type=Path, help="a folder with Dockerfiles, by any name, at any depth")
    parser.add_argument("--show", default="", metavar="CHECK", help="list what differs")
    options = parser.parse_args()
    trees = {str(path): parse(path.read_bytes()) for path in sorted(options.folder.rglob("*")) if path.is_file()}
    linter = linter_for(Settings().with_command_line(select=["buildkit"]))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    answers = theirs(options.program, list(trees), trees)
    for path, said in answers.items():
        file, result = check(Path(path).read_bytes(), path, linter)
        ours = {
            (alias.removeprefix(PREFIX), instruction_line(trees[path], file.tree.position(finding.start)[0]))
            for finding in result.findings
            for alias in finding.aliases
            if alias.startswith(PREFIX)
        }
        for place in said | ours:
            side = "both" if place in said and place in ours else "buildkit" if place in said else "ours"
            counts[place[0]][side] += 1
            if place[0] == options.show and side != "both":
                print(f"only {side}: {path}:{place[1]}")
    print(f"{len(answers)} of {len(trees)} files that BuildKit can evaluate")
    print("| check | both | only BuildKit | only ours |\n|---|--:|--:|--:|")
    for name, count in sorted(counts.items()):
        print(f"| {name} | {count['both']} | {count['buildkit']} | {count['ours']} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
