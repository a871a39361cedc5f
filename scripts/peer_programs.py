"""How findings agree with those of the programs of other tools, over a folder of Dockerfiles.

    python scripts/peer_programs.py TOOL FOLDER OUTPUT [--show ID] [--markdown]

OUTPUT is what the tool printed about the folder, as JSON:

    dockerfile-utils  node scripts/peer_programs.cjs dockerfile-utils FOLDER
    parfum            node scripts/peer_programs.cjs parfum FOLDER
    dockerfilelint    node scripts/peer_programs.cjs dockerfilelint FOLDER
    checkov           checkov -d FOLDER --framework dockerfile -o json --compact --quiet
    trivy             trivy config --misconfig-scanners dockerfile -f json FOLDER
    kics              kics scan -p FOLDER -t Dockerfile -o . (results.json)

Ours are the findings of `--select ALL`. A pair is a file and an id of the tool. Where a rule carries several ids of the
tool, its finding counts for those that the tool reports for the file, or under the rule's name if it reports none.
checkov, trivy and KICS find only files with certain names: give each Dockerfile a folder of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Lines = dict[tuple[str, str], list[int]]  # the lines of findings by file and id

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.agreement import run  # noqa: E402


def plain(output: list[dict[str, Any]]) -> Iterator[tuple[str, str, int]]:
    """Yield file, id and line of what `peer_programs.cjs` prints."""
    for each in output:
        yield each["file"], each["code"], each["line"]


def checkov(output: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield file, id and line of checkov's findings."""
    for each in output["results"]["failed_checks"]:
        yield each["file_abs_path"], each["check_id"], each["file_line_range"][0]


def trivy(output: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield file, id and line of trivy's findings."""
    for target in output["Results"]:
        for each in target.get("Misconfigurations", ()):
            yield target["Target"], each["ID"], each["CauseMetadata"].get("StartLine", 1)


def kics(output: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield file, id and line of KICS' findings."""
    for query in output["queries"]:
        for each in query["files"]:
            yield each["file_name"], query["query_id"][:8], each["line"]


READERS: dict[str, Callable[..., Iterator[tuple[str, str, int]]]] = {
    "dockerfile-utils": plain,
    "parfum": plain,
    "dockerfilelint": plain,
    "dockerfile_lint": plain,
    "checkov": checkov,
    "trivy": trivy,
    "kics": kics,
}


def read(options: argparse.Namespace) -> Iterator[tuple[str, str, int]]:
    """Yield file, id and line of the tool's findings; a plain list of them will do for every tool."""
    output = json.loads(options.output.read_text(encoding="utf-8"))
    return (plain if isinstance(output, list) else READERS[options.tool])(output)


def peers(options: argparse.Namespace, files: list[str]) -> Lines:
    """Return the tool's findings. A name in its output is absolute, or relative to some folder above the file."""
    by_ending: dict[str, str] = {}
    for file in files:
        relative = Path(file).relative_to(options.folder.resolve())
        by_ending[str(relative)] = file
    lines: Lines = {}
    for name, code, line in read(options):
        parts = Path(name).parts
        endings = (str(Path(*parts[start:])) for start in range(len(parts)))
        file = next((by_ending[ending] for ending in endings if ending in by_ending), "")
        if file:
            lines.setdefault((file, code), []).append(line)
    return lines


def ours(tool: str, files: list[str]) -> list[tuple[str, str, list[str], int]]:
    """Return file, rule, the rule's ids of the tool and line of each of our findings."""
    command = [sys.executable, "-m", "dockerlint", "check", "--isolated", "--select", "ALL", "--shellcheck", "off"]
    found = []
    for each in run([*command, "--exit-zero", "--output-format", "json"], files):
        codes = [name.removeprefix(f"{tool}:") for name in each["aliases"] if name.startswith(f"{tool}:")]
        if codes:
            found.append((each["filename"], each["rule"], codes, each["location"]["row"]))
    return found


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", choices=READERS)
    parser.add_argument("folder", type=Path, help="a folder with Dockerfiles, by any name, at any depth")
    parser.add_argument("output", type=Path, help="what the tool printed about the folder")
    parser.add_argument("--show", default="", metavar="ID", help="list the files that differ, with lines")
    parser.add_argument("--markdown", action="store_true", help="print a table for docs/agreement.md")
    options = parser.parse_args()
    files = sorted(str(path) for path in options.folder.resolve().rglob("*") if path.is_file())
    theirs = peers(options, files)
    mine: Lines = {}
    for file, rule, codes, line in ours(options.tool, files):
        shared = [code for code in codes if (file, code) in theirs]
        for code in shared or (codes if len(codes) == 1 else [rule]):
            mine.setdefault((file, code), []).append(line)
    both, theirs_only, mine_only = theirs.keys() & mine, theirs.keys() - mine, mine.keys() - theirs
    counts = [Counter(code for _, code in pairs) for pairs in (both, theirs_only, mine_only)]
    row = "| {} | {} | {} | {} |" if options.markdown else "{:<40}{:>7}{:>7}{:>7}"
    print(row.format(f"{len(files)} files", "both", "only it", "only ours"))
    for code in sorted({code for _, code in theirs.keys() | mine}):
        print(row.format(f"`{code}`" if options.markdown else code, *(count[code] for count in counts)))
    print(row.format("all", *map(len, (both, theirs_only, mine_only))))
    for title, pairs, lines in ((options.tool, theirs_only, theirs), ("ours", mine_only, mine)):
        for file, code in sorted(pair for pair in pairs if pair[1] == options.show):
            print(f"only {title}: {file}:{','.join(map(str, lines[file, code]))}")


if __name__ == "__main__":
    main()
