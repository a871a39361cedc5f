"""Change counts from real git repositories."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from dockerlint.context.history import change_counts, change_sets, most_changed

if TYPE_CHECKING:
    from pathlib import Path


class Repository:
    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> None:
        settings = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *settings, *arguments], cwd=self.root, check=True, capture_output=True)

    def commit(self, **files: str) -> None:
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x")

    def write(self, files: dict[str, str]) -> None:
        for path, content in files.items():
            place = self.root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content)

    def change(self, path: str, content: str) -> None:
        self.write({path: content})
        self.commit()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def test_commits_are_counted_for_each_path(repository: Repository) -> None:
    repository.commit(a="1", b="1")
    repository.commit(a="2")
    repository.change("src/c", "1")
    assert change_counts(str(repository.root)) == {"a": 2, "b": 1, "src/c": 1}


def test_a_folder_of_the_repository_sees_its_own_paths(repository: Repository) -> None:
    repository.commit(a="1")
    repository.change("web/x", "1")
    repository.change("web/src/y", "1")
    repository.change("web/x", "2")
    repository.change("webs/x", "1")
    assert change_counts(str(repository.root / "web")) == {"x": 2, "src/y": 1}


def test_unusual_names(repository: Repository) -> None:
    names = ["é", "with space", 'quo"te', "new\nline", "tab\t", "-rf", ":(top)", os.fsdecode(b"\xff"), "R100"]
    for number, name in enumerate(names):
        (repository.root / name).write_text(str(number))
    repository.commit()
    assert change_counts(str(repository.root)) == dict.fromkeys(names, 1)


def test_a_rename_carries_its_past_along(repository: Repository) -> None:
    repository.commit(a="1")
    repository.commit(a="2")
    repository.git("mv", "a", "b")
    repository.commit()
    repository.commit(b="3")
    repository.git("mv", "b", "c")
    repository.commit()
    assert change_counts(str(repository.root)) == {"c": 5}


def test_a_new_file_under_an_old_name_starts_anew(repository: Repository) -> None:
    repository.commit(a="1")
    repository.git("mv", "a", "b")
    repository.commit()
    repository.commit(a="other")
    assert change_counts(str(repository.root)) == {"a": 1, "b": 2}


def test_renames_from_outside_the_folder_begin_there(repository: Repository) -> None:
    repository.commit(a="1")
    (repository.root / "web").mkdir()
    repository.git("mv", "a", "web/a")
    repository.commit()
    assert change_counts(str(repository.root / "web")) == {"a": 1}


def test_empty_files_are_not_taken_for_renames(repository: Repository) -> None:
    repository.commit(a="")
    (repository.root / "a").unlink()
    repository.commit(b="")
    assert change_counts(str(repository.root)) == {"a": 2, "b": 1}


def test_merges_do_not_count_twice(repository: Repository) -> None:
    repository.commit(a="1")
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit(b="1")
    repository.git("checkout", "--quiet", "main")
    repository.commit(c="1")
    repository.git("merge", "--quiet", "--no-edit", "topic")
    assert change_counts(str(repository.root)) == {"a": 1, "b": 1, "c": 1}


def test_only_the_last_commits_count(repository: Repository) -> None:
    for number in range(5):
        repository.commit(a=str(number))
    assert change_counts(str(repository.root), commits=3) == {"a": 3}


def test_the_oldest_commit_of_a_shallow_clone_does_not_count(repository: Repository, tmp_path: Path) -> None:
    repository.commit(a="1", b="1")
    repository.commit(a="2")
    repository.commit(a="3")
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=2", f"file://{repository.root}", str(clone))
    assert change_counts(str(clone)) == {"a": 1}


def test_a_hook_s_environment_is_not_the_context_s(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(a="1")
    other = Repository(tmp_path / "other")
    other.commit(b="1")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))
    assert change_counts(str(repository.root)) == {"a": 1}


def test_settings_of_the_repository_change_nothing(repository: Repository) -> None:
    repository.commit(a="1")
    repository.git("mv", "a", "b")
    repository.commit()
    before = change_counts(str(repository.root))
    for setting in (
        "diff.renames=false",
        "log.showRoot=false",
        "log.showSignature=true",
        "log.follow=true",
        "color.ui=always",
        "format.pretty=fuller",
        "diff.relative=false",
        "log.decorate=full",
    ):
        repository.git("config", *setting.split("="))
    assert change_counts(str(repository.root)) == before == {"b": 2}


def test_no_program_that_the_repository_names_is_run(repository: Repository, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch '{witness}'\n")
    script.chmod(0o755)
    repository.commit(a="1")
    for key in (
        "core.pager",
        "pager.log",
        "diff.external",
        "core.fsmonitor",
        "gpg.program",
        "core.sshCommand",
    ):
        repository.git("config", key, str(script))
    witness.unlink(missing_ok=True)
    assert change_counts(str(repository.root)) == {"a": 1}
    assert not witness.exists()


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert change_counts(str(tmp_path)) == {}
    assert change_counts(str(tmp_path / "nope")) == {}
    assert change_counts("a\0b") == {}


def test_no_commit(repository: Repository) -> None:
    assert change_counts(str(repository.root)) == {}


def test_no_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(a="1")
    monkeypatch.setenv("PATH", "/nonexistent")
    assert change_counts(str(repository.root)) == {}


def test_a_git_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "git"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    start = time.monotonic()
    assert change_counts(str(tmp_path), timeout=0.2) == {}
    assert time.monotonic() - start < 10


def test_most_changed() -> None:
    counts = {"b": 3, "a": 3, "c": 1}
    assert most_changed(counts) == "a"
    assert most_changed(counts, among=["b", "c", "d"]) == "b"
    assert most_changed(counts, among=["d"]) is None
    assert most_changed({}) is None


def test_change_sets_have_what_each_commit_changed(repository: Repository) -> None:
    repository.commit(a="1", b="2")
    repository.change("R100", "3")
    repository.git("mv", "R100", "c d")
    repository.commit()
    assert change_sets(str(repository.root)) == [{"c d"}, {"c d"}, {"a", "b"}]
    assert change_sets(str(repository.root), commits=1) == [{"c d"}]
