"""What a change of the sources builds again: dependencies ahead of them, caches that outlive a RUN; textbooks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dockerlint.context import MemoryContext
from dockerlint.fixers.multi_stage.plan import Answers
from dockerlint.fixers.pipeline import optimize
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dockerlint.fixers.multi_stage.plan import NoPlan, Plan

    Planner = Callable[..., Plan]
    Refuser = Callable[..., NoPlan]


def optimized(text: str, files: Mapping[str, str], **answers: object) -> str:
    """What `optimize` makes of a text; a second time it finds nothing more."""
    context = MemoryContext(files)
    done = optimize(text, "Dockerfile", context=context, answers=Answers(**answers))  # type: ignore[arg-type]
    assert not parse(done.text).errors
    assert done.troubles == []
    again = optimize(done.text, "Dockerfile", context=context)
    assert again.text == done.text
    return done.text


def stages(text: str) -> list[list[str]]:
    """The instructions of each stage, on one line each."""
    found: list[list[str]] = []
    for node in parse(text).instructions:
        if node.keyword == "FROM":
            found.append([])
        found[-1].append(" ".join(node.text.replace("\\\n", " ").split()))
    return found


# The textbook


def test_a_go_service_gets_a_build_stage_and_a_small_image_to_run() -> None:
    files = {
        "go.mod": "module example.org/app\n\nrequire github.com/gorilla/mux v1.8.0\n",
        "go.sum": "",
        "main.go": 'package main\nimport "net/http"\n',
        "README.md": "",
    }
    text = (
        'FROM golang:1.22-bookworm\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nEXPOSE 8080\nCMD ["./server"]\n'
    )
    build, last = stages(optimized(text, files))
    assert build[0] == "FROM golang:1.22-bookworm AS build"
    assert build[2] == "COPY go.mod go.sum ./"
    assert build[3].endswith("go mod download")
    assert build[4] == "COPY . ."
    assert "--mount=type=cache,target=/root/.cache/go-build" in build[5]
    assert last[0] == "FROM debian:bookworm-slim"
    assert "COPY --from=build /app/server /app/server" in last
    assert last[-2:] == ["EXPOSE 8080", 'CMD ["./server"]']
    assert not any("go " in line or "COPY . ." in line for line in last)


def test_a_node_service_copies_its_manifests_and_installs_before_its_sources() -> None:
    files = {
        "package.json": json.dumps({"dependencies": {"express": "4"}, "devDependencies": {"mocha": "10"}}),
        "package-lock.json": "{}",
        "server.js": "require('express')\n",
    }
    text = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nEXPOSE 3000\nCMD ["node", "server.js"]\n'
    build, last = stages(optimized(text, files))
    manifests = build.index("COPY package.json package-lock.json ./")
    assert manifests < build.index("RUN npm ci") < build.index("RUN npm prune --omit=dev") < build.index("COPY . .")
    assert last[0] == "FROM node:20-slim"
    assert "COPY --from=build /app/node_modules /app/node_modules" in last
    assert last[-1] == 'CMD ["node", "server.js"]'


# Caches


@pytest.mark.parametrize(
    ("base", "command", "cache"),
    [
        ("maven:3-eclipse-temurin-17", "mvn package", "/root/.m2/repository"),
        ("golang:1.22-bookworm", "go build -o app.jar", "/root/.cache/go-build"),
    ],
)
def test_what_compilers_keep_outlives_the_run_that_builds(base: str, command: str, cache: str) -> None:
    start = "java -jar target/app.jar" if "maven" in base else "./app.jar"
    install = "RUN apt-get update && apt-get install -y zip\n"
    text = f"FROM {base}\nWORKDIR /app\nCOPY . .\n{install}RUN {command}\nCMD {start}\n"
    files = {"pom.xml": "<project/>", "src/A.java": "", "go.mod": "module a\n", "main.go": "package main\n"}
    build = stages(optimized(text, files))[0]
    assert any(f"target={cache}" in line and command in line for line in build)
    assert not any("mount" in line for line in build if "apt-get" in line)


# Rust

CARGO = '[package]\nname = "app"\n\n[dependencies]\nserde = "1"\n'
RUST = (
    "FROM rust:1.80-bookworm\nWORKDIR /app\nCOPY . .\nRUN cargo build --release --locked\nCMD /app/target/release/app\n"
)


def test_rust_dependencies_are_built_before_the_sources_are_copied(plan: Planner) -> None:
    files = {"Cargo.toml": CARGO, "Cargo.lock": "", "src/main.rs": "", "build.rs": "", "src/bin/tool.rs": ""}
    build = stages(plan(RUST, files).text)[0]
    assert build[2] == "COPY Cargo.toml Cargo.lock ./"
    assert build[3].startswith(
        "RUN mkdir -p src src/bin && echo 'fn main() {}' | tee build.rs src/bin/tool.rs src/main.rs"
    )
    assert build[3].endswith("&& cargo build --release --locked && cargo clean --release -p app")
    assert build[4] == "COPY . ."


def test_rust_workspaces_bring_the_manifests_of_all_members(plan: Planner) -> None:
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["app", "crates/*"]\n',
        "app/Cargo.toml": '[package]\nname = "app"\n[dependencies]\nlibrary = { path = "../crates/library" }\n',
        "app/src/main.rs": "",
        "crates/library/Cargo.toml": '[package]\nname = "library"\n[dependencies]\nserde = "1"\n',
        "crates/library/src/lib.rs": "",
    }
    text = plan(RUST, files).text
    assert "    && echo 'fn main() {}' > app/src/main.rs \\\n    && touch crates/library/src/lib.rs \\\n" in text
    assert "COPY app/Cargo.toml app/\nCOPY crates/library/Cargo.toml crates/library/\n" in text
    assert "cargo clean --release -p app -p library" in text


@pytest.mark.parametrize(
    "files",
    [
        {"Cargo.toml": '[package]\nname = "app"\n', "src/main.rs": ""},  # nothing that could be built ahead
        {"Cargo.toml": CARGO, "src/main.rs": "#![no_std]\n"},
        {"Cargo.toml": CARGO, "src/main.rs": "", "target/release/app": ""},
        {"Cargo.toml": CARGO + '[lints.rust]\nmissing_docs = "deny"\n', "src/main.rs": ""},
        {"Cargo.toml": CARGO + 'other = { path = "../other" }\n', "src/main.rs": ""},
        {"Cargo.toml": CARGO + '[[bin]]\nname = "made"\npath = "src/made.rs"\n', "src/main.rs": ""},
    ],
)
def test_rust_dependencies_stay_with_the_build_where_something_is_not_known(
    plan: Planner, files: Mapping[str, str]
) -> None:
    assert "cargo clean" not in plan(RUST, files).text


def test_rust_dependencies_stay_where_a_run_between_may_be_needed(plan: Planner) -> None:
    text = RUST.replace("COPY . .\n", "COPY . .\nRUN apt-get update && apt-get install -y libssl-dev\n")
    assert "cargo clean" not in plan(text, {"Cargo.toml": CARGO, "Cargo.lock": "", "src/main.rs": ""}).text


def test_what_only_deletes_files_of_the_build_is_not_in_the_last_stage(plan: Planner) -> None:
    text = RUST.replace(
        "CMD /app/target/release/app", "RUN cp target/release/app /usr/local/bin/\nRUN rm -rf target\nCMD app"
    )
    last = stages(plan(text, {"Cargo.toml": CARGO, "src/main.rs": ""}).text)[1]
    assert not any("rm -rf target" in line for line in last)


# Node.js

WORKSPACE = {
    "package.json": json.dumps({"workspaces": ["packages/*"], "devDependencies": {"mocha": "10"}}),
    "package-lock.json": "{}",
    "packages/api/package.json": json.dumps({"name": "api", "scripts": {"start": "node server.js"}}),
    "packages/api/server.js": "",
    "packages/util/package.json": json.dumps({"name": "util"}),
}
NPM = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["npm", "start", "-w", "api"]\n'


def test_workspaces_are_copied_whole_and_their_manifests_come_first() -> None:
    build, last = stages(optimized(NPM, WORKSPACE))
    assert build[2:] == [
        "COPY package.json package-lock.json ./",
        "COPY packages/api/package.json packages/api/",
        "COPY packages/util/package.json packages/util/",
        "RUN npm ci",
        "RUN npm prune --omit=dev",
        "COPY . .",
    ]
    assert "COPY --from=build /app /app" in last


def test_workspaces_of_pnpm_keep_what_development_needs(plan: Planner) -> None:
    files = {**WORKSPACE, "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n", "pnpm-lock.yaml": ""}
    text = NPM.replace("npm ci", "pnpm install").replace(
        '"npm", "start", "-w", "api"', '"pnpm", "--filter", "api", "start"'
    )
    found = plan(text, files)
    assert "prune" not in found.text
    assert any("does not prune" in note for note in found.assumed)


def test_workspaces_whose_packages_are_not_there_are_refused(refusal: Refuser) -> None:
    files = {"package.json": json.dumps({"workspaces": ["packages/*"]}), "server.js": ""}
    assert "workspaces" in refusal(NPM.replace('"npm", "start", "-w", "api"', '"node", "server.js"'), files).reason


@pytest.mark.parametrize("scripts", [False, True])
def test_hooks_of_the_project_wait_for_its_sources(plan: Planner, scripts: bool) -> None:
    lock = {"packages": {"": {"hasInstallScript": True}, "node_modules/a": {"hasInstallScript": scripts}}}
    files = {
        "package.json": json.dumps({"scripts": {"install": "node-gyp rebuild"}, "dependencies": {"a": "1"}}),
        "package-lock.json": json.dumps(lock),
        "binding.gyp": "",
        "index.js": "",
    }
    text = plan(
        NPM.replace('"npm", "start", "-w", "api"', '"node", "index.js"').replace("npm ci", "npm install"), files
    ).text
    # Scripts of others would not run.
    assert ("RUN npm install --ignore-scripts\n" in text) is not scripts


BINDING = """{
  # a literal of Python
  'targets': [{'target_name': 'a', 'sources': ['src/a.cc', './b.c'], 'include_dirs': [%s]}],
}"""
OF_PACKAGE = '"<!@(node -p \\"require(\'node-addon-api\').include\\")"'


def addon(*, binding: str = BINDING % OF_PACKAGE, scripts: object = None, **files: str) -> dict[str, str]:
    return {
        "package.json": json.dumps({"scripts": scripts or {"install": "node-gyp rebuild"}, "dependencies": {"n": "1"}}),
        "package-lock.json": json.dumps({"packages": {}}),
        "binding.gyp": binding,
        "index.js": "",
        "src/a.cc": '#include <napi.h>\n#include "a.h"\n  # include "../common/c.h"\n',
        "src/a.h": "",
        "common/c.h": "#include <string>\n",
        "b.c": "",
        **files,
    }


NATIVE = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm install\nCMD ["node", "index.js"]\n'


def test_a_native_module_is_built_ahead_of_what_it_is_not_built_from(plan: Planner) -> None:
    build = stages(plan(NATIVE, addon()).text)[0]
    at = build.index("COPY package.json package-lock.json ./")
    assert build[at + 1 : at + 5] == [
        "COPY b.c binding.gyp ./",
        "COPY common/c.h common/",
        "COPY src/a.cc src/a.h src/",
        "RUN npm install",
    ]
    assert build.index("COPY . .") > at


@pytest.mark.parametrize(
    "files",
    [
        {"binding": ""},
        {"binding": "not a literal"},
        {"binding": BINDING % OF_PACKAGE.replace("node -p", "python x.py")},
        {"binding": (BINDING % OF_PACKAGE).replace("'target_name'", "'variables': {'x': 1}, 'target_name'")},
        {"binding": (BINDING % OF_PACKAGE).replace("b.c", "<(x).c")},
        {"binding": (BINDING % OF_PACKAGE).replace("b.c", "../../b.c")},
        {"binding": (BINDING % OF_PACKAGE).replace("b.c", "missing.c")},
        {"b.c": "#include MACRO\n"},
        {"b.c": '#include "elsewhere.h"\n', "deep/elsewhere.h": ""},
        {"scripts": {"install": "node-gyp rebuild", "postinstall": "node index.js"}},
        {"scripts": {"install": "node build.js"}},
        {"build/Release/a.node": ""},
    ],
)
def test_where_it_is_not_known_what_a_native_module_is_built_from_sources_come_first(
    plan: Planner, files: dict[str, str]
) -> None:
    build = stages(plan(NATIVE, addon(**files)).text)[0]  # type: ignore[arg-type]
    assert build.index("COPY . .") < build.index("RUN npm install")


def test_headers_are_looked_for_in_the_folders_that_are_given(plan: Planner) -> None:
    files = addon(binding=BINDING % "'include'", **{"b.c": "#include <b.h>\n", "include/b.h": ""})
    assert "COPY include/b.h include/" in stages(plan(NATIVE, files).text)[0]


ORDERED = """\
FROM node:20
WORKDIR /app
COPY package.json ./
RUN npm install
COPY . .
RUN npm run build
CMD ["node", "dist/main.js"]
"""


@pytest.mark.parametrize(
    ("text", "scripts", "is_apart"),
    [
        (ORDERED, {"build": "tsc && vite build"}, True),
        (
            ORDERED.replace("COPY package.json ./\nRUN npm install\nCOPY . .", "COPY . .\nRUN npm install"),
            {"build": "tsc"},
            True,
        ),
        (ORDERED, {"build": "nest build", "prebuild": "rimraf dist"}, True),
        (ORDERED, {"build": "tsc", "prebuild": "rimraf node_modules/.cache"}, False),
        (ORDERED, {"build": "prisma generate && tsc"}, False),
        (ORDERED, {"build": "tsc", "postbuild": "node patch.js"}, False),
        (ORDERED.replace("RUN npm install\n", "ARG A\nRUN npm install\n"), {"build": "tsc"}, False),
        (ORDERED.replace("RUN npm run", "RUN npx prisma generate\nRUN npm run"), {"build": "tsc"}, False),
        (ORDERED.replace("RUN npm install\n", "RUN npm install && npm run build\n"), {"build": "tsc"}, False),
    ],
)
def test_what_only_the_build_needs_goes_beside_it_where_it_leaves_the_modules_alone(
    plan: Planner, text: str, scripts: dict[str, str], is_apart: bool
) -> None:
    files = {
        "package.json": json.dumps({"scripts": scripts, "devDependencies": {"typescript": "5"}}),
        "tsconfig.json": '{"compilerOptions": {"outDir": "./dist"}}',
        "src/main.ts": "",
    }
    found = plan(text, files)
    assert ("COPY --from=production /app/node_modules" in found.text) is is_apart
    names = [stage.name for stage in found.stages]
    assert names == (["dependencies", "production", "build", ""] if is_apart else ["build", ""])
    if not is_apart:
        assert "RUN npm prune --omit=dev\n\nFROM node:20-slim\n" in found.text


@pytest.mark.parametrize(
    ("start", "port", "last"),
    [
        ("npx serve -s dist -l tcp://0.0.0.0:8080", "8080", "/index.html"),
        ("npx http-server dist -p 3000", "3000", "=404"),
        ("npx vite preview --host 0.0.0.0", "4173", "/index.html"),
    ],
)
def test_a_front_end_runs_on_nginx_where_that_is_asked_for(plan: Planner, start: str, port: str, last: str) -> None:
    files = {
        "package.json": json.dumps({"scripts": {"build": "vite build"}, "devDependencies": {"vite": "5"}}),
        "index.html": "",
    }
    text = f"FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\nEXPOSE {port}\nCMD {start}\n"
    found = plan(text, files, runtime_base="nginx:1.27")
    assert "COPY --from=build /app/dist /app/dist\n" in found.text
    assert f"listen {port};" in found.text
    assert f"try_files $uri $uri.html $uri/ {last};" in found.text
    assert "CMD" not in stages(found.text)[1][-1]
    assert {"cmd", "entrypoint"} <= found.changes.keys()


def test_a_server_of_its_own_does_not_run_on_nginx(refusal: Refuser) -> None:
    files = {"package.json": json.dumps({"dependencies": {"express": "4"}}), "server.js": ""}
    text = "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD node server.js\n"
    assert "nginx" in refusal(text, files, runtime_base="nginx:1.27").reason


def test_jlink_on_an_image_that_an_answer_names(plan: Planner) -> None:
    text = "FROM eclipse-temurin:17-jdk\nWORKDIR /app\nCOPY . .\nRUN javac -d classes A.java\nCMD java -cp classes A\n"
    found = plan(text, {"A.java": ""}, jlink=True, runtime_base="debian:bookworm-slim")
    assert found.runtime_base == "debian:bookworm-slim"
    assert "RUN jlink --add-modules" in found.text


# Python

POETRY = """\
FROM python:3.12
RUN pip install poetry
WORKDIR /app
COPY . .
RUN poetry config virtualenvs.create false && poetry install
CMD ["python", "-m", "app"]
"""
PYPROJECT = """\
[tool.poetry]
name = "app"
readme = "README.md"
packages = [{ include = "app" }, { include = "other", from = "lib" }]
[tool.poetry.dependencies]
click = "8"
[build-system]
build-backend = "poetry.core.masonry.api"
"""


@pytest.mark.parametrize(
    ("pyproject", "copied"),
    [
        (
            PYPROJECT,
            ["pyproject.toml poetry.lock README.md ./", "app/__init__.py app/", "lib/other/__init__.py lib/other/"],
        ),
        (
            PYPROJECT.replace("packages = ", "exclude = "),
            ["pyproject.toml poetry.lock README.md ./", "app/__init__.py app/"],
        ),
        (PYPROJECT.replace("README.md", "gone.md"), None),
        (PYPROJECT.replace('"other"', '"gone"'), None),
        (PYPROJECT.replace('"other"', '"o*"'), None),
        (PYPROJECT.replace('click = "8"', 'own = { path = "own" }'), None),
        (PYPROJECT.replace("[tool.poetry.dep", 'build = "build.py"\n[tool.poetry.dep'), None),
        (PYPROJECT.replace("poetry.core.masonry.api", "setuptools.build_meta"), None),
        (PYPROJECT + '[project]\nname = "app"\n', None),
        ("[", None),
    ],
)
def test_poetry_installs_the_project_ahead_of_what_it_does_not_ask_for(
    plan: Planner, pyproject: str, copied: list[str] | None
) -> None:
    names = ("poetry.lock", "README.md", "app/__init__.py", "app/__main__.py", "lib/other/__init__.py")
    build = stages(plan(POETRY, {"pyproject.toml": pyproject, **dict.fromkeys(names, "")}).text)[0]
    brought = [text.removeprefix("COPY ") for text in build if text.startswith("COPY ")]
    assert brought == [*(copied or []), ". ."]
    installs = build.index("RUN poetry config virtualenvs.create false && poetry install")
    assert (installs < build.index("COPY . .")) is (copied is not None)


# Java


def spring(version: str) -> dict[str, str]:
    parent = f"<artifactId>spring-boot-starter-parent</artifactId>\n    <version>{version}</version>"
    return {"pom.xml": f"<project><parent>{parent}</parent><artifactId>spring-boot-maven-plugin</artifactId></project>"}


@pytest.mark.parametrize(("version", "is_taken_apart"), [("3.3.5", True), ("4.0.0", True), ("3.2.9", False)])
def test_archives_of_spring_boot_are_taken_apart_where_they_start_alike(
    plan: Planner, version: str, is_taken_apart: bool
) -> None:
    text = "FROM maven:3-eclipse-temurin-17\nWORKDIR /app\nCOPY . .\nRUN mvn package\n"
    start = 'ENTRYPOINT ["java", "-jar", "target/app.jar"]'
    last = stages(plan(f"{text}{start}\n", spring(version)).text)[1]
    layers = [line for line in last if "/layers/" in line]
    assert [line.split()[2] for line in layers] == [
        f"/app/target/layers/{name}"
        for name in ("dependencies", "snapshot-dependencies", "application")
        if is_taken_apart
    ]
    assert ("COPY --from=build /app/target/app.jar /app/target/app.jar" in last) is not is_taken_apart
    assert last[-1] == start


# Answers to the questions of refusals


@pytest.mark.parametrize(
    ("text", "files", "reason", "answers"),
    [
        (
            "FROM golang:1.22-bookworm\nWORKDIR /app\nCOPY . .\nRUN go run ./gen\nRUN go build -o app\nCMD ./app\n",
            {"go.mod": "module app\n", "main.go": "package main\n"},
            "what that leaves is not known",
            [{"artifacts": ["/app/generated"]}, {"build_lines": [4]}],
        ),
        (
            "FROM golang:1.22-bookworm\nWORKDIR /app\nCOPY . .\nRUN ./prepare\nRUN go build -o app\nCMD ./app\n",
            {"go.mod": "module app\n", "main.go": "package main\n", "prepare": "#!/bin/sh\n"},
            "what line 4 leaves behind is not known",
            [{"artifacts": ["/app/made"]}, {"build_lines": [4]}, {"runtime_lines": [4]}],
        ),
        (
            "FROM golang:1.22-bookworm\nWORKDIR /app\nCOPY . .\nRUN go build -o app\nCMD ./server\n",
            {"go.mod": "module app\n", "main.go": "package main\n"},
            "is not known to come from the build",
            [{"artifacts": ["/app/server"]}],
        ),
        (
            "FROM registry.example.com/go\nWORKDIR /app\nCOPY . .\nRUN go build -o app\nCMD ./app\n",
            {"go.mod": "module app\n", "main.go": "package main\n"},
            "distribution",
            [{"runtime_base": "debian:bookworm-slim"}],
        ),
        (
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD node app.js\n",
            {"package.json": '{"dependencies": {"puppeteer": "22"}}', "app.js": ""},
            "puppeteer",
            [{"runtime_base": "registry.example.com/browsers"}],
        ),
        (
            "FROM gcc:12\nWORKDIR /app\nCOPY . .\nRUN make\nCMD ./app\n",
            {"Makefile": "app: app.c\n\tcc -o app app.c -ldl\n", "app.c": "dlopen(name, 0);\n"},
            "loads libraries while it runs",
            [{"artifacts": ["/app/plugins"]}],
        ),
        (
            "FROM gcc:12\nWORKDIR /app\nCOPY . .\nRUN make\nCMD ./app\n",
            {"Makefile": "app: app.c\n\tcc -o app app.c -lfrobnicate\n", "app.c": ""},
            "frobnicate",
            [{"keep_packages": ["libfrobnicate3"]}],
        ),
        (
            "FROM maven:3-eclipse-temurin-17\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD java -jar $JAR\n",
            {"pom.xml": "<project/>"},
            "archive",
            [{"artifacts": ["/app/target/app.jar"]}],
        ),
    ],
)
def test_the_answer_to_a_question_settles_it(
    plan: Planner,
    refusal: Refuser,
    text: str,
    files: Mapping[str, str],
    reason: str,
    answers: list[dict[str, object]],
) -> None:
    refused = refusal(text, files)
    assert reason in refused.reason
    assert refused.question
    for answer in answers:
        assert plan(text, files, **answer).text
