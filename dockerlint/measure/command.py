"""Building with the command `docker build`, for what the engine's API cannot be asked for: secrets."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import threading
from contextlib import suppress

from dockerlint.measure.build import _Build, _plain, _proxies
from dockerlint.measure.errors import EngineError
from dockerlint.measure.trace import Vertex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class CommandBuild(_Build):
    """One build through the command."""

    _process: subprocess.Popen[bytes] | None = None

    def cancel(self) -> None:
        """End the command; with its connection the build ends on the engine."""
        self._is_over.set()
        process = self._process
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            if process.poll() is None:
                process.kill()

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield the lines that the command prints."""
        request = self.request
        with tempfile.TemporaryDirectory(prefix="dockerlint-") as folder:
            result = os.path.join(folder, "id")
            command = [*docker_command(), "--progress=plain", "--iidfile", result, "-t", self.tag, "-f", self.name]
            for name, value in {**_proxies(self.engine.api), **request.build_args}.items():
                command += ["--build-arg", f"{name}={value}"]
            for secret in request.secrets:
                command += ["--secret", secret]
            for option, text in (
                ("network", request.network),
                ("target", request.target),
                ("platform", request.platform),
            ):
                if text:
                    command += [f"--{option}", text]
            if request.no_cache:
                command.append("--no-cache")
            environment = {**os.environ, "DOCKER_BUILDKIT": "1", "DOCKER_HOST": self.engine.host}
            environment.pop("DOCKER_CONTEXT", None)
            process = self._process = subprocess.Popen(  # noqa: S603  # the user's own docker, without a shell
                [*command, "-"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
            )
            feeder = threading.Thread(target=self._feed, args=(process,), daemon=True)
            feeder.start()
            for line in process.stdout or ():
                yield {"line": line.decode("utf-8", "replace").rstrip("\n")}
            if process.wait():
                yield {"error": "the command `docker build` failed"}
                return
            with open(result, encoding="ascii") as file:
                yield {"aux": {"ID": file.read().strip()}}

    def _feed(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdin is not None:
            with suppress(OSError), process.stdin:
                for piece in self.body():
                    process.stdin.write(piece)

    def take(self, event: dict[str, Any]) -> None:
        """Take one line: `#7 [2/3] RUN …`, `#7 1.23 text`, `#7 CACHED`, `#7 DONE 0.1s`, `#7 ERROR: …`."""
        if "line" not in event:
            if event.get("error") and self._error:
                return
            super().take(event)
            return
        line = _plain(str(event["line"]))
        found = re.match(r"#(\d+) (.*)", line)
        if not found:
            if line.startswith("ERROR:") and not self._error:
                self._error = line.removeprefix("ERROR:").strip()
            elif line and not line.startswith((" > ", "---", ">>>", " ")):
                self._print(line + "\n")
            return
        number, text = found.group(1).encode(), found.group(2)
        vertex = self.trace.vertices.get(number)
        if vertex is None:
            vertex = self.trace.vertices.setdefault(number, Vertex(number))
            vertex.name = text
            if not text.startswith("[internal]"):
                self._say("step", text)
        elif text == "CACHED":
            vertex.is_cached = True
        elif text.startswith("DONE "):
            seconds = text[5:].rstrip("s")
            if seconds.replace(".", "", 1).isdecimal():
                vertex.started, vertex.completed = 1, 1 + int(float(seconds) * 1e9)
        elif text.startswith("ERROR: "):
            vertex.error = text[7:]
            self._error = vertex.error
        elif text != vertex.name:
            self._print(re.sub(r"^\d+\.\d+ ?", "", text) + "\n")


def docker_command() -> list[str]:
    """Return the beginning of a command that builds with BuildKit: one with buildx, or one old enough to hold it."""
    candidates = dict.fromkeys(
        path for path in (shutil.which("docker"), "/usr/bin/docker") if path and os.path.exists(path)
    )
    for path in candidates:
        if _says(path, "buildx", "version"):
            return [path, "buildx", "build", "--load"]
    for path in candidates:
        release = _says(path, "--version").removeprefix("Docker version ").partition(".")[0]
        if release.isdecimal() and 18 <= int(release) < 23:
            return [path, "build"]
    raise EngineError(
        "secrets need the command `docker` with its plugin buildx, or one older than 23.0, and "
        + ("this one has neither" if candidates else "there is none")
    )


def _says(path: str, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # the user's own docker, without a shell
            [path, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace").strip()
