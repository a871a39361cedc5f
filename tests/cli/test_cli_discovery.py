from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dockerlint.cli.discovery import Discovery, is_dockerfile_name
from dockerlint.config import ConfigFinder

if TYPE_CHECKING:
    from collections.abc import Iterable


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(names: Iterable[str], text: str = "FROM scratch\n") -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def discover(*paths: str, force_exclude: bool = False) -> Discovery:
    return Discovery(paths, ConfigFinder(), force_exclude=force_exclude)


@pytest.mark.parametrize(
    "name",
    [
        *("Dockerfile", "dockerfile", "DOCKERFILE", "Containerfile", "containerfile"),
        *("app.Dockerfile", "app.dockerfile", "app.Containerfile", ".dockerfile", "a.b.DockerFile"),
        *(
            "Dockerfile.dev",
            "Dockerfile-dev",
            "Dockerfile_dev",
            "dockerfile.alpine3.20",
            "Containerfile.prod",
        ),
        *("Dockerfile.in-house", "Dockerfile.", "Dockerfile.txt", "Dockerfile.x86_64"),
    ],
)
def test_names_of_dockerfiles(name: str) -> None:
    assert is_dockerfile_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Dockerfile.dockerignore", ".dockerignore", "Containerfile.containerignore"),
        *("Dockerfile.j2", "Dockerfile.tmpl", "Dockerfile.TPL", "Dockerfile.template", "Dockerfile.in"),
        *("Dockerfile.dev.erb", "Dockerfile.md", "Dockerfile.py", "dockerfile.go", "Dockerfile.lock"),
        *(
            "Dockerfile.swp",
            "Dockerfile~",
            "Dockerfile.dev~",
            "Dockerfile.orig",
            "Dockerfile.rej",
            "Dockerfile.bak",
        ),
        *(
            "MyDockerfile",
            "Dockerfiles",
            "dockerfile2",
            "dockerfile.d.ts",
            "xDockerfile.dev",
            ".Dockerfile.swp",
        ),
    ],
)
def test_names_of_other_files(name: str) -> None:
    assert not is_dockerfile_name(name)


def test_a_folder_is_searched_in_order_and_names_are_as_the_user_would_write_them(folder: Path) -> None:
    write(["Dockerfile", "b/Dockerfile", "a/z.Dockerfile", "a/x/Containerfile", "a/README.md", ".ci/Dockerfile"])
    everything = [".ci/Dockerfile", "Dockerfile", "a/x/Containerfile", "a/z.Dockerfile", "b/Dockerfile"]
    assert discover(".").files == everything
    assert discover("./").files == everything
    assert discover("./a").files == ["./a/x/Containerfile", "./a/z.Dockerfile"]
    assert discover("a", "b/").files == ["a/x/Containerfile", "a/z.Dockerfile", "b/Dockerfile"]
    assert discover(str(folder / "b")).files == [str(folder / "b" / "Dockerfile")]


def test_each_file_is_there_once() -> None:
    write(["Dockerfile", "a/Dockerfile"])
    assert discover("a/Dockerfile", ".", "./a", "a/../Dockerfile").files == ["Dockerfile", "a/Dockerfile"]


def test_other_peoples_folders_are_left_out_unless_named() -> None:
    write(
        [
            "node_modules/x/Dockerfile",
            "a/vendor/Dockerfile",
            ".venv/Dockerfile",
            ".git/Dockerfile",
            "b/Dockerfile",
        ]
    )
    assert discover(".").files == ["b/Dockerfile"]
    assert discover("a/vendor", ".venv/Dockerfile").files == [".venv/Dockerfile", "a/vendor/Dockerfile"]
    forced = discover("a/vendor", ".venv/Dockerfile", "b/Dockerfile", force_exclude=True)
    assert forced.files == ["b/Dockerfile"]
    assert not forced.troubles


def test_the_configuration_excludes() -> None:
    write([".dockerlint.yaml"], "exclude: [old, '*.dev.Dockerfile']\n")
    write(["sub/.dockerlint.yaml"], "exclude: [x]\n")
    write(["Dockerfile", "a.dev.Dockerfile", "old/Dockerfile", "sub/old/Dockerfile", "sub/x/Dockerfile"])
    assert discover(".").files == ["Dockerfile", "sub/old/Dockerfile"]
    named = ["a.dev.Dockerfile", "old/Dockerfile", "old"]
    assert discover(*named).files == named[:2]
    assert discover(*named, force_exclude=True).files == []


def test_a_wrong_configuration_excludes_nothing_here() -> None:
    write([".dockerlint.yaml"], "exlude: x\n")
    write(["Dockerfile"])
    assert discover(".").files == ["Dockerfile"]
    assert discover("Dockerfile", force_exclude=True).files == ["Dockerfile"]


def test_git_ignores() -> None:
    subprocess.run(["git", "init", "-q", "."], check=True)
    write([".gitignore"], "build/\n*.local.Dockerfile\n!keep.local.Dockerfile\n")
    write(["a/.gitignore"], "!x.local.Dockerfile\n/Dockerfile\n")
    write([".git/info/exclude"], "private\n")
    write(
        [
            "build/Dockerfile",
            "Dockerfile",
            "x.local.Dockerfile",
            "keep.local.Dockerfile",
            "private/Dockerfile",
        ]
    )
    write(["a/x.local.Dockerfile", "a/y.local.Dockerfile", "a/Dockerfile", "a/b/Dockerfile"])
    write(["module/x.local.Dockerfile", "module/.git"])  # a submodule is ruled by its own files
    assert discover(".").files == [
        *("Dockerfile", "a/b/Dockerfile", "a/x.local.Dockerfile"),
        *("keep.local.Dockerfile", "module/x.local.Dockerfile"),
    ]
    assert discover("a").files == ["a/b/Dockerfile", "a/x.local.Dockerfile"]
    assert discover("build", "a/Dockerfile").files == ["a/Dockerfile", "build/Dockerfile"]


def test_links() -> None:
    write(["real/Dockerfile", "Dockerfile"])
    Path("real/loop").symlink_to("..")
    Path("self").symlink_to("self")
    Path("Dockerfile.self").symlink_to("Dockerfile.self")
    Path("Dockerfile.gone").symlink_to("gone")
    Path("Dockerfile.link").symlink_to("Dockerfile")
    write(["other"])
    Path("a.Dockerfile").symlink_to("other")
    Path("b.Dockerfile").symlink_to("other")
    assert discover(".").files == ["Dockerfile", "a.Dockerfile", "real/Dockerfile"]
    assert discover("real/loop/real").files == ["real/loop/real/Dockerfile"]


def test_special_files_are_not_waited_for() -> None:
    os.mkfifo("Dockerfile")
    found = discover(".", "Dockerfile", "/dev/null")
    assert found.files == []
    assert found.troubles == ["Dockerfile: not a regular file", "/dev/null: not a regular file"]


def test_what_is_missing_is_trouble_and_the_rest_is_found() -> None:
    write(["Dockerfile", "Dockerfile.dockerignore"])
    Path("empty").mkdir()
    found = discover("gone", "Dockerfile", "Dockerfile/x", "empty", "Dockerfile.dockerignore", "nul\0")
    assert found.files == ["Dockerfile"]
    assert [trouble.partition(": ")[::2] for trouble in found.troubles] == [
        ("gone", "no such file or directory"),
        ("Dockerfile/x", "not a directory"),
        ("nul\0", "embedded null byte"),
    ]
    assert found.notes == [
        "empty: no Dockerfile or Containerfile found",
        "Dockerfile.dockerignore: skipped, an ignore file is no Dockerfile",
    ]


def test_a_folder_that_cannot_be_read_is_trouble_and_the_rest_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(["Dockerfile", "secret/Dockerfile", "z/Dockerfile"])
    scan = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("secret"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = discover(".")
    assert found.files == ["Dockerfile", "z/Dockerfile"]
    assert found.troubles == ["secret: permission denied"]


def test_names_that_are_not_utf8() -> None:
    name = os.fsdecode(b"\xff.Dockerfile")
    write([name])
    assert discover(".").files == [name]
