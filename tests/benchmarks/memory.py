"""Memory of one run over many files, the wheel in a clean environment.

    python tests/benchmarks/memory.py FOLDER [--files N] [--select RULES] [--shellcheck off|on|seen] [--peer]

The files of the folder are linked as often as it takes. Budget: at most 200 MB for 5,000 files. Exits with 1 where it
is exceeded.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))
from measuring import SHELLCHECK, arguments, files_in, installed, measure, table

BUDGET = 200e6


def main() -> int:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--files", type=int, default=5000, help="how many (default: %(default)s)")
    parser.add_argument("--select", default="ALL", help="the rules (default: %(default)s)")
    parser.add_argument("--peer", action="store_true", help="hadolint too, which takes minutes")
    options = parser.parse_args()
    sources = files_in(options.folder)
    with installed(options.wheel) as programs, TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(options.files):
            (folder / f"{number}.Dockerfile").symlink_to(sources[number % len(sources)])
        files = [path.name for path in folder.iterdir()]
        ours = [programs / "dockerlint", "check", "--isolated", "--select", options.select]
        ours += SHELLCHECK[options.shellcheck]
        rows = {}
        for output in ("json", "text"):
            for jobs in ("1", "2"):
                command = [*ours, "--output-format", output, "--jobs", jobs, *files]
                rows[f"dockerlint, {output}, {jobs}"] = [measure(command, folder)]
        if options.peer:
            rows["hadolint"] = [measure([options.hadolint, "--no-fail", "--format", "json", *files], folder)]
    table(rows)
    worst = max(usage.peak for usages in rows.values() for usage in usages)
    print(f"{options.files} files: {worst / 1e6:.0f} MB at most")
    return int(worst > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
