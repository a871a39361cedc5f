"""What the table says of caches, held against the programs: an installation fills them, the clean-up empties them.

Each program works in a directory of its own, with packages and a registry that the test makes there: nothing of the
machine is read or changed, and no network is needed. A program that is missing is skipped, but not in CI.
"""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, NoReturn

import pytest

from dockerlint.knowledge.package_managers import MANAGERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from dockerlint.knowledge.package_managers import Cache


class Machine:
    """A home directory, and programs that know no other."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.work = root / "work"
        self.home.mkdir()
        self.work.mkdir()
        # No variable of the machine's own: no other registry, no cache, no proxy.
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.home), "LC_ALL": "C"}

    def run(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            arguments,
            cwd=self.work,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=50,
        )
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def place(self, cache: Cache, number: int = -1) -> Path:
        """Return where a cache is, by the default, or by the variables of one of its paths."""
        path = cache["paths"][number]
        variable, slash, rest = path.partition("/")
        start = {"~": self.home, "": self.root}.get(variable, self.root / "moved")
        return start / rest if slash else start


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def program(name: str) -> str:
    """Return the path of a program that the test cannot do without."""
    return shutil.which(name) or missing(name)


def missing(name: str) -> NoReturn:
    """Skip the test, or fail it in CI."""
    message = f"{name} is not installed"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def files(directory: Path, content: str = "") -> list[str]:
    """Return the files below a directory, or below its entry that matters."""
    return sorted(str(path) for path in (directory / content).rglob("*") if path.is_file())


def moving(cache: Cache, machine: Machine) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each path that hangs on a variable, and what has to be set for it."""
    for number, path in enumerate(cache["paths"]):
        if path.startswith("$"):
            yield number, {path[1:].partition("/")[0]: str(machine.root / "moved")}


# pip


def wheel() -> bytes:
    """Return the smallest package that pip installs."""
    content = {
        "demo.py": "",
        "demo-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n",
        "demo-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    records = []
    for name, text in content.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        records.append(f"{name},sha256={digest},{len(text)}\n")
    content["demo-1.0.dist-info/RECORD"] = "".join(records) + "demo-1.0.dist-info/RECORD,,\n"
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return stream.getvalue()


@pytest.fixture
def registry() -> Iterator[tuple[str, dict[str, tuple[str, bytes]]]]:
    """Yield the address of a server, and what it answers by path: type and body. Answers may be kept."""
    answers: dict[str, tuple[str, bytes]] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = answers.get(self.path, ("", b""))
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", answers
        server.shutdown()
        thread.join()


def test_pip(machine: Machine, registry: tuple[str, dict[str, tuple[str, bytes]]]) -> None:
    address, answers = registry
    answers["/simple/demo/"] = ("text/html", b'<a href="/demo-1.0-py3-none-any.whl">demo-1.0-py3-none-any.whl</a>')
    answers["/demo-1.0-py3-none-any.whl"] = ("application/octet-stream", wheel())
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    # No find_spec: in some environments it wakes the hook of setuptools, which warns.
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        missing("pip")
    manager = MANAGERS["pip"]
    (cache,) = manager["caches"]

    def install(*options: str, **environment: str) -> None:
        target = machine.root / "installed"
        shutil.rmtree(target, ignore_errors=True)
        # Without TLS it keeps the answers of hosts only that it is told to trust.
        where = ("--index-url", f"{address}/simple", "--trusted-host", "127.0.0.1", "--target", str(target))
        machine.run(*pip, "install", *where, *options, "demo", **environment)
        assert (target / "demo.py").exists()

    for option in manager["no_cache_options"]:
        install(option)
        assert not machine.place(cache).exists()
    for variable in manager["no_cache_variables"]:
        for value in ("1", "0"):
            install(**{variable: value})
            assert not machine.place(cache).exists()
    for number, environment in moving(cache, machine):
        install(**environment)
        assert files(machine.place(cache, number))
        assert not machine.place(cache).exists()
        shutil.rmtree(machine.root / "moved")
    for option in cache["options"]:
        install(option, str(machine.root / "moved"))
        assert files(machine.root / "moved")
        assert not machine.place(cache).exists()
    install()
    assert files(machine.place(cache))
    for verb in cache["cleaned_by"]:
        install()
        machine.run(*pip, *verb.split())
        assert [path for path in files(machine.place(cache)) if "selfcheck" not in path] == []


# npm


def test_npm(machine: Machine, registry: tuple[str, dict[str, tuple[str, bytes]]]) -> None:
    npm = program("npm")
    address, answers = registry
    stream = BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        text = b'{"name": "demo", "version": "1.0.0"}'
        entry = tarfile.TarInfo("package/package.json")
        entry.size = len(text)
        archive.addfile(entry, BytesIO(text))
    tarball = stream.getvalue()
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    version = {
        "name": "demo",
        "version": "1.0.0",
        "dist": {"tarball": f"{address}/demo/-/demo-1.0.0.tgz", "integrity": integrity},
    }
    packument = {"name": "demo", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version}}
    answers["/demo"] = ("application/json", json.dumps(packument).encode())
    answers["/demo/-/demo-1.0.0.tgz"] = ("application/octet-stream", tarball)
    manager = MANAGERS["npm"]
    (cache,) = manager["caches"]
    content = cache["content"]

    def install(*options: str, verb: str = "install", **environment: str) -> None:
        shutil.rmtree(machine.work)
        machine.work.mkdir()
        quiet = ("--no-audit", "--no-update-notifier")
        machine.run(npm, verb, "--registry", address, *quiet, *options, "demo", **environment)
        assert (machine.work / "node_modules" / "demo").is_dir()

    for number, environment in moving(cache, machine):
        install(**environment)
        assert files(machine.place(cache, number), content)
        assert not (machine.place(cache) / content).exists()
        shutil.rmtree(machine.root / "moved")
    for option in cache["options"]:
        install(option, str(machine.root / "moved"))
        assert files(machine.root / "moved", content)
        assert not (machine.place(cache) / content).exists()
    for verb in cache["cleaned_by"]:
        install(verb="i")
        assert files(machine.place(cache), content)
        machine.run(npm, *verb.split(), cache["cleaning_option"])
        assert files(machine.place(cache), content) == []
    # Without the option it refuses.
    install()
    with pytest.raises(AssertionError, match="--force"):
        machine.run(npm, *cache["cleaned_by"][0].split())
    assert files(machine.place(cache), content)


# apt


def test_apt(machine: Machine) -> None:
    apt, dpkg = program("apt-get"), program("dpkg-deb")
    manager = MANAGERS["apt"]
    lists, packages = manager["caches"]
    repository = machine.root / "repository"
    package = machine.root / "package" / "DEBIAN"
    package.mkdir(parents=True)
    repository.mkdir()
    control = "Package: demo\nVersion: 1.0\nArchitecture: all\nMaintainer: nobody\nDescription: nothing\n"
    (package / "control").write_text(control)
    deb = repository / "demo.deb"
    machine.run(dpkg, "--build", str(package.parent), str(deb))
    digest = hashlib.sha256(deb.read_bytes()).hexdigest()
    fields = f"{control}Filename: ./demo.deb\nSize: {deb.stat().st_size}\nSHA256: {digest}\n"
    (repository / "Packages").write_text(fields)
    # The root is private, and with it every path that apt knows; only its own programs are the machine's.
    for name in (
        *("etc/apt/apt.conf.d", "etc/apt/preferences.d", "var/lib/dpkg/info", "var/lib/dpkg/updates", "var/log/apt"),
        *("var/lib/apt/lists/partial", "var/cache/apt/archives/partial"),
    ):
        (machine.root / name).mkdir(parents=True)
    (machine.root / "var/lib/dpkg/status").touch()
    (machine.root / "etc/apt/sources.list").write_text(f"deb [trusted=yes] copy:{repository} ./\n")
    configuration = machine.root / "apt.conf"
    configuration.write_text(
        f'Dir "{machine.root}/";\nDir::State::status "{machine.root}/var/lib/dpkg/status";\n'
        f'APT::Sandbox::User "root";\nAPT::Architecture "amd64";\nAcquire::Languages "none";\n'
        f'DPkg::Options {{ "--root={machine.root}"; "--force-not-root"; "--force-bad-path"; }};\n'
    )
    machine.environment["APT_CONFIG"] = str(configuration)

    def downloaded() -> list[str]:
        return [path for path in files(machine.place(packages), packages["content"]) if path.endswith(".deb")]

    def listed() -> list[str]:
        return [path for path in files(machine.place(lists)) if path.endswith("Packages")]

    def install(verb: str) -> None:
        status = machine.root / "var/lib/dpkg/status"
        status.write_text("")
        # Unpacking needs root, downloading does not.
        root = os.geteuid() == 0
        machine.run(apt, verb, *manager["assume_yes"][:1], *([] if root else ["--download-only"]), "demo")
        assert ("Package: demo" in status.read_text()) is root

    known = [verb for verb in packages["cleaned_by"] if knows(machine, apt, verb)]
    assert "clean" in known
    for verb in known:
        for update in lists["filled_by"]:
            machine.run(apt, update)
        assert listed()
        assert downloaded() == []
        install("install")
        assert downloaded()
        assert listed()
        machine.run(apt, verb)
        assert downloaded() == []
        # `clean` leaves the lists, which is why the table does not name it there.
        assert bool(listed()) is (verb not in lists["cleaned_by"])


def knows(machine: Machine, apt: str, verb: str) -> bool:
    """Whether this version of apt has a verb: `distclean` came late."""
    done = subprocess.run([apt, verb], env=machine.environment, capture_output=True, text=True, check=False)
    return done.returncode == 0


# Go


def proxy(directory: Path) -> Mapping[str, str]:
    """Write a module as a proxy serves it, and return the variables that lead there and nowhere else."""
    versions = directory / "example.com" / "demo" / "@v"
    versions.mkdir(parents=True)
    module = "module example.com/demo\n\ngo 1.16\n"
    (versions / "v1.0.0.info").write_text('{"Version": "v1.0.0", "Time": "2024-01-01T00:00:00Z"}')
    (versions / "v1.0.0.mod").write_text(module)
    with zipfile.ZipFile(versions / "v1.0.0.zip", "w") as archive:
        archive.writestr("example.com/demo@v1.0.0/go.mod", module)
        archive.writestr("example.com/demo@v1.0.0/demo.go", "package main\n\nfunc main() {}\n")
    return {
        "GOPROXY": f"file://{directory}", "GOSUMDB": "off", "GOFLAGS": "-modcacherw -mod=mod", "GOTOOLCHAIN": "local",
        "GOTELEMETRY": "off", "CGO_ENABLED": "0",
    }  # fmt: skip


def test_go(machine: Machine) -> None:
    go = program("go")
    machine.environment |= proxy(machine.root / "proxy")
    manager = MANAGERS["go"]
    modules, compiled = manager["caches"]
    (machine.work / "go.mod").write_text("module example.com/work\n\ngo 1.16\n\nrequire example.com/demo v1.0.0\n")

    def fetch(**environment: str) -> None:
        machine.run(go, *manager["project_install"][0].split(), "example.com/demo", **environment)

    for number, environment in moving(modules, machine):
        fetch(**environment)
        assert files(machine.place(modules, number))
        assert not machine.place(modules).exists()
        shutil.rmtree(machine.root / "moved")
    fetch()
    assert files(machine.place(modules))
    # What only downloads compiles nothing.
    assert [path for path in files(machine.place(compiled)) if path.endswith("-d")] == []
    # A package without imports needs no standard library, which would take long.
    (machine.work / "lib.go").write_text("package work\n\nfunc F() {}\n")
    machine.run(go, "build", ".")
    assert [path for path in files(machine.place(compiled)) if path.endswith("-d")]
    for cache in (modules, compiled):
        for verb in cache["cleaned_by"]:
            machine.run(go, *verb.split())
            assert [path for path in files(machine.place(cache)) if path.endswith(("-d", ".go", ".zip"))] == []
