"""Images of a Docker engine, built and read through the SDK, for scripts that compare builds.

The engine's BuildKit is reached by the API, `/build` with `version=2`, so that no plugin is needed. A build that uses
secrets needs a session, which the SDK lacks: the engine's own docker command makes it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import docker
from docker.errors import APIError, DockerException

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    # Path in the image to what is there.
    Files = dict[str, "Entry"]

PROXIES = [name for word in ("http_proxy", "https_proxy", "no_proxy") for name in (word, word.upper())]
# Docker's own command from the engine's package has BuildKit inside; a newer one on PATH may want a plugin.
COMMANDS = ("/usr/bin/docker", "docker")
STAND_IN = "org.dockerlint.stand-in"
CONFIGURATION = (
    "Env",
    "Cmd",
    "Entrypoint",
    "User",
    "WorkingDir",
    "ExposedPorts",
    "Volumes",
    "Labels",
    "Healthcheck",
    "StopSignal",
    "Shell",
    "OnBuild",
)
# What an engine makes for a container: it is not of the image.
MADE_BY_THE_ENGINE = (".dockerenv", "etc/hosts", "etc/hostname", "etc/mtab", "etc/resolv.conf")
MOUNTED_BY_THE_ENGINE = ("dev/", "proc/", "sys/")
KINDS = {
    tarfile.REGTYPE: "file",
    tarfile.AREGTYPE: "file",
    tarfile.LNKTYPE: "file",
    tarfile.SYMTYPE: "link",
    tarfile.DIRTYPE: "directory",
    tarfile.CHRTYPE: "device",
    tarfile.BLKTYPE: "device",
    tarfile.FIFOTYPE: "pipe",
}


class Trouble(Exception):  # noqa: N818  # its text is the message
    """An engine that does not answer, or a build that failed."""


class Entry(NamedTuple):
    """A path of an image's merged file system; `content` is a file's digest or a link's target."""

    kind: str
    mode: int
    owner: str
    content: str
    size: int


class Built(NamedTuple):
    """An image that was built: its id, its bytes, and how many seconds it took."""

    image: str
    size: int
    seconds: float


class Recipe(NamedTuple):
    """What a build takes beside the text of the Dockerfile."""

    context: Path
    arguments: Mapping[str, str] = {}
    secrets: Mapping[str, str] = {}
    target: str = ""


class Engine:
    """A Docker engine that answers. Raises Trouble where none does."""

    def __init__(self) -> None:
        try:
            self._client = docker.from_env(timeout=600)
            self._client.ping()
        except DockerException as error:
            raise Trouble(f"no Docker engine answers (tests/engine/ensure_engine starts one): {error}") from error
        self._api = self._client.api
        self.version: str = self._client.version()["Version"]

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def has(self, name: str) -> bool:
        """Whether there is an image of this name."""
        return bool(self._client.images.list(name))

    def build(self, text: bytes, recipe: Recipe, *, cached: bool = True) -> Built:
        """Build a Dockerfile's text. Raises Trouble with the end of the log."""
        begin = time.monotonic()
        archive = context_archive(recipe.context, text)
        image = (self._build_by_command if recipe.secrets else self._build_by_api)(archive, recipe, cached)
        return Built(image, self._api.inspect_image(image)["Size"], time.monotonic() - begin)

    def _build_by_api(self, archive: bytes, recipe: Recipe, cached: bool) -> str:
        arguments = {name: os.environ[name] for name in PROXIES if name in os.environ}
        parameters = {
            "version": "2",
            "networkmode": "host",
            "dockerfile": "Dockerfile",
            "buildargs": json.dumps({**arguments, **recipe.arguments}),
            "target": recipe.target,
            "nocache": "" if cached else "1",
        }
        headers = {"Content-Type": "application/x-tar"}
        url = self._api._url("/build")  # noqa: SLF001  # the SDK's own build knows the classic builder only
        answer = self._api._post(url, data=archive, params=parameters, headers=headers, stream=True, timeout=None)  # noqa: SLF001
        image, log = "", bytearray()
        try:
            self._api._raise_for_status(answer)  # noqa: SLF001
            for line in self._api._stream_helper(answer, decode=True):  # noqa: SLF001
                if line.get("id") == "moby.image.id":
                    image = line["aux"]["ID"]
                elif line.get("id") == "moby.buildkit.trace":
                    log += log_of(base64.b64decode(line["aux"]))
                elif "error" in line:
                    raise Trouble(f"{tail(log)}{line['error']}")
        except APIError as error:
            raise Trouble(str(error)) from error
        return image

    def _build_by_command(self, archive: bytes, recipe: Recipe, cached: bool) -> str:
        command = next((path for path in COMMANDS if Path(path).exists()), COMMANDS[-1])
        with tempfile.TemporaryDirectory() as folder:
            words = [command, "build", "--network=host", "--progress=plain", "--iidfile", f"{folder}/image"]
            words += [] if cached else ["--no-cache"]
            words += ["--target", recipe.target] if recipe.target else []
            for name, value in recipe.arguments.items():
                words += ["--build-arg", f"{name}={value}"]
            for name in PROXIES:
                words += ["--build-arg", name] if name in os.environ else []
            for name, value in recipe.secrets.items():
                Path(folder, name).write_text(value, encoding="utf-8")
                words += ["--secret", f"id={name},src={folder}/{name}"]
            environment = {**os.environ, "DOCKER_BUILDKIT": "1"}
            done = subprocess.run([*words, "-"], input=archive, capture_output=True, env=environment, check=False)
            if done.returncode:
                raise Trouble(tail(done.stderr))
            return Path(folder, "image").read_text(encoding="utf-8")

    def configuration(self, image: str) -> dict[str, object]:
        """Return what an image says about running it, without the marks of stand-ins."""
        inspected = self._api.inspect_image(image)
        found = {name: inspected["Config"].get(name) or None for name in CONFIGURATION}
        found["Author"] = inspected.get("Author") or None
        if found["Labels"]:
            found["Labels"] = {key: value for key, value in found["Labels"].items() if not key.startswith(STAND_IN)}
        found["Labels"] = found["Labels"] or None
        found["Env"] = dict(pair.split("=", 1) for pair in found["Env"] or ())
        return found

    def files(self, image: str) -> Files:
        """Return the merged file system of an image."""
        container = self._api.create_container(image, command=["none"])["Id"]
        try:
            stream = Chunks(self._api.export(container, chunk_size=1 << 20))
            return entries_of(stream)
        finally:
            self._api.remove_container(container, v=True)

    def remove(self, images: set[str]) -> None:
        """Remove images, but not what other images need."""
        for image in images:
            try:
                self._api.remove_image(image, force=True)
            except APIError as error:
                if error.status_code not in (404, 409):
                    raise

    def cache(self) -> list[str]:
        """Return the ids of the records of the build cache, the newest first."""
        records = self._api.df()["BuildCache"] or ()
        return [record["ID"] for record in sorted(records, key=lambda record: record["CreatedAt"], reverse=True)]

    def forget(self, records: list[str]) -> None:
        """Remove records of the build cache. A parent goes after its children, so it may take several rounds."""
        removed = True
        while records and removed:
            removed, left = False, []
            for record in records:
                filters = json.dumps({"id": {record: True}})
                url = self._api._url("/build/prune")  # noqa: SLF001  # the SDK's own prune knows no filters
                answer = self._api._post(url, params={"all": "1", "filters": filters})  # noqa: SLF001
                if answer.json().get("CachesDeleted"):
                    removed = True
                else:
                    left.append(record)
            records = left


class Chunks(io.RawIOBase):
    """A stream of chunks as a file that can be read once."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill a buffer with what comes next."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def entries_of(stream: io.RawIOBase) -> Files:
    """Read the archive that `docker export` makes. A hard link counts as the file that it leads to."""
    found: Files = {}
    with tarfile.open(fileobj=io.BufferedReader(stream, 1 << 16), mode="r|", errors="surrogateescape") as archive:
        for member in archive:
            path = member.name.removeprefix("./").strip("/")
            if path in MADE_BY_THE_ENGINE or f"{path}/".startswith(MOUNTED_BY_THE_ENGINE):
                continue
            owner = f"{member.uid}:{member.gid}"
            content, size = member.linkname, 0
            if member.islnk():
                content, size = found[member.linkname].content, found[member.linkname].size
            elif member.isreg():
                content, size = digest_of(archive.extractfile(member)), member.size
            found[path] = Entry(KINDS.get(member.type, "unknown"), member.mode, owner, content, size)
            archive.members = []  # it would keep all of them
    return found


def digest_of(file: io.BufferedReader) -> str:
    """Return a digest of a file's content."""
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def context_archive(folder: Path, text: bytes) -> bytes:
    """Return a build context: a folder's files with this text as the Dockerfile."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as context:
        for path in sorted(folder.iterdir()):
            if path.name not in ("Dockerfile", "case.yaml"):
                context.add(path, arcname=path.name, filter=of_root)
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(text)
        context.addfile(entry, io.BytesIO(text))
    return archive.getvalue()


def of_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Make a member the same on every machine: whose it is, when it was written, what the umask was."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o755 if member.mode & 0o100 else 0o644
    return member


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the fields of a protobuf message: number and value. Fixed-size ones do not occur in BuildKit's status."""
    place = 0

    def number() -> int:
        nonlocal place
        value = shift = 0
        while True:
            byte = message[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while place < len(message):
        key = number()
        if key & 7 == 0:
            yield key >> 3, number()
        else:
            size = number()
            yield key >> 3, message[place : place + size]
            place += size


def log_of(status: bytes) -> bytes:
    """Return what the steps printed, from BuildKit's status: field 3 has the logs, whose field 4 is the text."""
    return b"".join(
        text
        for field, log in fields(status)
        if field == 3 and isinstance(log, bytes)
        for part, text in fields(log)
        if part == 4 and isinstance(text, bytes)
    )


def tail(log: bytes | bytearray) -> str:
    """Return the end of a log."""
    return "\n".join([*log.decode(errors="replace").splitlines()[-15:], ""])
