"""What the benchmarks share: a process measured, an installed wheel, a table."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
# What a wheel is built from; a copy of it, so that nothing is left in the working tree.
SOURCES = ("dockerlint", "rules", "fixers", "pyproject.toml", "setup.py", "README.md", "LICENSE")


# What `--shellcheck` of a benchmark may be, with the options it means for the program. hadolint always asks ShellCheck.
SHELLCHECK = {
    "off": ("--shellcheck", "off"),
    "on": ("--shellcheck", "on", "--no-cache"),
    "seen": ("--shellcheck", "on"),  # the warming run fills the cache
}


class Usage:
    """What a process took: seconds of processor and of clock, and bytes of memory at its peak."""

    def __init__(self, cpu: float, wall: float, peak: int) -> None:
        self.cpu = cpu
        self.wall = wall
        self.peak = peak


def measure(command: Sequence[str | Path], directory: Path | None = None) -> Usage:
    """Run a command with its output thrown away. Linters may exit with 1; other codes raise.

    It runs away from this project, whose pyproject.toml would be read for configuration.
    """
    start = time.perf_counter()
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=directory or gettempdir(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} exited with {process.returncode}: {errors.decode()[:2000]}")
    return Usage(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024)


@contextmanager
def installed(wheel: Path | None = None, extra: str = "shellcheck") -> Iterator[Path]:
    """Install a wheel, or one built here, in a new environment; give the environment's folder of programs."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source"
        source.mkdir()
        for each in SOURCES:
            if (ROOT / each).is_dir():
                shutil.copytree(ROOT / each, source / each, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / each, source)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

        def quietly(*command: str | Path) -> None:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)

        if wheel is None:
            quietly(sys.executable, "-m", "build", "--wheel", "--outdir", folder, source)
            wheel = next(folder.glob("*.whl"))
        quietly(sys.executable, "-m", "venv", folder / "venv")
        programs = folder / "venv" / "bin"
        # The stub that starts the command is the installer's work, and an old one's costs more.
        quietly(programs / "python", "-m", "pip", "install", "--quiet", "--upgrade", "pip")
        quietly(programs / "python", "-m", "pip", "install", "--quiet", f"{wheel}[{extra}]")
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        for variable in [name for name in os.environ if name.startswith("PYTHON")]:
            del os.environ[variable]
        stub = (programs / "dockerlint").read_text(encoding="utf-8")
        pip = subprocess.run([programs / "pip", "--version"], capture_output=True, text=True, check=True).stdout
        imports = [line.strip() for line in stub.splitlines() if line.startswith(("import", "from"))]
        print(
            f"Python {sys.version.split()[0]}; the console stub is that of pip {pip.split()[1]}: {'; '.join(imports)}"
        )
        yield programs


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with what all benchmarks take."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder with Dockerfiles, by any name, right in it")
    parser.add_argument("--wheel", type=Path, help="the wheel to install, such as a compiled one (default: built here)")
    parser.add_argument(
        "--hadolint",
        type=Path,
        default=Path(sys.executable).with_name("hadolint"),
        help="the peer's program (default: the one beside the interpreter)",
    )
    parser.add_argument(
        "--shellcheck",
        choices=SHELLCHECK,
        default="off",
        help="whether the scripts in RUN go to ShellCheck too, and were seen before (default: %(default)s)",
    )
    return parser


def files_in(folder: Path, most: int | None = None) -> list[Path]:
    """Return the files of a folder, or so many of them, spread evenly over their names."""
    files = sorted(path.resolve() for path in folder.iterdir() if path.is_file())
    if not files:
        raise SystemExit(f"{folder}: no files")
    return files if most is None or most >= len(files) else [files[i * len(files) // most] for i in range(most)]


def table(rows: dict[str, list[Usage]], unit: float = 1.0, base: str = "hadolint") -> None:
    """Print the medians of each row, and how often they fit into those of the base."""
    medians = {
        name: (
            statistics.median(usage.cpu for usage in usages) * unit,
            statistics.median(usage.wall for usage in usages) * unit,
            statistics.median(usage.peak for usage in usages) / 1e6,
        )
        for name, usages in rows.items()
    }
    print(f"{'':<24}{'cpu ms':>10}{'wall ms':>10}{'peak MB':>10}{'x cpu':>10}{'x wall':>10}")
    for name, (cpu, wall, peak) in medians.items():
        line = f"{name:<24}{cpu * 1000:>10.1f}{wall * 1000:>10.1f}{peak:>10.0f}"
        if base in medians:
            line += f"{cpu / medians[base][0]:>10.3f}{wall / medians[base][1]:>10.3f}"
        print(line)
