"""`dockerlint measure` on the command line, without an engine."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from tests.measure.archives import Item, config_of, docker_archive, oci_members, pack, tar_layer, write_layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.measure.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = Draft202012Validator(json.loads((ROOT / "docs/schemas/measure.schema.json").read_text(encoding="utf-8")))
LAYERS = [
    tar_layer([Item("app", "directory", mode=0o755), Item("app/data", data=b"d" * 4000), Item("a\x1b[31m", data=b"2")]),
    tar_layer([Item("app/data", data=b"d" * 4000, mode=0o600), Item("usr/bin/su", data=b"1", mode=0o4755)]),
    tar_layer([Item("app/.wh.data"), Item("caf\udce9", data=b"3")], 1),
]
HISTORY = [
    {"created_by": "ADD x / # buildkit"},
    {"created_by": "RUN /bin/sh -c chmod 600 /app/data # buildkit"},
    {"created_by": "RUN /bin/sh -c rm /app/data # buildkit"},
]
DOCKERFILE = "FROM base\nRUN chmod 600 /app/data\nRUN rm /app/data\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an archive and its Dockerfile; no engine answers there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
    config = config_of(LAYERS, {"User": "me", "Env": ["A=1"]}, HISTORY)
    (tmp_path / "x.tar").write_bytes(docker_archive(LAYERS, config))
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_json_has_the_published_shape(run: Callable[..., Run]) -> None:
    result = run("x.tar", "--json", "--file", "Dockerfile")
    assert (result.code, result.err) == (0, "")
    document = json.loads(result.out)
    VALIDATOR.validate(document)
    image = document["image"]
    assert image["waste"] == {"overwritten": 0, "deleted_later": 4000, "metadata_only_copy": 4000}
    assert image["bytes"] - image["merged_bytes"] == 8000
    assert [(layer["line"], layer["instruction"], layer["is_base"]) for layer in image["layers"]] == [
        (1, "ADD x /", True),
        (2, "RUN chmod 600 /app/data", False),
        (3, "RUN rm /app/data", False),
    ]
    assert image["set_id_files"][0]["path"] == "/usr/bin/su"


def test_every_kind_of_archive_is_a_target(folder: Path, run: Callable[..., Run]) -> None:
    config = config_of(LAYERS, {"User": "me", "Env": ["A=1"]}, HISTORY)
    (folder / "x.tar.gz").write_bytes(gzip.compress((folder / "x.tar").read_bytes()))
    (folder / "oci.tar").write_bytes(pack(oci_members(LAYERS, config)))
    write_layout(folder / "oci", oci_members(LAYERS, config))
    for name in ("x.tar", "x.tar.gz", "oci.tar", "oci"):
        document = json.loads(run(name, "--json").out)
        VALIDATOR.validate(document)
        assert document["image"]["bytes"] == 8003


@pytest.mark.usefixtures("folder")
def test_text_is_harmless_and_says_what_matters(run: Callable[..., Run]) -> None:
    result = run("x.tar", "--file", "Dockerfile")
    assert result.code == 0
    assert "\x1b" not in result.out
    assert "layer 3 (line 3) deletes 4.00 kB of layer 2 (line 2) (1 file, such as /app/data)" in result.out
    assert "Runs as: me" in result.out
    assert "that no container sees; 8.00 kB of it by the Dockerfile's own layers" in " ".join(result.out.split())
    assert "own layers" not in run("x.tar").out
    assert "Set-uid or set-gid: 1: /usr/bin/su" in result.out
    assert "/a\\x1b[31m" in result.out
    colored = run("x.tar", "--color", "always").out
    assert "\x1b[" in colored
    assert "\x1b[31ma" not in colored


def test_a_comparison_of_two_archives(folder: Path, run: Callable[..., Run]) -> None:
    other = config_of(LAYERS[:1], {"Env": ["A=2"]}, HISTORY[:1])
    (folder / "y.tar").write_bytes(docker_archive(LAYERS[:1], other))
    document = json.loads(run("x.tar", "--against", "y.tar", "--json").out)
    VALIDATOR.validate(document)
    comparison = document["comparison"]
    assert comparison["bytes"] == document["other"]["bytes"] - document["image"]["bytes"] == -4002
    assert {one["name"]: (one["before"], one["after"]) for one in comparison["configuration"]} == {
        "Env A": ("1", "2"),
        "User": ("me", None),
    }
    assert [one["path"] for one in comparison["files"]["added"]] == ["/app/data"]
    result = run("x.tar", "--against", "y.tar")
    assert result.code == 0
    assert "Env A" in result.out
    assert "Files added: 1, 4.00 kB" in result.out


@pytest.mark.usefixtures("folder")
def test_budgets_give_exit_code_1_with_layer_and_line(run: Callable[..., Run]) -> None:
    result = run("x.tar", "--file", "Dockerfile", "--max-wasted", "1kB")
    assert result.code == 1
    assert "max-wasted: 8.00 kB wasted are more than 1.00 kB; layer 2 (line 2): copies again 4.00 kB" in " ".join(
        result.out.split()
    )
    assert run("x.tar", "--max-wasted", "9kB", "--max-size", "1MB").code == 0
    result = run("x.tar", "--max-size", "8kB", "--min-efficiency", "99%", "--json")
    assert result.code == 1
    document = json.loads(result.out)
    VALIDATOR.validate(document)
    assert [one["budget"] for one in document["failed"]] == ["max-size", "min-efficiency"]
    assert "max-size: 8.00 kB are more than 8.00 kB" in result.err


def test_dive_ci_is_read_where_it_lies(folder: Path, run: Callable[..., Run]) -> None:
    (folder / ".dive-ci").write_text("rules:\n  lowestEfficiency: 0.95\n")
    result = run("x.tar")
    assert result.code == 1
    assert ".dive-ci: lowestEfficiency" in result.out
    assert run("x.tar", "--dive-ci", "none").code == 0
    (folder / ".dive-ci").write_text("rules: [\n")
    assert run("x.tar").code == 2
    assert run("x.tar", "--dive-ci", "nowhere").code == 2


def test_budgets_of_the_configuration(folder: Path, run: Callable[..., Run]) -> None:
    (folder / ".dockerlint.yaml").write_text("budgets: {max-size: 1kB}\n")
    assert run("x.tar", "--file", "Dockerfile").code == 1
    assert run("x.tar", "--file", "Dockerfile", "--max-size", "1MB").code == 0
    assert run("x.tar", "--file", "Dockerfile", "--isolated").code == 0
    (folder / ".dockerlint.yaml").write_text("budgets: {max-sise: 1kB}\n")
    result = run("x.tar", "--file", "Dockerfile")
    assert result.code == 2
    assert "max-sise" in result.err


# The SDK leaves its socket to the garbage collector where nobody answers.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere:1"], "no engine answers at"),
        (["nowhere.tar"], "nowhere.tar: no such file or directory"),
        (["./nowhere"], "./nowhere: no such file or directory"),
        (["web.Dockerfile"], "web.Dockerfile: no such file or directory"),
        (["."], "no engine answers at"),
        (["Dockerfile", "--timeout", "0"], "--timeout"),
        (["x.tar", "--against", "fixed"], "needs a Dockerfile"),
        (["x.tar", "--against", "optimized"], "needs a Dockerfile"),
        (["x.tar", "--predictions"], "--against fixed"),
        (["x.tar", "--unsafe"], "--against fixed"),
        (["x.tar", "--max-size", "much"], "no size"),
        (["x.tar", "--image", "b"], "no image called `b`"),
        (["empty"], "no Dockerfile in it"),
        (["cut.tar"], "truncated"),
        (["x.tar", "--file", "Dockerfile", "--target", "z"], "no stage is called `z`"),
        (["Dockerfile", "--context", "nowhere"], "not a folder"),
    ],
)
def test_trouble_is_exit_code_2_and_one_line(
    folder: Path, run: Callable[..., Run], arguments: list[str], message: str
) -> None:
    (folder / "empty").mkdir()
    (folder / "cut.tar").write_bytes((folder / "x.tar").read_bytes()[:1500])
    before = sorted(folder.rglob("*"))
    result = run(*arguments, "--json")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: ")
    assert result.err.count("\n") == 1
    assert message in result.err
    assert sorted(folder.rglob("*")) == before


def test_nothing_is_written_while_reading(
    folder: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = tar_layer([Item("../../evil", data=b"x")])
    (folder / "evil.tar").write_bytes(docker_archive([evil]))
    temporary = folder / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    before = sorted(folder.rglob("*"))
    assert run("evil.tar").code == 2
    assert run("x.tar").code == 0
    assert sorted(folder.rglob("*")) == before
