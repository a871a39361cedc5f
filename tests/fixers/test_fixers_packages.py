"""What the fixers of packages and caches refuse, and when they call themselves unsafe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.fix import fix_file
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import entries

if TYPE_CHECKING:
    from pathlib import Path

    from dockerlint.lint.rule import Option

LISTS = "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl"


def fixed(rule: str, text: str, *, unsafe: bool = True, **options: Option) -> tuple[str, list[str], list[str]]:
    """Return the new text, how safe what was applied is, and the reasons of refusals."""
    entry = next(entry for entry in entries() if entry.name == rule)
    linter = Linter([(entry, {})], {rule: {name.replace("_", "-"): value for name, value in options.items()}})
    result = fix_file(text, "Dockerfile", linter, unsafe=unsafe)
    assert result.troubles == []
    return result.text, [one.fix.safety for one in result.applied], [one.reason for one in result.refused]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{LISTS}\nRUN apt-get install -y git\n", "line 3 works with these lists"),
        (f"{LISTS}\nFROM base\nRUN apt-get install -y git\n".replace("slim", "slim AS base"), "line 4 works"),
        (f"{LISTS}\nONBUILD RUN apt-get install -y git\n", "line 3 works"),
        (f"{LISTS}; exit 0\n", "`exit` ends the script"),
        (f"{LISTS}; exec true\n", "ends the script"),
        (f"{LISTS} &\n", "background"),
        (f"{LISTS} # and more\n", "comment"),
        ('FROM debian:13-slim\nRUN ["apt-get", "update"]\n', "exec form"),
        ("FROM debian:13-slim\nRUN <<EOF\napt-get update\nEOF\n", "`set -e`"),
        ("FROM debian:13-slim\nRUN bash -c 'apt-get update'\n", "script inside the script"),
        ("FROM debian:13-slim\nUSER web\nRUN apt-get update\n", "not as root"),
        ("FROM debian:13-slim\nRUN sudo -E apt-get update\n", "`sudo` has options"),
    ],
)
def test_package_lists_that_stay(text: str, reason: str) -> None:
    result, _, refused = fixed("apt-lists-left-behind", text)
    assert result == text
    assert any(reason in one for one in refused), refused


@pytest.mark.parametrize(
    ("text", "safety"),
    [
        (f"{LISTS}\nRUN apt-get update && apt-get install -y git\nRUN apt-get clean\n", "safe"),
        (f"{LISTS}\nRUN ./install.sh\n", "unsafe"),
        (f"{LISTS}\nRUN curl https://example.com | bash\n", "unsafe"),
        (f"{LISTS}\nRUN useradd web\n", "safe"),
    ],
)
def test_package_lists_that_go(text: str, safety: str) -> None:
    result, safeties, _ = fixed("apt-lists-left-behind", text)
    assert result.startswith(f"{LISTS} && rm -rf /var/lib/apt/lists/*\n")
    assert set(safeties) == {safety}


def test_a_later_update_serves_what_follows() -> None:
    text = f"{LISTS}\nRUN apt-get update\nRUN apt-get install -y git\n"
    result, _, refused = fixed("apt-lists-left-behind", text)
    assert result == text.replace("-y curl", "-y curl && rm -rf /var/lib/apt/lists/*")
    assert len(refused) == 1


def test_sudo_stays() -> None:
    text = "FROM debian:13-slim\nUSER web\nRUN sudo apt-get update\n"
    assert fixed("apt-lists-left-behind", text)[0] == text.replace(
        "update\n", "update && sudo rm -rf /var/lib/apt/lists/*\n"
    )


@pytest.mark.parametrize(
    ("rule", "command", "reason"),
    [
        ("npm-cache-kept", "npm ci && apk del .build", "removed behind the call"),
        ("npm-cache-kept", "npm ci --cache /tmp/npm", "cache of its own"),
        ("npm-cache-kept", "(cd app && npm ci)", "subshell"),
        ("npm-cache-kept", "PATH=/opt/node/bin:$PATH npm ci", "PATH"),
        ("npm-cache-kept", "su-exec web npm ci", "somebody else"),
        ("pip-cache-kept", "pip install flask && ls ~/.cache/pip", "reads the cache"),
        ("apk-cache-kept", "apk add curl && rm -r /var/cache/apk/x", "reads the cache"),
        ("dnf-cache-kept", "dnf install -y --installroot /mnt curl", "another root"),
        ("wget-progress-shown", "wget https://example.com/x 2> log", "sent elsewhere"),
        ("apt-in-script", "apt list --installed", "have no `list`"),
        ("apt-in-script", "apt show curl | grep Version", "output is read"),
        ("pip-version-unpinned", "pip install flask", "no version is known: flask"),
    ],
)
def test_refusals(rule: str, command: str, reason: str) -> None:
    text = f"FROM example.com/image\nRUN {command}\n"
    result, _, refused = fixed(rule, text)
    assert result == text
    assert any(reason in one for one in refused), refused


def test_busybox_knows_no_such_option() -> None:
    text = "FROM alpine:3.24\nRUN wget https://example.com/tool\n"
    result, _, refused = fixed("wget-progress-shown", text, plain_calls_only=True)
    assert result == text
    assert "BusyBox" in refused[0]


@pytest.mark.parametrize(
    ("command", "safety"),
    [
        ("apt-get install curl && true", "safe"),
        ("set -e; apt-get install curl; true", "safe"),
        ("apt-get install curl; true", "unsafe"),
        ("apt-get install curl || true", "unsafe"),
        ("apt-get install curl && make || true", "unsafe"),
        ("if apt-get install curl; then make; fi", "unsafe"),
    ],
)
def test_a_failure_that_goes_unnoticed(command: str, safety: str) -> None:
    text = f"FROM debian:13-slim\nRUN {command}\n"
    result, safeties, _ = fixed("apt-assume-yes-missing", text)
    assert result == text.replace("install curl", "install -y curl")
    assert safeties == [safety]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("apt upgrade -y", "apt-get upgrade --with-new-pkgs -y"),
        ("apt full-upgrade -y", "apt-get dist-upgrade -y"),
        ("apt search curl", "apt-cache search curl"),
        ("sudo apt -qq update", "sudo apt-get -qq update"),
        ("/usr/bin/apt update", "/usr/bin/apt-get update"),
    ],
)
def test_the_same_with_apt_get(command: str, expected: str) -> None:
    result, safeties, _ = fixed("apt-in-script", f"FROM debian:13-slim\nRUN {command}\n")
    assert result == f"FROM debian:13-slim\nRUN {expected}\n"
    assert safeties == ["safe"]


def test_an_update_that_is_needed_stays() -> None:
    text = "FROM alpine:3.24\nRUN apk update && apk add --no-cache curl && apk search git\n"
    result, _, refused = fixed("apk-cache-kept", text)
    assert result == text
    assert "works with the index" in refused[0]


def test_old_alpine_keeps_an_index_that_is_used() -> None:
    text = "FROM alpine:3.7\nRUN apk add -U curl\nRUN apk info && apk add git\n"
    result, _, refused = fixed("apk-cache-kept", text)
    assert result == text, refused


def test_yarn_is_cleaned_safely_where_it_is_yarn_1() -> None:
    text = "FROM node:24-slim\nRUN yarn global add serve\n"
    result, safeties, _ = fixed("yarn-cache-kept", text)
    assert result == text.replace("serve", "serve && yarn cache clean")
    assert safeties == ["safe"]


def test_a_version_in_exec_form_and_in_quotes(tmp_path: Path) -> None:
    path = tmp_path / "versions.txt"
    path.write_text("curl 8\n")
    for before, after in (('["apt-get", "install", "curl"]', '"curl=8"]'), ("apt-get install 'curl'", "'curl=8'\n")):
        result, _, _ = fixed("apt-version-unpinned", f"FROM debian:13\nRUN {before}\n", index=[str(path)])
        assert after in result
