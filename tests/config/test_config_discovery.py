from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dockerlint.config import ConfigError, ConfigFinder, load

if TYPE_CHECKING:
    from collections.abc import Callable

    Project = Callable[[dict[str, str]], str]

OURS = "target: ours\n"
TABLE = '[tool.dockerlint]\ntarget = "table"\n'
HADOLINT = "ignored: [DL3008]\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({".dockerlint.yaml": OURS}, ".dockerlint.yaml"),
        ({".dockerlint.yml": OURS}, ".dockerlint.yml"),
        ({".dockerlint.yaml": OURS, ".dockerlint.yml": OURS}, ".dockerlint.yaml"),
        ({".dockerlint.yaml": OURS, "a/.dockerlint.yaml": OURS}, "a/.dockerlint.yaml"),
        ({".dockerlint.yaml": OURS, "a/b/c/.dockerlint.yaml": OURS}, ".dockerlint.yaml"),
        ({"a/.dockerlint.yml": OURS, "a/pyproject.toml": TABLE}, "a/.dockerlint.yml"),
        ({"a/.dockerlint.yaml": OURS, "a/b/pyproject.toml": TABLE}, "a/b/pyproject.toml"),
        ({"a/.dockerlint.yaml": OURS, "a/b/pyproject.toml": "[tool.other]\n"}, "a/.dockerlint.yaml"),
        ({"a/.dockerlint.yaml": OURS, "a/b/pyproject.toml": 'x = "dockerlint"\n'}, "a/.dockerlint.yaml"),
        ({"pyproject.toml": "[ tool . dockerlint ]\n"}, "pyproject.toml"),
        ({"pyproject.toml": "[tool]\ndockerlint.select = ['x']\n"}, "pyproject.toml"),
        ({"a/.dockerlint.yaml/x": "a folder", ".dockerlint.yaml": OURS}, ".dockerlint.yaml"),
        ({"a/b/.hadolint.yaml": HADOLINT, ".dockerlint.yaml": OURS}, ".dockerlint.yaml"),
        ({"a/b/.hadolint.yml": HADOLINT, ".hadolint.yaml": HADOLINT}, "a/b/.hadolint.yml"),
        ({".hadolint.yaml": HADOLINT, "a/pyproject.toml": "[tool.other]\n"}, ".hadolint.yaml"),
        ({".dockerlint.json": "{}"}, None),
    ],
)
def test_the_nearest_of_ours_counts(project: Project, files: dict[str, str], found: str | None) -> None:
    root = project(files)
    result = ConfigFinder().find(os.path.join(root, "a", "b", "Dockerfile"))
    if result is None:
        assert found is None
    else:
        assert os.path.relpath(result.path, root) == found
        assert result.kind == ("hadolint" if "hadolint" in result.path else "dockerlint")


def test_one_finder_answers_like_a_fresh_one_in_any_order(project: Project) -> None:
    root = project({
        ".hadolint.yaml": HADOLINT,
        "a/.dockerlint.yaml": OURS,
        "a/b/.hadolint.yaml": HADOLINT,
        "c/.hadolint.yaml": HADOLINT,
        "c/d/pyproject.toml": TABLE,
    })  # fmt: skip
    files = [os.path.join(root, folder, "Dockerfile") for folder in ("", "a", "a/b", "a/b/x", "c", "c/d/e", "z/y")]
    for order in (files, files[::-1]):
        finder = ConfigFinder()
        for file in order:
            known, fresh = finder.find(file), ConfigFinder().find(file)
            assert known is not None
            assert fresh is not None
            assert known.path == fresh.path


def test_folders_are_asked_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({".dockerlint.yaml": OURS})
    asked: list[str] = []
    is_file = os.path.isfile

    def ask(path: str) -> bool:
        asked.append(path)
        return is_file(path)

    monkeypatch.setattr(os.path, "isfile", ask)
    finder = ConfigFinder()
    settings = {
        id(finder.load(os.path.join(root, f"a{folder}", f"{name}.Dockerfile")))
        for folder in range(30)
        for name in range(20)
    }
    assert len(settings) == 1
    assert len(asked) == len(set(asked)) <= 5 * 31


def test_explicit_and_isolated(project: Project) -> None:
    root = project({".dockerlint.yaml": OURS, "x.json": '{\n\t"target": "json"\n}', "pyproject.toml": TABLE})
    file = os.path.join(root, "Dockerfile")
    assert load(file).target == "ours"
    assert load(file, isolated=True).target is None
    assert load(file, explicit=os.path.join(root, "x.json")).target == "json"
    assert load(file, explicit=os.path.join(root, "pyproject.toml")).target == "table"


def test_a_relative_path_counts_from_here(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project({"a/.dockerlint.yaml": OURS})
    monkeypatch.chdir(root)
    assert load("a/b/../Dockerfile").target == "ours"
    assert load("Dockerfile", explicit="a/.dockerlint.yaml").path == os.path.join(root, "a", ".dockerlint.yaml")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.yaml", "1:1: cannot read `none.yaml`: no such file or directory"),
        ("folder", "1:1: cannot read `folder`: is a directory"),
        ("pyproject.toml", "1:1: `pyproject.toml` has no table `[tool.dockerlint]`"),
    ],
)
def test_an_explicit_file_must_be_one(project: Project, name: str, message: str) -> None:
    root = project({"folder/x": "", "pyproject.toml": "[tool.x]\n"})
    with pytest.raises(ConfigError) as caught:
        load("Dockerfile", explicit=os.path.join(root, name))
    assert str(caught.value) == f"{os.path.join(root, name)}:{message}"


def test_broken_toml_that_speaks_of_us_is_reported_and_other_is_passed_by(project: Project) -> None:
    root = project({"a/pyproject.toml": "[tool.dockerlint\n", "b/pyproject.toml": "[tool.other\n"})
    assert load(os.path.join(root, "b", "Dockerfile"), isolated=False).path is None
    with pytest.raises(ConfigError, match=r"pyproject.toml:1:17: not valid TOML: "):
        load(os.path.join(root, "a", "Dockerfile"))


def test_a_wrong_configuration_is_one_error_for_all_its_files_and_none_for_others(project: Project) -> None:
    root = project({"a/.dockerlint.yaml": "x: 1", "b/.dockerlint.yaml": OURS})
    finder = ConfigFinder()
    errors = []
    for name in ("one", "two"):
        with pytest.raises(ConfigError) as caught:
            finder.load(os.path.join(root, "a", name))
        errors.append(caught.value)
    assert errors[0] is errors[1]
    assert finder.load(os.path.join(root, "b", "one")).target == "ours"


def test_without_configuration_next_to_nothing_is_imported(tmp_path: object) -> None:
    program = (
        "import sys; before = set(sys.modules); from dockerlint.config import load;"
        "load(sys.argv[1]); print(*sorted(set(sys.modules) - before))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, os.path.join(str(tmp_path), "Dockerfile")],
        capture_output=True,
        text=True,
        check=True,
        cwd=os.path.dirname(os.path.dirname(os.path.dirname(__file__))),
    )
    assert set(run.stdout.split()) <= {
        "__future__",
        "dockerlint",
        "dockerlint.config",
        "dockerlint.config.discovery",
        "dockerlint.config.problems",
        "dockerlint.config.settings",
    }
