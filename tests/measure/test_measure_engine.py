"""Against a real engine: builds of both builders, `docker export`, `docker history`, what is left behind."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from dockerlint.context import BuildContext
from dockerlint.measure.build import Builds, Built, Request
from dockerlint.measure.errors import BuildError
from dockerlint.measure.measurement import PLANTED, Measurement
from tests.measure.archives import dive_figures
from tests.measure.conftest import BASE, EMPTY, docker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.measure.engine import Engine
    from tests.measure.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = Draft202012Validator(json.loads((ROOT / "docs/schemas/measure.schema.json").read_text(encoding="utf-8")))

# Files: overwritten, deleted, emptied and replaced directories, hard links, holes, other owners and modes, links.
CASES = {
    "overwrite": "COPY . /app\nRUN echo more >> /app/a.txt\nRUN chmod 600 /app/big.bin\n",
    "delete": "COPY . /app\nRUN rm -r /app/sub /app/big.bin\n",
    "opaque": "COPY . /app\nRUN rm -rf /app/sub && mkdir /app/sub && echo 1 > /app/sub/new\n",
    "replaced": "COPY . /app\nRUN rm -rf /app/sub && echo 1 > /app/sub\nRUN rm /app/link && mkdir /app/link\n",
    "hard-links": "RUN mkdir /h && echo hello > /h/a && ln /h/a /h/b\nRUN ln /h/a /h/c\nRUN chown -R 5:6 /h\n",
    "holes": "RUN dd if=/dev/zero of=/holes bs=1 count=1 seek=3000000\nRUN chmod 600 /holes\n",
    "modes": "COPY --chown=7:8 . /app\nRUN chmod u+s,g+s,o+t /app/a.txt && ln -s nowhere /dangling && mkfifo /fifo\n",
    "empty": 'ENV A=b\nRUN true\nWORKDIR /w\nLABEL x=y\nCMD ["sh"]\n',
    "stages": "RUN echo 1 > /one\nFROM {base}\nCOPY --from=0 /one /two\nCOPY --from=0 /one /three\nUSER 1000\n",
    "twice": "COPY a.txt /z\nCOPY a.txt /z\nCOPY a.txt /y\n",
    "whiteout-names": "RUN echo 1 > /.wh-not && mkdir -p /d/e && echo 2 > /d/e/f\nRUN rm /.wh-not && rm -r /d\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "sub" / "deep" / "x").write_bytes(b"x" * 999)
    (tmp_path / "a.txt").write_text("hello\n")
    (tmp_path / "big.bin").write_bytes(b"z" * 123_456)
    (tmp_path / "link").symlink_to("a.txt")
    (tmp_path / "no.md").write_text("x")
    (tmp_path / ".dockerignore").write_text("*.md\n")
    return tmp_path


@pytest.fixture
def builds(engine: Engine) -> Iterator[Builds]:
    with Builds(engine, lambda *_: None) as found:
        yield found


def request_for(project: Path, text: str, builder: str) -> Request:
    (project / "Dockerfile").write_text(text)
    path = str(project / "Dockerfile")
    request = Request(text, path, BuildContext(str(project), path))
    request.builder = builder
    return request


def exported(image: str) -> dict[str, tuple[object, ...]]:
    """Return what `docker export` says of every path: type, size, mode, owner, link. Hard links are followed."""
    container = docker("create", image, "/none").decode().strip()
    try:
        data = docker("export", container)
    finally:
        docker("rm", container)
    found: dict[str, tuple[object, ...]] = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for info in archive:
            real = archive.getmember(info.linkname) if info.islnk() else info
            size = real.size if real.isreg() else 0
            link = real.linkname if real.issym() else None
            found[info.name.rstrip("/")] = (real.type.decode(), size, real.mode & 0o7777, real.uid, real.gid, link)
    return found


ADDED = (".dockerenv", "dev/", "etc/hosts", "etc/hostname", "etc/resolv.conf", "etc/mtab", "proc", "sys", "dev")


def compared_with_the_engine(name: str, built: Built, engine: Engine) -> Measurement:
    """Compare what is measured of an image with the engine's history, its export, and dive's figures."""
    image = engine.image(built.image)
    links = [
        sum(len(os.fsencode(entry.link or "")) for entry in layer.entries if entry.kind == "2")
        for layer in image.layers
    ]
    history = engine.api.history(built.image)[::-1]
    assert [one["CreatedBy"] for one in history] == [one.get("created_by", "") for one in image.history]
    measured = Measurement(image, name, built.stage)
    sizes = [
        told["Size"]
        for told, entry in zip(history, image.history, strict=True)
        if not entry.get("empty_layer") or told["Size"]
    ]
    for layer, length, size in zip(measured.layers, links, sizes, strict=True):
        # The classic builder, and import, count the length of links' targets too.
        assert size in (layer.bytes, layer.bytes + length), layer.instruction
    assert sum(measured.waste.values()) == measured.bytes - measured.merged_bytes

    expected = exported(built.image)
    found = {
        path: (file.kind, file.size, file.mode, file.uid, file.gid, file.link) for path, file in measured.merged.files()
    }
    for path in [path for path in {*expected, *found} if path.startswith(ADDED)]:
        expected.pop(path, None)
        found.pop(path, None)
    assert found == expected

    efficiency, wasted, percent = dive_figures(layers_of(docker("save", built.image)))
    assert measured.dive.efficiency == pytest.approx(efficiency)
    assert measured.dive.wasted_bytes == wasted
    assert measured.dive.user_wasted_percent == pytest.approx(percent)
    return measured


def layers_of(saved: bytes) -> list[list[tuple[str, int, bool]]]:
    """Read the layers of a saved image with tarfile: path, size and whether it is a directory of each entry."""
    found = []
    with tarfile.open(fileobj=io.BytesIO(saved)) as archive:
        manifest = archive.extractfile("manifest.json")
        assert manifest is not None
        for name in json.load(manifest)[0]["Layers"]:
            # extractfile() follows the link of a layer that is there twice.
            layer = archive.extractfile(name)
            assert layer is not None
            with tarfile.open(fileobj=layer, errors="surrogateescape") as inner:
                # A hard link of tarfile has the size of its header, which is 0.
                found.append(
                    [
                        (info.name.removeprefix("./").rstrip("/"), info.size if info.isreg() else 0, info.isdir())
                        for info in inner
                    ]
                )
    return [[one for one in layer if one[0] not in ("", ".") and PLANTED not in one[0]] for layer in found]


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize("name", CASES)
def test_layers_and_files_are_those_of_the_engine(
    name: str, builder: str, engine: Engine, builds: Builds, project: Path
) -> None:
    base = EMPTY if name == "empty" else BASE
    text = f"FROM {base}\n" + CASES[name].replace("{base}", base)
    built = builds.build(request_for(project, text, builder))
    measured = compared_with_the_engine(name, built, engine)
    found = [path for path, _ in measured.merged.files()]

    lines = text.splitlines()
    for layer in measured.layers:
        if not layer.is_base:
            assert layer.line is not None
            assert lines[layer.line - 1] == layer.instruction
    assert not any(file.endswith("no.md") for file in found)


def test_the_ignore_file_may_keep_the_dockerfile_out(engine: Engine, builds: Builds, project: Path) -> None:
    (project / ".dockerignore").write_text("*.md\nDockerfile\n")
    for builder in ("buildkit", "classic"):
        built = builds.build(request_for(project, f"FROM {EMPTY}\nCOPY . /app/\n", builder))
        measured = Measurement(engine.image(built.image), "x", built.stage)
        assert sorted(path for path, _ in measured.merged.files() if path.startswith("app/")) == [
            *("app/.dockerignore", "app/a.txt", "app/big.bin", "app/link", "app/sub", "app/sub/deep", "app/sub/deep/x"),
        ]


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("FROM {base}\nENV A=b\nRUN echo said && \\\n  exit 17\n", 3, "17"),
        ("FROM {base}\nCOPY nowhere /\n", 2, "nowhere"),
        ("FROM {base}\nFOO x\n", 2, "unknown instruction"),
    ],
)
def test_a_build_that_fails_names_its_line(
    builder: str, text: str, line: int, message: str, builds: Builds, project: Path
) -> None:
    with pytest.raises(BuildError, match=message) as caught:
        builds.build(request_for(project, text.replace("{base}", EMPTY), builder))
    assert caught.value.line == line
    assert f"Dockerfile:{line}: " in str(caught.value)
    assert ("said" in caught.value.log) == ("said" in text)


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_a_build_without_end_is_ended(builder: str, builds: Builds, project: Path) -> None:
    request = request_for(project, f"FROM {EMPTY}\nRUN echo {time.time()}; sleep 300\n", builder)
    request.timeout = 8
    start = time.monotonic()
    with pytest.raises(BuildError, match="not done after 8 s"):
        builds.build(request)
    assert time.monotonic() - start < 60


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_an_interrupt_leaves_nothing_behind(builder: str, engine: Engine, project: Path) -> None:
    mark = f"mark-{builder}-{os.getpid()}"
    request_for(project, f"FROM {EMPTY}\nRUN echo {mark} > /m\nRUN echo {mark}; sleep 300\n", builder)
    process = subprocess.Popen(
        [sys.executable, "-m", "dockerlint", "measure", ".", "--builder", builder],
        cwd=project,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        running = docker("ps", "--no-trunc", "--format", "{{.Command}}").decode()
        if mark in running or (builder == "buildkit" and mark in _processes()):
            break
        time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    for image in engine.api.images(all=True):
        history = engine.api.history(image["Id"])
        assert mark not in str([entry["CreatedBy"] for entry in history])
    assert mark not in docker("ps", "-a", "--no-trunc", "--format", "{{.Command}}").decode()


def _processes() -> str:
    return subprocess.run(["ps", "axww", "-o", "args"], check=False, capture_output=True).stdout.decode()


def test_images_of_builds_are_gone_and_those_before_stay(engine: Engine, project: Path) -> None:
    mark = f"mark-gone-{os.getpid()}-{time.time()}"
    with Builds(engine, lambda *_: None) as builds:
        for builder in ("buildkit", "classic"):
            first = f"FROM {EMPTY} AS one\nRUN echo {mark} > /a\n"
            text = f"{first}FROM {EMPTY}\nCOPY --from=one /a /b\nRUN echo {mark} > /c\n"
            builds.build(request_for(project, text, builder))
    for image in engine.api.images(all=True):
        assert mark not in str([entry["CreatedBy"] for entry in engine.api.history(image["Id"])])
    assert engine.api.inspect_image(EMPTY)["RepoTags"]


@pytest.mark.usefixtures("engine")
def test_an_image_from_the_engine_and_from_its_archive_are_the_same(project: Path, run: Callable[..., Run]) -> None:
    path = project / "x.tar"
    path.write_bytes(docker("save", EMPTY))
    one, other = json.loads(run(EMPTY, "--json").out), json.loads(run(str(path), "--json").out)
    for document in (one, other):
        VALIDATOR.validate(document)
        del document["image"]["name"], document["image"]["tags"]
    assert one == other


@pytest.mark.usefixtures("engine")
def test_a_dockerfile_against_what_fix_makes_of_it(
    project: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    (project / "Dockerfile").write_text(f'FROM {EMPTY}\nADD a.txt /a.txt\nCMD ["cat", "/a.txt"]\n')
    result = run(".", "--against", "fixed", "--json", "--isolated")
    assert result.code == 0, result.err
    document = json.loads(result.out)
    VALIDATOR.validate(document)
    assert document["other"]["layers"][-1]["instruction"] == "COPY a.txt /a.txt"
    assert document["comparison"]["configuration"] == []
    assert document["comparison"]["files"] == {"added": [], "removed": [], "changed": []}
    assert document["other"]["build_seconds"] > 0


@pytest.mark.usefixtures("engine")
def test_a_name_that_the_engine_lacks_is_trouble(run: Callable[..., Run]) -> None:
    result = run("example/nothing:1")
    assert result.code == 2
    assert "`example/nothing:1` is neither a file nor an image of the engine" in result.err


@pytest.mark.usefixtures("engine")
def test_predictions_meet_what_each_fix_alone_saves(
    project: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    (project / ".dockerignore").unlink()
    (project / ".tox").mkdir()
    (project / ".tox" / "lib").write_bytes(b"1" * 5000)
    (project / "Dockerfile").write_text(f"FROM {BASE}\nCOPY . /app\nCOPY sub /sub\nRUN chown -R 5:6 /sub\n")
    rules = "dockerignore-missing, recursive-chown-in-later-layer"
    (project / ".dockerlint.yaml").write_text(f"select: [{rules}]\n")
    result = run(".", "--against", "fixed", "--unsafe", "--predictions", "--no-rebuild", "--json")
    assert result.code == 0, result.err
    document = json.loads(result.out)
    VALIDATOR.validate(document)
    found = {one["rule"]: one for one in document["comparison"]["predictions"]}
    assert set(found) == {"dockerignore-missing", "recursive-chown-in-later-layer"}
    for rule, size in (("dockerignore-missing", 5000), ("recursive-chown-in-later-layer", 999)):
        assert found[rule]["predicted_bytes"] == size
        # A Dockerfile that is not the one in the context goes into the image of `COPY .` beside it.
        assert size - 200 < found[rule]["measured_bytes"] <= size
    text = run(".", "--against", "fixed", "--unsafe", "--no-rebuild").out
    assert "Predicted: what each finding alone would save" in text
    # Where nothing changes there is nothing to compare.
    (project / ".dockerlint.yaml").write_text("select: [apt-lists-left-behind]\n")
    text = run(".", "--against", "fixed", "--no-rebuild").out
    assert " against " not in text
    assert "Note: `fix` changes nothing in Dockerfile" in text


@pytest.mark.usefixtures("engine")
def test_a_dockerfile_against_what_optimize_makes_of_it(
    project: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    (project / "Dockerfile").write_text(f"FROM {EMPTY}\nCOPY . /app\nRUN rm /app/big.bin\n")
    (project / ".dockerignore").unlink()

    def optimize(text: str, path: str, *, settings: object, context: object) -> object:
        assert settings is not None
        assert isinstance(context, BuildContext)
        return SimpleNamespace(
            text=text.replace("RUN rm /app/big.bin\n", ""),
            changes=[SimpleNamespace(title=f"Leave out what is not needed of {path}")],
            refusal="already as good as it gets",
            other_files={".dockerignore": "big.bin\n"},
        )

    monkeypatch.setitem(sys.modules, "dockerlint.fixers.pipeline", SimpleNamespace(optimize=optimize))
    result = run("Dockerfile", "--against", "optimized", "--json", "--isolated", "--no-rebuild")
    assert result.code == 0, result.err
    document = json.loads(result.out)
    VALIDATOR.validate(document)
    assert sum(document["image"]["waste"].values()) == 123_456
    assert sum(document["other"]["waste"].values()) == 0
    assert document["comparison"]["predictions"] is None
    assert "not split into stages: already as good as it gets" in document["other"]["notes"]
    assert not (project / ".dockerignore").exists()
