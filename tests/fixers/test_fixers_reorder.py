"""Layer order: what is moved, what is split, what is refused, and at what expected cost."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from dockerlint.context import BuildContext, MemoryContext
from dockerlint.fixers.layer_order.links import link_copies
from dockerlint.fixers.layer_order.mounts import bind_manifests
from dockerlint.fixers.layer_order.reorder import reorder
from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from dockerlint.fixers.layer_order.reorder import Reordering

APP = {"app.py": "", "src/main.py": ""}
LOCK = json.dumps({"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "^1"}}}})
NODE = {"package.json": '{"dependencies": {"a": "^1"}}', "package-lock.json": LOCK, "index.js": ""}


def read(text: str, files: dict[str, str] | None = None) -> Dockerfile:
    context = MemoryContext(files) if files is not None else None
    return Dockerfile(parse(text), "Dockerfile", context=context)


def ordered(text: str, files: dict[str, str] | None = None, **options: str) -> Reordering:
    return reorder(read(text, files), **options)


CASES = yaml.safe_load(Path(__file__).with_name("reorder_cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_reordered(name: str) -> None:
    files, expected = CASES[name].get("files"), CASES[name]["after"]
    result = ordered(CASES[name]["before"], files)
    assert result.text == expected
    assert result.cost_after < result.cost_before
    assert 0 < result.saving < 1
    again = ordered(expected, files)
    assert (again.text, again.changes) == (expected, [])


def test_line_ends_casing_and_the_end_of_the_file() -> None:
    text = "from python:3.13\r\nworkdir /app\r\ncopy . .\r\nrun pip install -r requirements.txt"
    assert ordered(text, {**APP, "requirements.txt": ""}).text == (
        "from python:3.13\r\nworkdir /app\r\ncopy requirements.txt .\r\nrun pip install -r requirements.txt\r\ncopy . ."
    )


PIP = "FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n"
NPM = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"
PHP = "FROM php:8.4\nWORKDIR /app\nCOPY . .\nRUN composer install\n"
GEM = "FROM ruby:3.4\nWORKDIR /app\nCOPY . .\nRUN bundle install\n"
UV = "FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN uv sync --no-install-project\n"
GO = "FROM golang:1.25\nWORKDIR /app\nCOPY . .\nRUN go mod download\n"
RESTORE = "FROM mcr.microsoft.com/dotnet/sdk:9.0\nWORKDIR /app\nCOPY . .\nRUN dotnet restore\n"
MAVEN = "FROM maven:3\nWORKDIR /app\nCOPY . .\nRUN mvn dependency:go-offline\n"
REFUSALS = [
    (PIP, None, "the build context is not known"),
    (PIP, {"requirements.txt": "-e .\n"}, "installs the folder `.`"),
    (PIP, {"requirements.txt": "./lib\n"}, "installs the folder `./lib`"),
    (PIP, {"requirements.txt": "a @ file:///app/a\n"}, "from a folder"),
    (PIP, {"requirements.txt": "-r missing.txt\n"}, "names `missing.txt`"),
    (PIP, {"requirements.txt": "-f wheels\n"}, "looks for packages in `wheels`"),
    (PIP, {"app.py": ""}, "shows no manifest"),
    (PIP.replace("-r requirements.txt", "."), {"setup.py": ""}, "reads the whole folder"),
    (PIP.replace("-r requirements.txt", "-e ."), {"setup.py": ""}, "reads the whole folder"),
    (NPM, {**NODE, "package.json": '{"workspaces": ["a"]}'}, "workspaces"),
    (NPM, {**NODE, "package.json": '{"dependencies": {"a": "file:lib"}}'}, "from a folder of the project"),
    (
        NPM,
        {**NODE, "package.json": '{"scripts": {"postinstall": "node a.js"}}'},
        "`postinstall` of `package.json` runs",
    ),
    (NPM, {**NODE, "package.json": "{"}, "not understood"),
    (NPM, {**NODE, "node_modules/a/index.js": ""}, "`node_modules` is in the build context"),
    (NPM.replace("npm ci", "yarn --immutable"), {"package.json": "{}", ".yarn/cache/a.zip": ""}, "`.yarn`"),
    (NPM, {**NODE, "binding.gyp": ""}, "compile the sources"),
    (NPM.replace("ci", "install"), {**NODE, "package-lock.json": "{}"}, "may rewrite `package-lock.json`"),
    (
        NPM.replace("npm ci", "pnpm install --frozen-lockfile"),
        {**NODE, "pnpm-workspace.yaml": "packages: [a]"},
        "members",
    ),
    (NPM.replace("npm ci", "npm ci && npm run build && rm -rf node_modules"), NODE, "may need the sources"),
    (PHP, {"composer.json": '{"scripts": {"post-install-cmd": "x"}}'}, "runs a script of the project"),
    (PHP, {"composer.json": '{"autoload": {"classmap": ["src"]}}'}, "map of the project's classes"),
    (PHP.replace("install", "install -o"), {"composer.json": "{}"}, "map of the project's classes"),
    (PHP, {"composer.json": '{"repositories": [{"type": "path"}]}'}, "folder of the project"),
    (PHP, {"composer.json": "{}", ".git/HEAD": ""}, "`.git`"),
    (GEM, {"Gemfile": "gemspec\n"}, "reads other files"),
    (GEM, {"Gemfile": "gem 'a', path: 'a'\n"}, "folder of the project"),
    (GEM, {"Gemfile": "", "Gemfile.lock": "PLATFORMS\n  darwin\n\n"}, "may rewrite `Gemfile.lock`"),
    (UV, {"pyproject.toml": ""}, "no `uv.lock`"),
    (UV, {"pyproject.toml": "", "uv.lock": ""}, "may rewrite `uv.lock`"),
    (UV, {"pyproject.toml": "[tool.uv.workspace]\nmembers = []", "uv.lock": ""}, "workspace"),
    (UV, {"pyproject.toml": "[tool.uv.sources]\na = {path = 'a'}", "uv.lock": ""}, "from a folder"),
    (GO, {"go.mod": "replace a => ../a\n"}, "replaces a module"),
    (GO, {"go.mod": "", "go.work": ""}, "`go.work`"),
    (RESTORE, {"a.csproj": '<Exec Command="x"/>'}, "`<Exec`"),
    (RESTORE, {"a.csproj": "", "nuget.config": '<add key="a" value="./packages" />'}, "source of packages"),
    (RESTORE, {"a.csproj": '<Import Project="x.proj"/>'}, "imports `x.proj`"),
    (RESTORE, {"a.csproj": "", "1/2/3/4/5/b.csproj": ""}, "lies too deep"),
    (RESTORE, {"a.csproj": "", "obj/x": ""}, "`obj` is in the build context"),
    (MAVEN, {"pom.xml": "<modules><module>a</module></modules>"}, "`<modules>`"),
    (GO.replace("go mod download", "cargo fetch"), {"Cargo.toml": "", "src/main.rs": ""}, "cargo"),
    ("FROM node:22\nCOPY . /app\nRUN cd /app/web && npm --prefix /app ci\n", NODE, "leads into a folder"),
    ("FROM debian:13\nCOPY . /\nRUN pip install flask\n", {"usr/local/x": "", "a": ""}, "may read `lib`"),
    (
        "FROM debian:13\nCOPY . /\nRUN pip install -r /r.txt\n",
        {"sbin/x": "", "r.txt": ""},
        "where programs and their settings are",
    ),
]


@pytest.mark.parametrize(("text", "files", "reason"), REFUSALS)
def test_refused(text: str, files: dict[str, str] | None, reason: str) -> None:
    result = ordered(text, files, fetch="none")
    assert result.text == text
    assert not result.changes
    assert [line for line, _ in result.refused] == [text.count("\n")]
    assert reason in result.refused[0][1]


UNCHANGED = [
    "FROM debian:13\nCOPY . /app\nRUN make -C /app\n",
    # Programs may come from another stage.
    "FROM node:22 AS node\nCOPY . /x\nFROM debian:13\nCOPY --from=node /usr/local /opt/node\nRUN npm install -g a\n",
    # Or from the context, by way of the PATH.
    "FROM debian:13\nCOPY . /opt/x\nENV PATH=/opt/x/bin:$PATH\nRUN npm install -g a\n",
    "FROM debian:13\nCOPY . /app\nRUN ln -s /app/npm /usr/local/bin/npm\nRUN npm install -g a\n",
    # What is downloaded may be meant to start everything behind it anew.
    "FROM debian:13\nCOPY . /app\nADD https://example.com/head /app/head\nRUN npm install -g a\n",
    "FROM debian:13\n# cache bust\nCOPY . /app\nRUN npm install -g a\n",
    # An index must not be older than the installation that uses it.
    "FROM debian:13\nCOPY . /app\nRUN apt-get update\nRUN apt-get install -y /app/a.deb\n",
    # The repository is what is copied.
    "FROM debian:13\nCOPY .git /tmp/a.git\nRUN git clone /tmp/a.git /a && apt-get update\n",
    # The argument is named, or heard.
    "FROM debian:13\nARG GIT_SHA\nRUN apt-get update && apt-get install -y a=$GIT_SHA\n",
    "FROM debian:13\nARG BUILD_NUMBER\nRUN npm install -g a\n",
    "FROM debian:13\nARG GIT_SHA\nRUN make\n",
    # What is removed in the same layer stays there.
    "FROM debian:13\nCOPY . /app\nRUN apt-get install -y gcc && make -C /app && apt-get purge -y gcc\n",
    "FROM debian:13\nONBUILD COPY . /app\nONBUILD RUN apt-get update && apt-get install -y gcc\n",
    "FROM mcr.microsoft.com/windows/servercore\nCOPY . C:/app\nRUN choco install x\n",
]


@pytest.mark.parametrize("text", UNCHANGED)
def test_unchanged(text: str) -> None:
    assert ordered(text, {"a": "", "x/npm": ""}).text == text.replace("\\\n", "\\\n")


def test_a_file_with_errors_is_left_alone() -> None:
    text = "FROM debian:13\nRUN <<A\nRUN apt-get update && apt-get install -y gcc\n"
    assert (ordered(text).text, ordered(text).refused) == (text, [(1, "the file has errors")])


def test_changes_name_lines_of_the_original() -> None:
    case = CASES["two installations"]
    text, result = case["before"], ordered(case["before"], case["files"])
    assert [(one.kind, one.line) for one in result.changes] == [("split", 3), ("split", 3)]
    assert "requirements.txt" in result.changes[0].title
    assert text.split("\n")[2] in result.changes[0].title
    assert result.basis == "defaults"


def test_what_is_fetched_is_asked_for() -> None:
    case = CASES["go, downloaded on the way"]
    text, files = case["before"], case["files"]
    assert ordered(text, files, fetch="none").text == text
    assert [one.kind for one in ordered(text, files).changes] == ["fetched", "split"]
    maven = "FROM maven:3 AS build\nWORKDIR /a\nCOPY . .\nRUN mvn -B package\nFROM debian:13\nCOPY --from=build /a /a\n"
    project = {"pom.xml": "<project/>", "src/A.java": ""}
    assert "COPY pom.xml .\nRUN mvn -B dependency:resolve\nCOPY . .\n" in ordered(maven, project).text
    profile = maven.replace("-B package", "package -q -P mysql")
    assert "RUN mvn -B -q -Pmysql dependency:resolve\n" in ordered(profile, project).text
    # A build that resolves no dependencies of the tests may need less, and other settings lead elsewhere.
    for other in ("compile", "compile war:war", "-s s.xml package", "-Dmaven.repo.local=r package", "-o package"):
        text = maven.replace("-B package", other)
        assert ordered(text, {**project, "s.xml": ""}).text == text
    assert "COPY pom.xml .\nRUN mvn -B dependency:go-offline\nCOPY . .\n" in ordered(maven, project, fetch="all").text
    # An image that is shipped would have more in it.
    shipped = "FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build -o /a .\n"
    assert ordered(shipped, {"go.mod": "", "go.sum": ""}).text == shipped


@pytest.mark.parametrize(
    ("project", "is_fetched"),
    [
        ("{}", True),
        ('{"scripts": {"post-install-cmd": "x", "post-autoload-dump": "x"}}', True),
        ('{"scripts": {"pre-install-cmd": "x"}}', False),
        ('{"scripts": {"post-package-install": "x"}}', False),
        ('{"repositories": [{"type": "path"}]}', False),
        ('{"extra": {"installer-paths": {"web/{$name}": ["a"]}}}', False),
        ('{"config": {"vendor-dir": "lib"}}', False),
        ('{"require": {"symfony/flex": "2"}}', False),
    ],
)
def test_packages_of_composer_are_installed_before_the_map_of_classes_is_made(project: str, is_fetched: bool) -> None:
    text = PHP.replace("install", "install --no-dev -o")
    result = ordered(text, {"composer.json": project, "composer.lock": "{}", "src/A.php": ""})
    new = "COPY composer.json composer.lock ./\nRUN composer install --no-dev --no-autoloader --no-scripts --no-cache\n"
    assert result.text == (text.replace("COPY . .\n", f"{new}COPY . .\n") if is_fetched else text)
    assert bool(result.refused) is not is_fetched


def test_costs_by_default() -> None:
    """Installing 25 s, copying 0.3 s, of which the whole context changes always and a manifest in one of ten builds."""
    result = ordered(CASES["python"]["before"], CASES["python"]["files"])
    assert result.cost_before == pytest.approx(0.3 + 25.3)
    assert result.cost_after == pytest.approx(0.1 * (0.3 + 25.3) + 0.3)


def test_costs_from_history(tmp_path: Path) -> None:
    """Of thirty commits, fifteen changed the requirements: the sources change no more often than they do together."""

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("config", "user.email", "a@example.com")
    git("config", "user.name", "a")
    for number in range(30):
        (tmp_path / "app.py").write_text(str(number), encoding="utf-8")
        if number % 2:
            (tmp_path / "requirements.txt").write_text(f"# {number}\n", encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", "x")
    text = CASES["python"]["before"]
    (tmp_path / "Dockerfile").write_text(text, encoding="utf-8")
    result = reorder(Dockerfile(parse(text), "Dockerfile", context=BuildContext(str(tmp_path))))
    assert result.basis == "30 commits"
    assert result.cost_before == pytest.approx(25.6)
    assert result.cost_after == pytest.approx(0.5 * 25.6 + 0.3)


MOUNTED = """FROM node:22
WORKDIR /app
RUN --mount=type=bind,source=package.json,target=/app/package.json \\
    --mount=type=bind,source=package-lock.json,target=/app/package-lock.json \\
    npm ci
COPY . .
"""


def test_manifests_are_mounted_on_request() -> None:
    text = "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n"
    result = bind_manifests(read(text, NODE))
    assert result.text == MOUNTED
    assert [(one.kind, one.line) for one in result.changes] == [("mounted", 3)]
    assert bind_manifests(read(MOUNTED, NODE)).text == MOUNTED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("COPY package.json package-lock.json ./\nRUN npm install\nCOPY . .\n", "may write to its manifests"),
        ("COPY package.json package-lock.json ./\nRUN npm ci\n", "no later copy"),
        ("COPY package.json package-lock.json ./\nRUN npm ci\nRUN make\nCOPY . .\n", "may need it before"),
        ("# why\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n", "a comment"),
        ("COPY package.json index.js ./\nRUN npm ci\nCOPY . .\n", "does not read all"),
    ],
)
def test_manifests_are_not_mounted(text: str, reason: str) -> None:
    text = f"FROM node:22\nWORKDIR /app\n{text}"
    result = bind_manifests(read(text, NODE))
    assert result.text == text
    assert reason in result.refused[0][1]


def test_copies_are_linked_on_request() -> None:
    text = "FROM golang:1.25 AS build\nRUN make\nFROM debian:13\nWORKDIR /app\nCOPY --from=build /a /app/\nCOPY . .\n"
    result = link_copies(read(text, APP))
    assert result.text == text.replace("COPY --from=build", "COPY --from=build --link").replace("COPY . .", "COPY . .")
    assert "may have made links" in result.refused[0][1]
    plain = "FROM debian:13\nWORKDIR /app\nCOPY a.txt ./\nCOPY . .\n"
    linked = link_copies(read(plain, APP))
    assert linked.text == plain.replace("COPY ", "COPY --link ")
    assert link_copies(read(linked.text, APP)).text == linked.text
    assert linked.cost_after <= linked.cost_before


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("COPY a /etc/x\n", "symbolic link of the base image"),
        ("COPY --chown=node a /app/\n", "looked up"),
        ("RUN ln -s /data /app\nCOPY a /app/\n", "may have made links"),
        ("RUN make\nCOPY a /app/\n", "may have made links"),
        ("USER node\nWORKDIR /app\nCOPY a /app/\n", "another user"),
    ],
)
def test_copies_are_not_linked(text: str, reason: str) -> None:
    text = f"FROM debian:13\n{text}"
    result = link_copies(read(text, APP))
    assert (result.text, result.changes) == (text, [])
    assert reason in result.refused[0][1]
