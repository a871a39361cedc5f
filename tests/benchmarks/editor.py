"""The language server while somebody types: from a change sent to its diagnostics received.

    python tests/benchmarks/editor.py FILE… [--edits N] [--kind typing|random] [--seed N] [--wheel WHEEL]

`typing` writes words at random places, character by character; `random` inserts and deletes anywhere. Each change waits
for the diagnostics of the one before. Budget: the 95th percentile is at most 15 ms for a file of 350 lines. Processor
time of the server is shown too: on a machine that others use it tells more. With a wheel, such as a compiled one, the
server is that of a new environment with it. Exits with 1 where the budget is exceeded.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from measuring import installed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

BUDGET = 0.015
ROOT = Path(__file__).resolve().parents[2]
PIECES = ("x", " ", "\n", "\\\n", " && ", "apt-get install -y curl", "RUN make\n", "ENV A=b\n", "$HOME", "'", "#")
WORDS = ("wget", "curl", "--no-cache", "/var/lib", "install", "$PATH")


class Server:
    """A server in a process of its own, spoken to byte by byte."""

    def __init__(self, program: Sequence[str | Path]) -> None:
        self._process = subprocess.Popen(
            [*program, "server", "--isolated", "--shellcheck", "off"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout
        self.request("initialize", {"capabilities": {}, "processId": os.getpid(), "rootUri": None})
        self.notify("initialized", {})

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._input.flush()

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def request(self, method: str, params: object) -> object:
        """Send a request and return the answer."""
        self._send({"id": method, "method": method, "params": params})
        while (message := self.receive()).get("id") != method:
            pass
        return message.get("result")

    def receive(self) -> dict[str, object]:
        """Return the next message."""
        length = 0
        while line := self._output.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, object] = json.loads(self._output.read(length))
        return message

    def diagnostics(self, version: int) -> int:
        """Wait for the diagnostics of a version; returns their number."""
        while True:
            message = self.receive()
            params = message.get("params")
            if isinstance(params, dict) and params.get("version") == version:
                return len(params["diagnostics"])

    def processor_time(self) -> float:
        """Return the seconds that the process has used; 0 where nobody tells."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End it as an editor does."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self._process.wait(10)


def changes(kind: str, source: random.Random) -> list[tuple[float, int, str]]:
    """Return a run of changes: a place as a share of the text, how much goes, what comes."""
    if kind == "random":
        return [(source.random(), source.choice((0, 0, 0, 1, 5)), source.choice(PIECES))]
    place = source.random()
    return [(place, 0, character) for character in source.choice(WORDS)]


def measure(
    program: Sequence[str | Path], path: Path, kind: str, number: int, seed: int
) -> tuple[list[float], float, int]:
    """Return the seconds of each change, the processor time of one, and how many findings there were at the end."""
    source = random.Random(seed)  # noqa: S311
    text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    server = Server(program)
    uri = path.resolve().as_uri()
    document = {"uri": uri, "languageId": "dockerfile", "version": 0, "text": text}
    server.notify("textDocument/didOpen", {"textDocument": document})
    found = server.diagnostics(0)
    times: list[float] = []
    used = 0.0
    version = 0
    while len(times) < number + 10:
        if len(times) == 10:  # by then, whatever a change needs is loaded
            used = server.processor_time()
        place: int | None = None  # of the next character of a word
        for share, length, piece in changes(kind, source):
            version += 1
            start = round(share * len(text)) if place is None else place
            end = min(start + length, len(text))
            change = {"range": {"start": _place(text, start), "end": _place(text, end)}, "text": piece}
            text = text[:start] + piece + text[end:]
            place = start + len(piece)
            begin = time.perf_counter()
            server.notify(
                "textDocument/didChange",
                {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]},
            )
            found = server.diagnostics(version)
            times.append(time.perf_counter() - begin)
    used = server.processor_time() - used
    server.close()
    return times[10:], used / (len(times) - 10), found


def _place(text: str, offset: int) -> dict[str, int]:
    line_start = text.rfind("\n", 0, offset) + 1
    return {"line": text.count("\n", 0, offset), "character": len(text[line_start:offset].encode("utf-16-le")) // 2}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--edits", type=int, default=300, help="how many changes (default: %(default)s)")
    parser.add_argument("--kind", choices=("typing", "random"), default="typing")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wheel", type=Path, help="the server of this wheel (default: that of these sources)")
    options = parser.parse_args()
    if options.wheel is None:
        return report([sys.executable, "-m", "dockerlint"], options)
    with installed(options.wheel, "editor") as programs:
        return report([programs / "dockerlint"], options)


def report(program: Sequence[str | Path], options: argparse.Namespace) -> int:
    """Measure each file; returns the exit code."""
    print(f"{'file':40} {'lines':>6} {'findings':>8} {'median':>8} {'p95':>8} {'max':>8} {'processor':>10}")
    worst = 0.0
    for path in options.files:
        times, used, found = measure(program, path, options.kind, options.edits, options.seed)
        ordered = sorted(times)
        p95 = ordered[int(len(ordered) * 0.95)]
        worst = max(worst, p95)
        figures = " ".join(f"{one * 1000:7.1f} " for one in (statistics.median(times), p95, ordered[-1]))
        lines = path.read_bytes().count(b"\n")
        print(f"{path.name[-40:]:40} {lines:6} {found:8} {figures}{used * 1000:9.1f}  ms")
    return int(worst > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
