"""The rebuild: which file is changed, how, and what ran."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from dockerlint.context import BuildContext, MemoryContext
from dockerlint.measure.build import Builds, Request, context_archive
from dockerlint.measure.errors import MeasureError
from dockerlint.measure.rebuild import after_change, changed, choose, given, rebuild, seconds_of
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


def test_of_files_that_change_as_often_it_is_the_main_one(project: Path) -> None:
    git(project, "init", "-q")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "x")
    found = choose(LATE, context_of(project), None)
    assert found is not None
    assert (found.path, found.reason.split(";")[0]) == ("main.py", "changed by 1 commits, as others are")


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["util.py", "app.py", "tests/main.py"], "app.py"),
        (["src/main.rs", "build.rs"], "src/main.rs"),
        (["cmd/server/main.go", "internal/x.go"], "cmd/server/main.go"),
        (["main_test.go", "x.go"], "x.go"),
        (["scripts/main.sh", "a/b/c.sh"], "a/b/c.sh"),
        (["index.html", "js/page.js"], "js/page.js"),
        (["index.html", "style.css"], "index.html"),
        (["tests/only.py"], "tests/only.py"),
        (["README.md", "package.json"], None),
        (["node_modules/index.js"], None),
    ],
)
def test_without_a_history_it_is_the_main_one_that_is_built(files: list[str], chosen: str | None) -> None:
    context = MemoryContext(dict.fromkeys(files, "x"))
    found = choose(f"FROM {EMPTY}\nCOPY . /app\n", context, None)
    assert (None if found is None else found.path) == chosen


def test_what_the_build_does_not_read_is_not_chosen(project: Path) -> None:
    found = choose(f"FROM {EMPTY}\nCOPY rare.py /\n", context_of(project), None)
    assert found is not None
    assert found.path == "rare.py"
    assert "not known" in found.reason
    assert choose(f"FROM {EMPTY}\nCOPY list /\n", context_of(project), None) is None
    assert choose(LATE, None, None) is None


def test_a_change_reaches_the_build_alone(project: Path) -> None:
    context = context_of(project)
    context.show({"rare.py": "shown"})
    request = Request(LATE, "Dockerfile", context)
    request.no_cache = True
    for path in ("main.py", "./rare.py"):
        again = after_change(request, path, 0)
        assert again is not None
        assert not again.no_cache
        sent = b"".join(context_archive(context, "Dockerfile", None, again.changed))
        assert again.changed[path.removeprefix("./")] in sent
    assert request.changed == {}
    assert (project / "main.py").read_bytes() == b"print(1)\n"
    assert after_change(request, "nowhere.py", 0) is None


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


class Built:
    seconds = 9.0

    def __init__(self, *steps: tuple[str, bool, float]) -> None:
        self.vertices = list(steps)


def test_a_rebuild_takes_the_time_of_the_steps_that_ran() -> None:
    steps = [
        ("[internal] load build definition", False, 1.0),
        ("copy /context /", False, 1.0),
        ("[1/3] FROM docker.io/library/a", False, 1.0),
        ("[2/3] COPY . .", False, 0.5),
        ("[3/3] RUN x", False, 0.25),
        ("[3/3] RUN y", True, 4.0),
        ("exporting to image", False, 0.25),
    ]
    assert seconds_of(Built(*steps)) == (1.0, "engine", 2)  # type: ignore[arg-type]
    assert seconds_of(Built()) == (9.0, "clock", 0)  # type: ignore[arg-type]


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
    assert "Rebuild: after a change of main.py" in text
    assert "before: 3 of 3 steps ran" in text
    assert "after: 2 of 4 steps ran" in text
    assert "Rebuild" not in run("early.Dockerfile", "--against", "Dockerfile", "--isolated", "--no-rebuild").out
    alone = run("Dockerfile", "--rebuild", "--isolated").out
    assert "Rebuild: after a change of main.py 2 of 4 steps ran" in alone


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
