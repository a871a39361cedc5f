"""One file in a process of its own, the wheel in a clean environment, beside hadolint.

    python tests/benchmarks/cold.py FOLDER [--files N] [--rounds N] [--select RULES]
        [--shellcheck off|on|seen]

Budget: at most 1 x hadolint, by processor time and by the clock; 2 x with ShellCheck. Exits with 1 where it is
exceeded.
"""

from __future__ import annotations

import random
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from measuring import SHELLCHECK, Usage, arguments, files_in, installed, measure, table

# How many times hadolint's.
BUDGETS = {"off": 1, "on": 2, "seen": 2}


def main() -> int:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--files", type=int, default=100, help="how many (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="how often each (default: %(default)s)")
    parser.add_argument("--select", default="recommended", help="the rules (default: %(default)s)")
    options = parser.parse_args()
    files = files_in(options.folder, options.files)
    with installed(options.wheel) as programs:
        ours = [programs / "dockerlint", "check", "--select", options.select, *SHELLCHECK[options.shellcheck]]
        commands = {
            "hadolint": [options.hadolint],
            "bare Python": [programs / "python", "-c", "pass"],
            "dockerlint": ours,
            "dockerlint, json": [*ours, "--output-format", "json"],
            "dockerlint --version": [programs / "dockerlint", "--version"],
        }
        takes_file = {name for name in commands if name not in ("bare Python", "dockerlint --version")}
        for command in commands.values():
            measure([*command, files[0]] if command[-1] != "pass" else command)  # warms caches, writes byte code
        rows: dict[str, list[Usage]] = {name: [] for name in commands}
        order = random.Random(0)  # noqa: S311  # what runs before a program has an effect on it
        for _ in range(options.rounds):
            for file in files:
                for name, command in order.sample(list(commands.items()), len(commands)):
                    rows[name].append(measure([*command, file] if name in takes_file else command))
    table(rows)
    worst = 0.0
    for kind in ("cpu", "wall"):
        pairs = zip(rows["dockerlint"], rows["hadolint"], strict=True)
        ratio = statistics.median(getattr(ours, kind) / getattr(theirs, kind) for ours, theirs in pairs)
        print(f"median of the ratios file by file, {kind}: {ratio:.3f}")
        worst = max(worst, ratio)
    return int(worst > BUDGETS[options.shellcheck])


if __name__ == "__main__":
    sys.exit(main())
