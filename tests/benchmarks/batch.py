"""Many files in one run, the wheel in a clean environment, beside hadolint.

    python tests/benchmarks/batch.py FOLDER [--files N] [--rounds N] [--select RULES] [--jobs N ...]
        [--shellcheck off|on|seen]

Both print their report for people, which in ours shows the lines; JSON, with fixes and savings in ours, stands beside
it. Budget: at least 30 times as fast as hadolint, by the clock; with ShellCheck 4 times, and 30 times where it has seen
the scripts before. Exits with 1 where it is missed.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from measuring import SHELLCHECK, Usage, arguments, files_in, installed, measure, table

# How many times as fast as hadolint.
BUDGETS = {"off": 30, "on": 4, "seen": 30}


def main() -> int:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--files", type=int, help="how many (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="how often (default: %(default)s)")
    parser.add_argument("--select", default="ALL", help="the rules (default: %(default)s)")
    parser.add_argument("--jobs", type=int, nargs="*", default=[], help="numbers of processes to try as well")
    options = parser.parse_args()
    files = files_in(options.folder, options.files)
    with installed(options.wheel) as programs:
        ours = [programs / "dockerlint", "check", "--isolated", "--select", options.select]
        ours += SHELLCHECK[options.shellcheck]
        commands = {
            "hadolint": [options.hadolint, "--no-fail"],
            "hadolint, json": [options.hadolint, "--no-fail", "--format", "json"],
            "dockerlint": ours,
            "dockerlint, json": [*ours, "--output-format", "json"],
            **{f"dockerlint, {jobs} processes": [*ours, "--jobs", str(jobs)] for jobs in options.jobs},
        }
        measure([*ours, *files])  # warms caches, writes byte code
        rows: dict[str, list[Usage]] = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                rows[name].append(measure([*command, *files]))
    print(f"{len(files)} files, median of {options.rounds} rounds")
    table(rows)
    wall = {name: statistics.median(usage.wall for usage in usages) for name, usages in rows.items()}
    print(
        f"dockerlint: {wall['dockerlint'] / len(files) * 1000:.2f} ms a file, "
        f"{wall['hadolint'] / wall['dockerlint']:.1f} times as fast as hadolint"
    )
    return int(wall["hadolint"] < BUDGETS[options.shellcheck] * wall["dockerlint"])


if __name__ == "__main__":
    sys.exit(main())
