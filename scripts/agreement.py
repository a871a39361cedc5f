"""How far findings agree with hadolint's over a folder of Dockerfiles.

    python scripts/agreement.py FOLDER [--codes DL3008,SC2086] [--least 0.98] [--show CODE] [--peer-output FILE]

Agreement is the share of pairs (file, code) that both report among those that either does, over the files that
hadolint can parse. Ours are those of `--select hadolint`, the group that gives each rule hadolint's own reading.
`--peer-output` names a file that keeps hadolint's findings between runs. Exits with 1 where a code has less than
`--least`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = 500  # files of one command line
UNREADABLE = "DL1000"


def shares(files: list[str]) -> Iterator[list[str]]:
    """Yield the files in portions that a command line can hold."""
    for start in range(0, len(files), AT_ONCE):
        yield files[start : start + AT_ONCE]


def run(command: list[str], files: list[str]) -> list[dict[str, Any]]:
    """Run a linter over files and return its findings."""
    found: list[dict[str, Any]] = []
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for share in shares(files):
        # The working directory is not this project's, whose configuration would be read.
        output = subprocess.run([*command, *share], capture_output=True, check=False, cwd="/", env=environment).stdout
        found += json.loads(output)
    return found


def peers(options: argparse.Namespace, files: list[str]) -> dict[tuple[str, str], list[int]]:
    """Return the lines of hadolint's findings by file and code."""
    if options.peer_output and options.peer_output.exists():
        found = json.loads(options.peer_output.read_text(encoding="utf-8"))
    else:
        found = run([options.hadolint, "--no-fail", "--format", "json"], files)
        if options.peer_output:
            options.peer_output.write_text(json.dumps(found), encoding="utf-8")
    lines: dict[tuple[str, str], list[int]] = {}
    for each in found:
        lines.setdefault((each["file"], each["code"]), []).append(each["line"])
    return lines


def ours(files: list[str]) -> dict[tuple[str, str], list[int]]:
    """Return the lines of our findings by file and hadolint's code."""
    command = [sys.executable, "-m", "dockerlint", "check", "--isolated", "--select", "hadolint", "--exit-zero"]
    lines: dict[tuple[str, str], list[int]] = {}
    for each in run([*command, "--output-format", "json"], files):
        names = [name.partition(":") for name in (each["rule"], *each["aliases"])]
        for prefix, _, code in names:
            if prefix in ("hadolint", "shellcheck"):
                lines.setdefault((each["filename"], code), []).append(each["location"]["row"])
    return lines


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder with Dockerfiles, by any name, at any depth")
    parser.add_argument("--codes", default="", help="only these, separated by commas (default: all that we have)")
    parser.add_argument("--least", type=float, default=0.0, help="the least share for each code")
    parser.add_argument("--show", default="", metavar="CODE", help="list the files that differ, with lines")
    parser.add_argument("--peer-output", type=Path, metavar="FILE", help="where hadolint's findings are kept")
    parser.add_argument("--hadolint", default=str(Path(sys.executable).with_name("hadolint")), help="the program")
    options = parser.parse_args()
    files = sorted(str(path.resolve()) for path in options.folder.rglob("*") if path.is_file())
    theirs, mine = peers(options, files), ours(files)
    unreadable = {file for file, code in theirs if code == UNREADABLE}
    given = set(filter(None, options.codes.split(",")))
    codes = given or {code for _, code in mine}
    pairs = [{pair for pair in one if pair[1] in codes and pair[0] not in unreadable} for one in (theirs, mine)]
    sizes = [
        Counter(code for _, code in each) for each in (pairs[0] & pairs[1], pairs[0] - pairs[1], pairs[1] - pairs[0])
    ]
    print(f"{len(files)} files, {len(unreadable)} of which hadolint cannot read")
    print(f"{'':<8}{'both':>7}{'hadolint':>10}{'ours':>7}{'agreement':>11}")
    failed = False
    for code in sorted(codes):
        both, only_theirs, only_ours = (size[code] for size in sizes)
        union = both + only_theirs + only_ours
        share = both / union if union else 1.0
        failed |= share < options.least
        print(f"{code:<8}{both:>7}{only_theirs:>10}{only_ours:>7}{share:>11.4f}")
    both, union = len(pairs[0] & pairs[1]), len(pairs[0] | pairs[1])
    print(f"all: {both} of {union} pairs, {both / union if union else 1:.4f}")
    for name, one, lines in (("hadolint", pairs[0] - pairs[1], theirs), ("ours", pairs[1] - pairs[0], mine)):
        for file, code in sorted(pair for pair in one if pair[1] == options.show):
            print(f"only {name}: {file}:{','.join(map(str, lines[file, code]))}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
