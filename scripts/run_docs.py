"""Run the commands of documentation pages, and compare what they print with what the page shows.

python scripts/run_docs.py PAGE...            exit 1 where a page shows something else
python scripts/run_docs.py --write PAGE...    write what the commands print into the pages

A page's `console` blocks are run in their order in one empty folder: lines that begin with `$ ` are commands, the lines
below each are what it prints. `<!-- file: NAME -->` above a code block writes the block's content into that file first.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# End-of-life dates are compared with this day: 2026-11-21.
EPOCH = "1795219200"
BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n+)?```(?P<language>\w*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `dockerlint` is this tree's, with a folder of its own for everything else."""
    programs = folder / "bin"
    programs.mkdir()
    program = programs / "dockerlint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dockerlint "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HADOLINT_", "DOCKERLINT_"))}
    return {
        **kept,
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "SOURCE_DATE_EPOCH": EPOCH,
        "COLUMNS": "100",
    }


def replayed(page: str) -> str:
    """Return a page with what its commands print in place of what it shows."""
    with tempfile.TemporaryDirectory() as name:
        around = Path(name)
        variables = environment(around)
        folder = around / "project"
        folder.mkdir()

        def replace(match: re.Match[str]) -> str:
            if match["file"]:
                path = folder / match["file"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(match["body"], encoding="utf-8")
            elif match["language"] == "console":
                commands = [line for line in match["body"].splitlines() if line.startswith("$ ")]
                shown = "".join(f"{command}\n{output(command[2:], folder, variables)}" for command in commands)
                return f"```console\n{shown}```"
            return match[0]

        return BLOCK.sub(replace, page)


def output(command: str, folder: Path, variables: dict[str, str]) -> str:
    """Return what a command prints, standard error included."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def main() -> int:
    """Compare pages, or write them."""
    names = [name for name in sys.argv[1:] if name != "--write"]
    code = 0
    for name in names:
        path = Path(name)
        before = path.read_text(encoding="utf-8")
        after = replayed(before)
        if "--write" in sys.argv[1:]:
            path.write_text(after, encoding="utf-8")
        elif before != after:
            print(f"{name}: its commands print something else: python scripts/run_docs.py --write {name}")
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
