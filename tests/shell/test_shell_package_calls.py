"""Which commands are calls of a package manager, and what they are told to do."""

from __future__ import annotations

import pytest

from dockerlint.shell import commands
from dockerlint.shell.package_calls import package_call, package_calls
from dockerlint.syntax import parse


def calls(body: str) -> list[str]:
    run = parse(f"FROM scratch\nRUN {body}\n").instructions[1]
    found = package_calls(commands(run))
    return [" ".join([call.name, *(word.text for word in call.words)]) for call in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("apt-get -o Acquire::Retries=3 -qq update", ["apt update"]),
        ("apt-get install -yqq -t stable curl", ["apt install curl"]),
        ("sudo -u root aptitude update", ["apt update"]),
        ("pip install -r requirements.txt flask", ["pip install flask"]),
        ("pip3.12 install flask", ["pip install flask"]),
        ("/venv/bin/pip-3.6 install flask", ["pip install flask"]),
        ("python -m pip install -U pip", ["pip install pip"]),
        ("python3.11 -W ignore -u -m pip install flask", ["pip install flask"]),
        ("python setup.py -m pip", []),
        ("python -c 'import pip' -m pip", []),
        ("python -m venv /venv", []),
        ("pypy3 -m pip install flask", ["pip install flask"]),
        ("npm --prefix web ci && yarn", ["npm ci", "yarn"]),
        ("./gradlew -p app build", ["gradle build"]),
        ("if true; then apk add -t .deps gcc; fi", ["apk add gcc"]),
        ("echo pip install", []),
        ("pipx install flask", ["pipx install flask"]),
        ("python -m pipx install flask", ["pipx install flask"]),
        ("mvn -Dfile=x.pdf package", ["maven package"]),
        ("corepack yarn@4 install", ["yarn install"]),
        ("corepack pnpm add left-pad", ["pnpm add left-pad"]),
        ("corepack enable", []),
        ("pacman -Syu --noconfirm git", ["pacman git"]),
        ("bash -c 'uv pip install flask'", ["uv pip install flask"]),
    ],
)
def test_calls(body: str, expected: list[str]) -> None:
    assert calls(body) == expected


@pytest.mark.parametrize(
    ("body", "verbs", "does"),
    [
        ("npm ci", ("install", "ci"), True),
        ("npm run ci", ("ci",), False),
        ("npm cache clean --force", ("cache clean",), True),
        ("npm cache clean", ("cache clean --force",), False),
        ("npm cache clean -f", ("cache clean -f",), True),
        ("npm cache", ("cache clean",), False),
        ("yarn --frozen-lockfile", ("",), True),
        ("yarn --version", ("",), False),
        ("yarn build", ("",), False),
        ("cargo build", ("*",), True),
        ("go clean -modcache", ("clean -modcache",), True),
        ("go clean", ("clean -modcache",), False),
        ("pacman -Syu git", ("-S !-c",), True),
        ("pacman -Sc", ("-S !-c",), False),
        ("pacman -Scc", ("-Scc",), True),
        ("emerge dev-vcs/git", ("!--sync",), True),
        ("emerge --sync", ("!--sync",), False),
        ("ccache gcc -c x.c", ("* !-C",), True),
        ("ccache -C", ("* !-C",), False),
    ],
)
def test_does(body: str, verbs: tuple[str, ...], does: bool) -> None:
    run = parse(f"FROM scratch\nRUN {body}\n").instructions[1]
    call = package_call(commands(run)[0])
    assert call is not None
    assert call.does(verbs) is does


@pytest.mark.parametrize(
    ("body", "about"),
    [
        ("apt-get install -y curl git", ["curl", "git"]),
        ("uv pip install flask", ["flask"]),
        ("pacman -S git", ["git"]),
        ("emerge -1 dev-vcs/git", ["dev-vcs/git"]),
        ("apt-get update", []),
    ],
)
def test_about(body: str, about: list[str]) -> None:
    call = package_call(commands(parse(f"FROM scratch\nRUN {body}\n").instructions[1])[0])
    assert call is not None
    assert [word.text for word in call.about(call.manager["install"])] == about


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        ("DEBIAN_FRONTEND=x sudo apt-get -q update > /dev/null", "apt-get -q update"),
        ("python3 -m pip --quiet install flask", "python3 -m pip --quiet install"),
        ("yarn --frozen-lockfile", "yarn"),
        ("apk \\\n    add curl", "apk \\\n    add"),
    ],
)
def test_span(body: str, marked: str) -> None:
    tree = parse(f"FROM scratch\nRUN {body}\n")
    (call,) = package_calls(commands(tree.instructions[1]))
    start, end = call.span
    assert tree.text[start:end] == marked
