"""The rebuild: which file is changed, how, and what ran."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from dockerlint.context import BuildContext
from dockerlint.measure.build import Builds, Request
from dockerlint.measure.errors import MeasureError
from dockerlint.measure.rebuild import changed, choose, given, rebuild
from tests.measure.conftest import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.measure.engine import Engine
    from tests.measure.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = Draft202012Validator(json.loads((ROOT / "docs/schemas/measure.schema.json").read_text(encoding="utf-8")))
LATE = f"FROM {EMPTY}\nCOPY list /list\nRUN cat /list > /installed\nCOPY . /app\nRUN cat /app/main.py > /made\n"
EARLY = f"FROM {EMPTY}\nCOPY . /app\nRUN cat /app/list > /installed\nRUN cat /app/main.py > /made\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "main.py").write_bytes(b"print(1)\n")
    (tmp_path / "rare.py").write_bytes(b"print(2)\n" * 100)
    (tmp_path / "list").write_bytes(b"six\n")
    (tmp_path / "notes.md").write_bytes(b"x" * 5000)
    (tmp_path / "Dockerfile").write_text(LATE)
    return tmp_path


def context_of(project: Path) -> BuildContext:
    return BuildContext(str(project), str(project / "Dockerfile"))


def git(project: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(project), *identity, *arguments], check=True, capture_output=True)


def test_the_source_that_changes_most_is_chosen(project: Path) -> None:
    git(project, "init", "-q")
    for number in range(4):
        (project / "notes.md").write_text(f"{number}")
        if number < 3:
            (project / "main.py").write_text(f"print({number})\n")
        (project / "rare.py").write_text(f"print({number // 2})\n")
        git(project, "add", ".")
        git(project, "commit", "-q", "-m", "x")
    found = choose(LATE, context_of(project), None)
    assert found is not None
    assert (found.path, found.reason.split(",")[0]) == ("main.py", "changed by 3 commits")
    found = choose(LATE.replace("COPY . /app", "COPY rare.py /app/main.py"), context_of(project), None)
    assert found is not None
    assert found.path == "rare.py"


def test_without_a_history_it_is_the_largest_that_is_built(project: Path) -> None:
    found = choose(LATE, context_of(project), None)
    assert found is not None
    assert found.path == "rare.py"
    assert "not known" in found.reason
    assert choose(f"FROM {EMPTY}\nCOPY list /\n", context_of(project), None) is None
    assert choose(LATE, None, None) is None


def test_a_given_file_must_be_in_the_context(project: Path) -> None:
    (project / ".dockerignore").write_text("rare.py\n")
    assert given("./main.py", context_of(project)).path == "main.py"
    for path in ("nowhere", "rare.py", ".", "../main.py/x"):
        with pytest.raises(MeasureError, match="is no file of the build context"):
            given(path, context_of(project))


def test_a_change_is_new_each_time_and_blank() -> None:
    changes = {changed(b"a\r\n", number) for number in (0, 1, 2) for _ in range(20)}
    assert len(changes) == 60
    assert {one.translate(None, b" \r\n") for one in changes} == {b"a"}
    assert all(one.startswith(b"a\r\n\r\n") and one.endswith(b"\r\n") for one in changes)


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_steps_behind_the_changed_file_run(builder: str, engine: Engine, project: Path) -> None:
    with Builds(engine, lambda *_: None) as builds:
        for text, expected in ((LATE, [4, 5]), (EARLY, [2, 3, 4])):
            context = context_of(project)
            request = Request(text, str(project / "Dockerfile"), context)
            request.builder, request.no_cache = builder, True
            builds.build(request)
            found = rebuild(builds, request, given("main.py", context))
            assert found is not None
            assert [step.line for step in found.ran] == expected
            assert len(found.runs) == 3
            assert all(step.seconds > 0 for step in found.ran if step.text.startswith("RUN"))
    assert (project / "main.py").read_bytes() == b"print(1)\n"


@pytest.mark.usefixtures("engine")
def test_a_comparison_rebuilds_both(project: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    (project / "early.Dockerfile").write_text(EARLY)
    result = run("early.Dockerfile", "--against", "Dockerfile", "--isolated", "--json", "--rebuild", "main.py")
    assert result.code == 0, result.err
    document = json.loads(result.out)
    VALIDATOR.validate(document)
    both = document["comparison"]["rebuild"]
    ran = {name: [step["line"] for step in both[name]["steps"] if step["ran"]] for name in both}
    assert ran == {"before": [2, 3, 4], "after": [4, 5]}
    assert document["image"]["rebuild"] == both["before"]
    text = run("early.Dockerfile", "--against", "Dockerfile", "--isolated").out
    assert "Rebuild: after a change of rare.py" in text
    assert "before: 3 of 3 steps ran" in text
    assert "after: 2 of 4 steps ran" in text
    assert "Rebuild" not in run("early.Dockerfile", "--against", "Dockerfile", "--isolated", "--no-rebuild").out
    alone = run("Dockerfile", "--rebuild", "--isolated").out
    assert "Rebuild: after a change of rare.py 2 of 4 steps ran" in alone


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x", "--rebuild"), "needs a Dockerfile"),
        ((".", "--rebuild", "a", "--no-rebuild"), "exclude each other"),
    ],
)
def test_a_rebuild_needs_a_build(
    arguments: tuple[str, ...], message: str, run: Callable[..., Run], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    result = run(*arguments)
    assert result.code == 2
    assert message in result.err
