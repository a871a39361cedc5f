"""`dockerlint fix`: what it writes, what it says, and that no file is ever half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    Project = Callable[[Mapping[str, str | bytes]], None]
    Run = Callable[..., "Result"]

    class Result(Protocol):
        code: int
        out: str
        err: str


BROKEN = "FROM debian:13-slim\nCOPPY a b\n"
FIXED = "FROM debian:13-slim\nCOPY a b\n"
pytestmark = pytest.mark.usefixtures("few_rules")
CASES = Path(__file__).resolve().parents[2] / "corpus" / "fixes"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["clean"], 0),
        (["broken"], 1),
        (["broken", "--exit-zero"], 0),
        (["--unsafe", "broken"], 0),
        (["--unsafe", "--diff", "broken"], 1),
        (["--unsafe", "--diff", "clean"], 0),
        (["--diff", "broken"], 0),
        (["--unsafe", "--ignore", "unknown-instruction", "broken"], 0),
        (["--unsafe", "gone", "broken"], 2),
        (["--unsafe", "--select", "nonsense", "broken"], 2),
        (["--output-format", "json", "broken"], 2),
        (["--help"], 0),
    ],
)
def test_exit_code(arguments: list[str], code: int, project: Project, run: Run) -> None:
    project({"clean": FIXED, "broken": BROKEN})
    result = run("fix", *arguments)
    assert result.code == code, result.out + result.err


def test_only_safe_fixes_are_applied_unasked(project: Project, run: Run) -> None:
    project({"Dockerfile": BROKEN})
    result = run("fix")
    assert Path("Dockerfile").read_text() == BROKEN
    assert "1 more with --unsafe" in result.out
    assert run("fix", "--unsafe").code == 0
    assert Path("Dockerfile").read_text() == FIXED


def test_one_broken_file_stops_no_other(project: Project, run: Run) -> None:
    project(
        {"a/Dockerfile": BROKEN, "b/Dockerfile": BROKEN, ".dockerlint.yaml": "", "a/.dockerlint.yaml": "slect: x\n"}
    )
    result = run("fix", "--unsafe")
    assert result.code == 2
    assert "slect" in result.err
    assert Path("a/Dockerfile").read_text() == BROKEN
    assert Path("b/Dockerfile").read_text() == FIXED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbfFROM a:1\r\nCOPPY \xff b\r\n", b"\xef\xbb\xbfFROM a:1\r\nCOPY \xff b\r\n"),
        (b"FROM a:1\ncoppy a b", b"FROM a:1\ncopy a b"),
        (b"# escape=`\nFROM a:1\nCOPPY a `\n # why\n b\n\n", b"# escape=`\nFROM a:1\nCOPY a `\n # why\n b\n\n"),
    ],
)
def test_bytes_around_a_fix_stay(before: bytes, after: bytes, project: Project, run: Run) -> None:
    project({"Dockerfile": before})
    assert run("fix", "--unsafe").code == 0
    assert Path("Dockerfile").read_bytes() == after


def test_mode_and_link_stay(project: Project, run: Run) -> None:
    project({"files/real": BROKEN})
    Path("files/real").chmod(0o751)
    Path("Dockerfile").symlink_to("files/real")
    assert run("fix", "--unsafe", "Dockerfile").code == 0
    assert Path("Dockerfile").is_symlink()
    assert Path("files/real").read_text() == FIXED
    assert Path("files/real").stat().st_mode & 0o7777 == 0o751
    assert sorted(path.name for path in Path("files").iterdir()) == ["real"]


def test_standard_input(project: Project) -> None:
    project({})
    command = [
        sys.executable,
        "-m",
        "dockerlint",
        "fix",
        "--isolated",
        "--unsafe",
        "--select",
        "unknown-instruction",
        "-",
    ]
    done = subprocess.run(command, input=b"\xef\xbb\xbfFROM a:1\r\nCOPPY \xff b", capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == b"\xef\xbb\xbfFROM a:1\r\nCOPY \xff b"
    assert b"fixed unknown-instruction" in done.stderr


@pytest.mark.parametrize(
    "name", ["Dockerfile", "sub dir/Dockerfile", "sub/Dockerfile.ü", 'q"u/Dockerfile', "t\tb/Dockerfile"]
)
@pytest.mark.parametrize(
    "text", [BROKEN, BROKEN.rstrip("\n"), "FROM a:1\r\nCOPPY a b\r\n", "FROM a:1\nCOPPY a\x0cb\rc\n"]
)
def test_diff_applies_with_git(name: str, text: str, project: Project) -> None:
    project({name: text.encode()})
    command = [sys.executable, "-m", "dockerlint", "fix", "--isolated", "--unsafe", "--select", "unknown-instruction"]
    patch = subprocess.run([*command, "--diff", name], capture_output=True, check=False).stdout
    assert Path(name).read_bytes() == text.encode()
    applied = subprocess.run(["git", "apply", "-"], input=patch, capture_output=True, check=False)
    assert applied.returncode == 0, applied.stderr + patch
    assert Path(name).read_bytes() == text.replace("COPPY", "COPY").encode()


def test_one_patch_for_many_files_does_what_fix_does(project: Project) -> None:
    texts: dict[str, str | bytes] = {
        f"{path.parent.name}/Dockerfile": path.read_bytes()
        for pattern in ("*crlf*", "*byte-order*", "*escape*", "*comments", "everything-*", "style-*", "legacy-*")
        for path in CASES.glob(f"{pattern}/Dockerfile")
    }
    project(texts)
    command = [sys.executable, "-m", "dockerlint", "fix", "--isolated", "--unsafe", "--select", "ALL"]
    patch = subprocess.run([*command, "--diff", "."], capture_output=True, check=False).stdout
    applied = subprocess.run(["git", "apply", "-"], input=patch, capture_output=True, check=False)
    assert applied.returncode == 0, applied.stderr
    patched = {name: Path(name).read_bytes() for name in texts}
    project(texts)
    subprocess.run([*command, "."], capture_output=True, check=False)
    assert patched == {name: Path(name).read_bytes() for name in texts}
    assert sum(patched[name] != text for name, text in texts.items()) >= len(texts) // 2


def test_a_killed_run_leaves_the_old_file_or_the_new_one(project: Project) -> None:
    filler = "# a comment that makes the file long enough to be caught in the act\n" * 20_000
    before, after = BROKEN + filler, FIXED + filler
    seen = set()
    project({"Dockerfile": before})
    command = [sys.executable, "-m", "dockerlint", "fix", "--isolated", "--unsafe", "--select", "unknown-instruction"]
    begin = time.monotonic()
    subprocess.run([*command, "Dockerfile"], check=False, capture_output=True)
    whole = time.monotonic() - begin
    for part in range(1, 13):
        Path("Dockerfile").write_text(before)
        process = subprocess.Popen([*command, "Dockerfile"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * part / 12)
        process.send_signal(signal.SIGKILL)
        process.wait()
        text = Path("Dockerfile").read_text()
        assert text in (before, after)
        seen.add(text)
    assert before in seen


# A process that writes and kills itself at one call or return after the other, those of the system among them.
KILLED_EVERYWHERE = """
import os, signal, sys
from dockerlint.cli.replace import replace_file

before, after = b"FROM a:1\\n" * 5000, b"FROM a:2\\n" * 5000
moment = 0
while True:
    with open("Dockerfile", "wb") as file:
        file.write(before)
    child = os.fork()
    if child == 0:
        left = moment

        def die(*_):
            global left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(die)
        replace_file("Dockerfile", before, after)
        sys.setprofile(None)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    with open("Dockerfile", "rb") as file:
        print({before: "old", after: "new"}.get(file.read(), "broken"))
    if status == 0:
        break
    moment += 1
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_killed_at_every_call_the_file_is_whole(project: Project) -> None:
    project({})
    done = subprocess.run([sys.executable, "-c", KILLED_EVERYWHERE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = done.stdout.split()
    assert set(seen) == {"old", "new"}
    assert seen == sorted(seen, reverse=True)  # once it is there it stays
    assert len(seen) > 50


def test_a_file_that_changes_meanwhile_is_left(project: Project) -> None:
    from dockerlint.cli.replace import ChangedError, replace_file

    project({"Dockerfile": BROKEN})
    with pytest.raises(ChangedError):
        replace_file("Dockerfile", b"something else", b"new")
    assert Path("Dockerfile").read_text() == BROKEN
    assert os.listdir() == ["Dockerfile"]
