"""What the cache family's shared code must tell apart: clean-ups that reach a cache, mounts that hold it."""

from __future__ import annotations

import pytest

from dockerlint.lint.api import check
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import find
from dockerlint.rules.cache._layer import empties


def messages(rule: str, text: str, **options: object) -> list[str]:
    linter = Linter([(find(rule)[0], {})], {rule: options})
    _, result = check(text, "Dockerfile", linter)
    assert result.troubles == []
    return [finding.message for finding in result.findings]


LISTS = "/var/lib/apt/lists"


@pytest.mark.parametrize(
    ("path", "directory", "content", "expected"),
    [
        (f"{LISTS}/*", LISTS, None, True),
        (f"{LISTS}", LISTS, None, True),
        ("/var/lib/apt", LISTS, None, True),
        ("/var/lib/*", LISTS, None, True),
        ("/var/*/apt/lists/*_*", LISTS, None, True),
        (f"{LISTS}/partial/*", LISTS, None, False),
        (f"{LISTS}/lock", LISTS, None, False),
        ("/var/lib/apt/list/*", LISTS, None, False),
        ("/var/lib/*.log", LISTS, None, False),
        ("/var/cache/apt/*", LISTS, None, False),
        ("./var/lib/apt/lists/*", LISTS, None, True),
        ("./*", LISTS, None, False),
        ("/root/*", "/root/.npm", "_cacache", False),
        ("/root/.*", "/root/.npm", "_cacache", True),
        ("/root/.[!.]*", "/root/.npm", "_cacache", True),
        ("/root/.n*", "/root/.npm", "_cacache", True),
        ("/root/.npm/_cacache", "/root/.npm", "_cacache", True),
        ("/root/.npm/_logs", "/root/.npm", "_cacache", False),
        ("/home/me/.npm", "/root/.npm", "_cacache", False),
        ("./.npm", "/root/.npm", "_cacache", True),
        # The home is not known: any home will do.
        ("/root/.cache/*", "~/.cache/pip", None, True),
        ("/home/me/.cache", "~/.cache/pip", None, True),
        ("/var/www/.cache/pip", "~/.cache/pip", None, True),
        ("/root/.npm", "~/.cache/pip", None, False),
        ("~/.cache", "~/.cache/pip", None, True),
    ],
)
def test_empties(path: str, directory: str, content: str | None, expected: bool) -> None:
    assert empties(path, directory, content) is expected


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("apt-get update", True),
        ("apt-get update; rm -rf '/var/lib/apt/lists/'", False),
        ("apt-get update; rm -f /var/lib/apt/lists/*", False),
        ("apt-get update; rm -f /var/lib/apt/lists", True),
        ("apt-get update; rm -r /tmp/*", True),
        ("D=/var/lib/apt; apt-get update; rm -r $D/lists", False),
        ("apt-get update; (cd /var/lib/apt && rm -rf lists)", False),
        ("apt-get update; (cd /var/lib/apt); rm -rf lists", True),
        ("cd /var/lib/apt && apt-get update && rm -rf lists", False),
        ("apt-get update; find /var/lib/apt/lists -mindepth 1 -delete", False),
        ("apt-get update; find /var/lib/apt/lists -type f | xargs rm -f", False),
        ("apt-get update; find / -name '*.pyc' -delete", True),
        ("apt-get update; find /var/lib/apt/lists", True),
        ("apt-get update; apt-get clean; apt-get autoremove", True),
        ("apt-get update; apt-get distclean", False),
        ("apt-get update; /usr/local/bin/cleanup.sh", False),
        ("apt-get update; bash -ex /clean.sh", False),
        ("apt-get update; make clean", True),
        ("apt-get update; curl https://example.com/clean.sh | sh", False),
        ("apt-get update; install_packages curl", False),
        ("rm -rf /var/lib/apt/lists/*; apt-get update", True),
        ("apt-get update; rm -r /var/lib/apt/lists; apt-get update", True),
        ("tidy() { rm -rf /var/lib/apt/lists/*; }; apt-get update; tidy", False),
        ("bash -c 'apt-get update && rm -rf /var/lib/apt/lists/*'", False),
        ("bash -c 'apt-get update'", True),
        ("sudo apt-get update", True),
        ("apt-get install -y curl", False),
        ("--mount=type=tmpfs,target=/var/lib/apt/lists apt-get update", False),
        ("--mount=type=cache,target=/var/lib apt-get update", False),
        ("--mount=type=cache,target=/var/cache/apt apt-get update", True),
    ],
)
def test_lists_of_apt(body: str, kept: bool) -> None:
    assert bool(messages("apt-lists-left-behind", f"FROM debian:13\nRUN {body}\n")) is kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("RUN pip install x", True),
        ("RUN pip install --no-cache x", False),
        ("RUN pip --no-cache-dir install x", False),
        ("RUN PIP_NO_CACHE_DIR=0 pip install x", False),
        ("RUN env PIP_NO_CACHE_DIR=1 pip install x", False),
        ("ENV PIP_NO_CACHE_DIR=false\nRUN pip install x", False),
        ("ENV PIP_NO_CACHE_DIR=\nRUN pip install x", True),
        ("ARG PIP_NO_CACHE_DIR=1\nRUN pip install x", False),
        ("ARG PIP_NO_CACHE_DIR\nRUN pip install x", False),
        ("RUN pip install x\nENV PIP_NO_CACHE_DIR=1", True),
        ("RUN pip config set global.no-cache-dir true\nRUN pip install x", False),
        ("COPY pip.conf /etc/\nRUN pip install x", False),
        ("RUN pip install --cache-dir=/c x && rm -rf /c", False),
        ("RUN pip install --cache-dir=/c x && rm -rf ~/.cache", True),
        ("ENV XDG_CACHE_HOME=/c\nRUN pip install x && rm -rf /c/*", False),
        ("ENV HOME=/h\nRUN pip install x && rm -rf /root/.cache", True),
        ("ENV HOME=/h\nRUN pip install x && rm -rf ~/.cache", False),
        ("USER me\nRUN pip install x && rm -rf /home/me/.cache", False),
        ("RUN useradd -d /srv/me me\nUSER me\nRUN pip install x && rm -rf /srv/me/.cache", False),
        ("RUN --mount=type=cache,target=/root/.cache/pip pip install x", False),
        ("ARG DIR=/root/.cache\nRUN --mount=type=cache,target=$DIR pip install x", False),
        ("RUN --mount=type=cache,target=/root/.npm pip install x", True),
        ("RUN pip install /wheels/*.whl", False),
        ("RUN pip install x && pip cache purge", False),
        ('RUN pip install x && rm -rf "$(pip cache dir)"', False),
        ("ONBUILD RUN pip install x", True),
        ("RUN pip --version && pip list", False),
    ],
)
def test_cache_of_pip(text: str, kept: bool) -> None:
    assert bool(messages("pip-cache-kept", f"FROM python:3.14\n{text}\n")) is kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM node\nRUN --mount=type=cache,target=/home/node/.npm npm ci", "`/root/.npm`"),
        ("FROM node AS a\nUSER node\nFROM a\nRUN --mount=type=cache,target=/root/.npm npm i", "`/home/node/.npm`"),
        ("FROM golang:${V}\nRUN --mount=type=cache,target=/root/go/pkg/mod go build", "`/go/pkg/mod`"),
        ("FROM alpine\nRUN --mount=type=cache,target=/go/pkg/mod go build", "`/root/go/pkg/mod`"),
        ("FROM gradle\nENV GRADLE_USER_HOME=/c\nRUN --mount=type=cache,target=/root/.gradle gradle x", "`/c`"),
        ("FROM composer\nRUN --mount=type=cache,target=/root/.composer composer i", "`/tmp/cache`"),
        ("FROM node\nENV PNPM_HOME=/p\nRUN --mount=type=cache,target=/root/.local/share/pnpm pnpm i", "`/p/store`"),
        ("FROM node\nRUN --mount=type=cache,target=/root/.npm npm ci", ""),
        ("FROM gradle\nRUN --mount=type=cache,target=/root/.gradle gradle x", ""),
        ("FROM gradle\nUSER gradle\nRUN --mount=type=cache,target=/home/gradle/.gradle gradle x", ""),
        ("FROM golang\nENV GOPATH=/root/go\nRUN --mount=type=cache,target=/root/go/pkg/mod go build", ""),
        ("FROM node\nRUN --mount=type=cache,target=/app/.npm npm ci", ""),
        ("FROM node\nRUN --mount=type=cache,target=/home/node/.npm npm ci --cache /home/node/.npm", ""),
        ("FROM node\nRUN npm config set cache /c\nRUN --mount=type=cache,target=/home/node/.npm npm ci", ""),
        ("FROM node\nARG D\nRUN --mount=type=cache,target=/home/node/.npm npm_config_cache=$D npm ci", ""),
        ("FROM node\nUSER 1234\nRUN --mount=type=cache,target=/root/.npm npm ci", ""),
        ("FROM node\nRUN --mount=type=cache,target=/root/.npm sudo -u node npm ci", ""),
        ("FROM me/node\nRUN --mount=type=cache,target=/home/node/.npm npm ci", ""),
        ("FROM $BASE\nRUN --mount=type=cache,target=/home/node/.npm npm ci", ""),
        ("FROM node\nRUN --mount=type=cache,target=/home/node/.npm make", ""),
        ("FROM python\nRUN --mount=type=cache,target=/root/.cache/pip poetry install", ""),
    ],
)
def test_targets_of_cache_mounts(text: str, expected: str) -> None:
    found = messages("cache-mount-wrong-target", text + "\n")
    assert (expected in found[0]) if expected else not found
