"""Shell completion, tried in the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dockerlint.cli.completion import SHELLS
from dockerlint.cli.main import main

CASES = [
    ("--disable-ig", {"--disable-ignore-pragma"}),
    ("--color ", {"auto", "always", "never"}),
    ("fix --color al", {"always"}),
    ("meas", {"measure"}),
    ("config ", {"show", "validate", "migrate", "schema"}),
    ("check --select apt-lists", {"apt-lists-left-behind"}),
    ("explain apt-lists", {"apt-lists-left-behind"}),
    ("check --output-format hadolint-j", {"hadolint-json", "hadolint-junit"}),
    ("Dockerfi", {"Dockerfile"}),
    ("check --config py", {"pyproject.toml"}),
    ("fix --uns", {"--unsafe"}),
    ("completion z", {"zsh"}),
]
ZSH = r"""
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1= PROMPT_EOL_MARK=; cd $PWD; fpath=($PWD/f \$fpath); autoload -U compinit; compinit -u -D"
zpty -w z "zstyle ':completion:*' list-prompt ''; zstyle ':completion:*' verbose no; LISTMAX=0; print ready"
zpty -r z out '*ready*ready*'
zpty -w -n z "dockerlint $1"$'\t\t\t'
sleep 2
zpty -w z ""
typeset text
while zpty -r -t z out; do text+=$out; done
print -r -- $text
"""


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    for name in ("Dockerfile", "pyproject.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "f").mkdir()
    for shell in SHELLS:
        capsys.readouterr()
        assert main(["completion", shell]) == 0
        name = "f/_dockerlint" if shell == "zsh" else f"script.{shell}"
        (tmp_path / name).write_text(capsys.readouterr().out, encoding="utf-8")
    return tmp_path


def run(program: str, folder: Path, *arguments: str) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("line", "wanted"), CASES, ids=[line for line, _ in CASES])
def test_bash(line: str, wanted: set[str], folder: Path) -> None:
    program = """
    source script.bash
    COMP_WORDS=(dockerlint $1); [[ $1 == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _dockerlint
    printf '%s\\n' "${COMPREPLY[@]}"
    """
    assert set(run("bash", folder, "--norc", "-c", program, "bash", line).split()) == wanted


def test_bash_cuts_words_at_equals_signs_and_lists_at_commas(folder: Path) -> None:
    program = """
    source script.bash
    try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _dockerlint; echo "${COMPREPLY[*]}"; }
    try dockerlint check --color = al
    try dockerlint --color =
    try dockerlint --select cache,apt-lists
    try dockerlint --target ''
    """
    assert run("bash", folder, "--norc", "-c", program).splitlines() == [
        "always",
        "auto always never",
        "cache,apt-lists-left-behind",
        "",
    ]


@pytest.mark.parametrize(("line", "wanted"), CASES, ids=[line for line, _ in CASES])
def test_fish(line: str, wanted: set[str], folder: Path) -> None:
    out = run("fish", folder, "--no-config", "-c", f"source script.fish; complete -C 'dockerlint {line}'")
    assert {entry.split("\t")[0] for entry in out.splitlines()} == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("--disable-ig", "--disable-ignore-pragma"),
        ("fix --color al", "always"),
        ("meas", "measure"),
        ("config va", "validate"),
        ("check --select apt-lists", "apt-lists-left-behind"),
        ("check --config py", "pyproject.toml"),
    ],
)
def test_zsh(line: str, wanted: str, folder: Path) -> None:
    assert wanted in run("zsh", folder, "-f", "-c", ZSH, "zsh", line)


def test_shellcheck_finds_nothing_in_the_script_for_bash(folder: Path) -> None:
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
    program = shutil.which("shellcheck", path=path)
    if program is None:
        pytest.skip("ShellCheck is not installed")
    assert run(program, folder, "-s", "bash", "script.bash") == ""
