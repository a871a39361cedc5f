"""Measuring a large image from its archive, beside `sha256sum` of the same file.

    python tests/benchmarks/image.py [--gigabytes N] [--files N] [--rounds N] [ARCHIVE]

Without ARCHIVE an image is made: three layers of files of all sizes, a tenth of them written again by the next layer.
Budget: at most 150 MB of memory, and at most 2 x the time of sha256sum, by the clock. Exits with 1 where it is
exceeded.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import random
import statistics
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from measuring import ROOT, measure

MOST_MEMORY = 150_000_000
MOST_TIMES = 2.0
LAYERS = 3


def make(path: Path, size: int, files: int) -> None:
    """Write the archive of an image with about so many bytes and files."""
    chance = random.Random(1)  # noqa: S311
    noise = chance.randbytes(8 << 20)
    # As in real images: most files are small, a few hold most of the bytes.
    shares = [min(chance.paretovariate(1.1) - 1, 500) for _ in range(files)]
    lengths = [round(share * size / sum(shares)) for share in shares]
    names, digests = [], []
    with tarfile.open(path, "w") as archive:
        for number in range(LAYERS):
            layer = path.with_name(f"layer{number}.tar")
            with tarfile.open(layer, "w") as inner:
                for index in range(files // LAYERS):
                    length = lengths[number * (files // LAYERS) + index]
                    again = number and index % 10 == 0
                    info = tarfile.TarInfo(f"usr/lib/d{index % 500}/{number - bool(again)}-{index}")
                    info.size = length
                    start = chance.randrange(1 << 20)
                    inner.addfile(info, _Repeated(noise, start, length))
            digest = hashlib.sha256()
            with layer.open("rb") as file:
                while data := file.read(1 << 20):
                    digest.update(data)
            digests.append("sha256:" + digest.hexdigest())
            names.append(f"{number}/layer.tar")
            archive.add(layer, names[-1])
            layer.unlink()
        config = {
            "architecture": "amd64",
            "os": "linux",
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": digests},
            "history": [{"created_by": f"RUN /bin/sh -c step {number}"} for number in range(LAYERS)],
        }
        manifest = [{"Config": "config.json", "RepoTags": ["large:1"], "Layers": names}]
        for name, document in (("config.json", config), ("manifest.json", manifest)):
            data = json.dumps(document).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


class _Repeated(io.RawIOBase):
    """So many bytes of a noise that is repeated."""

    def __init__(self, noise: bytes, start: int, length: int) -> None:
        self._noise = noise
        self._at = start
        self._left = length

    def read(self, size: int = -1) -> bytes:
        """Return up to so many bytes."""
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._noise[self._at : self._at + wanted]
        self._at = (self._at + len(data)) % len(self._noise)
        self._left -= len(data)
        return data if len(data) == wanted else data + self.read(wanted - len(data))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", nargs="?", type=Path)
    parser.add_argument("--gigabytes", type=float, default=2.0)
    parser.add_argument("--files", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        path = options.archive
        if path is None:
            path = Path(folder) / "image.tar"
            make(path, round(options.gigabytes * 1e9), options.files)
        path = path.absolute()
        size = path.stat().st_size
        commands = {
            "sha256sum": ["sha256sum", path],
            "dockerlint measure": [sys.executable, "-m", "dockerlint", "measure", path, "--json", "--dive-ci", "none"],
        }
        runs = {name: [measure(one, Path(folder)) for _ in range(options.rounds)] for name, one in commands.items()}
    print(f"an archive of {size / 1e9:.2f} GB, {options.rounds} rounds")
    seconds = {name: statistics.median(one.wall for one in found) for name, found in runs.items()}
    peak = max(one.peak for one in runs["dockerlint measure"])
    for name, found in runs.items():
        cpu = statistics.median(one.cpu for one in found)
        most = max(one.peak for one in found) / 1e6
        print(f"{name:20} {seconds[name]:6.2f} s, {cpu:6.2f} s of processor, {most:.0f} MB")
    times = seconds["dockerlint measure"] / seconds["sha256sum"]
    print(f"{times:.2f} times sha256sum (at most {MOST_TIMES:g}), at most {MOST_MEMORY / 1e6:.0f} MB")
    return int(times > MOST_TIMES or peak > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
