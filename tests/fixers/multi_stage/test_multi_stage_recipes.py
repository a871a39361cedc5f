"""What each recipe finds out, and what it refuses with which question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.fixers.multi_stage.plan import NoPlan, Plan

    Planner = Callable[..., Plan]
    Refuser = Callable[..., NoPlan]


def paths(plan: Plan) -> list[str]:
    return [artifact.path for artifact in plan.artifacts]


def last_stage(plan: Plan) -> str:
    return plan.text.rpartition("\nFROM ")[2]


# Go


def go(build: str, command: str = 'CMD ["./app"]', before: str = "") -> str:
    return f"FROM golang:1.21-bookworm\nWORKDIR /src\n{before}COPY . .\nRUN {build}\n{command}\n"


MAIN = {"main.go": "package main\n", "go.mod": "module example.org/app/v2\n"}


@pytest.mark.parametrize(
    ("build", "path"),
    [
        ("go build -o app .", "/src/app"),
        ("go build", "/src/app"),  # by the last element of the module, its major version left out
        ("go build -o /src/app ./...", "/src/app"),
        ("cd /src && CGO_ENABLED=0 go build -ldflags '-s -w' -o app main.go", "/src/app"),
    ],
)
def test_go_outputs(plan: Planner, build: str, path: str) -> None:
    assert paths(plan(go(build), MAIN)) == [path]


def test_go_install_by_name_goes_where_path_leads(plan: Planner) -> None:
    found = plan(go("go install ./cmd/tool", 'CMD ["tool"]'), {**MAIN, "cmd/tool/main.go": "package main\n"})
    assert "COPY --from=build /go/bin/tool /usr/local/bin/tool\n" in found.text


def test_go_embedded_files_stay_and_read_files_go_along(plan: Planner) -> None:
    files = {
        **MAIN,
        "main.go": 'package main\n//go:embed static\nvar f embed.FS\nfunc main() { exec.Command("ffmpeg", "-i") }\n',
        "static/a.css": "",
        "templates/a.html": "",
        "internal/x.go": "package internal\n",
        "internal/seed.sql": "",
        ".git/config": "",
    }
    text = last_stage(plan(go("go build -o app ."), files))
    assert "COPY templates /src/templates\n" in text
    assert "COPY internal/seed.sql /src/internal/seed.sql\n" in text
    assert "static" not in text
    assert ".git" not in text


def test_go_time_zones_and_certificates_only_where_they_are_asked_for(plan: Planner) -> None:
    quiet = plan(go("go build -o app ."), MAIN)
    assert not quiet.kept_packages
    assert any("TLS" in note for note in quiet.assumed)
    zoned = {**MAIN, "main.go": 'package main\nimport "crypto/tls"\nvar z, _ = time.LoadLocation("Europe/Berlin")\n'}
    assert {package.name for package in plan(go("go build -o app ."), zoned).kept_packages} == {
        "ca-certificates",
        "tzdata",
    }


def test_go_on_an_empty_base_must_be_static_and_need_no_shell(plan: Planner, refusal: Refuser) -> None:
    static = go("CGO_ENABLED=0 go build -o app .")
    assert plan(static, MAIN, base="scratch").runtime_base == "scratch"
    assert plan(static, MAIN, base="distroless").runtime_base == "gcr.io/distroless/static-debian12"
    assert "static" in refusal(go("go build -o app ."), MAIN, base="scratch").reason
    assert "shell" in refusal(go("CGO_ENABLED=0 go build -o app .", "CMD ./app"), MAIN, base="scratch").reason


def test_go_refusals(refusal: Refuser) -> None:
    assert "whenever the container starts" in refusal(go("go mod download", 'CMD ["go", "run", "."]'), MAIN).reason
    assert "nothing in the file says" in refusal(go("go build -o app .", "EXPOSE 80"), MAIN).reason
    unknown = refusal(go("go build -o app .", 'CMD ["./other"]'), MAIN)
    assert unknown.question == "Does the build leave /src/other? (`--artifact /src/other`)"
    assert refusal(go("go build -o app .")).question == "Where is the build context? (`--context DIR`)"


# Rust


def rust(build: str, command: str = "CMD ./target/release/app") -> str:
    return f"FROM rust:1.85-bookworm\nWORKDIR /app\nCOPY . .\nRUN {build}\n{command}\n"


CRATE = {
    "Cargo.toml": '[package]\nname = "app"\n',
    "src/main.rs": 'include_str!("x.sql");\n',
    "src/x.sql": "",
    "Cargo.lock": "",
}


def test_rust_outputs(plan: Planner) -> None:
    found = plan(rust("cargo build --release"), CRATE)
    assert paths(found) == ["/app/target/release/app"]
    assert found.runtime_base == "debian:bookworm-slim"
    assert "x.sql" not in last_stage(found)
    copied = plan(rust("cargo build --release && cp target/release/app /usr/local/bin/", 'CMD ["app"]'), CRATE)
    assert paths(copied) == ["/usr/local/bin/app"]
    installed = plan(rust("cargo install --path .", 'CMD ["app"]'), CRATE)
    assert "COPY --from=build /usr/local/cargo/bin/app /usr/local/bin/app\n" in installed.text


def test_rust_links_what_the_lock_file_says(plan: Planner) -> None:
    lock = {**CRATE, "Cargo.lock": '[[package]]\nname = "openssl-sys"\n'}
    assert "libssl3" in {package.name for package in plan(rust("cargo build --release"), lock).kept_packages}


# C and C++


def test_c_libraries_by_package(plan: Planner, refusal: Refuser) -> None:
    text = 'FROM gcc:12-bookworm\nWORKDIR /src\nCOPY . .\nRUN make\nCMD ["./prog"]\n'
    files = {"Makefile": "prog: main.c\n\tcc -o prog main.c -lz -lcurl -lm\n", "main.c": "int main() {}\n"}
    found = plan(text, files)
    assert paths(found) == ["/src/prog"]
    assert {package.name for package in found.kept_packages} == {"zlib1g", "libcurl4"}
    unknown = {**files, "Makefile": "prog: main.c\n\tcc -o prog main.c -lfoo\n"}
    assert refusal(text, unknown).question == "Which? (`--keep-package NAME`)"
    assert "libfoo1" in plan(text, unknown, keep_packages=["libfoo1"]).text
    assert "loads libraries" in refusal(text, {**files, "main.c": 'dlopen("x.so");\n'}).reason


def test_one_call_of_a_compiler(plan: Planner) -> None:
    text = 'FROM gcc:12-bookworm\nCOPY a.c /\nRUN gcc -static -o /a a.c\nCMD ["/a"]\n'
    found = plan(text, {"a.c": ""}, base="scratch")
    assert (paths(found), found.runtime_base) == (["/a"], "scratch")


# Java


@pytest.mark.parametrize(
    ("image", "base"),
    [
        ("maven:3-eclipse-temurin-17", "eclipse-temurin:17-jre"),
        ("gradle:8-jdk21", "eclipse-temurin:21-jre"),
        ("eclipse-temurin:17-jdk", "eclipse-temurin:17-jre"),
    ],
)
def test_java_bases(plan: Planner, image: str, base: str) -> None:
    text = f'FROM {image}\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD ["java", "-jar", "target/app.jar"]\n'
    found = plan(text, {"pom.xml": "", "src/A.java": "", "config/app.yml": ""})
    assert (found.runtime_base, paths(found)) == (base, ["/app/target/app.jar"])
    assert "COPY config /app/config\n" in last_stage(found)


def test_java_class_path_and_refusals(plan: Planner, refusal: Refuser) -> None:
    head = "FROM maven:3-eclipse-temurin-17\nWORKDIR /app\nCOPY pom.xml .\nRUN mvn package\n"
    found = plan(f'{head}CMD ["java", "-cp", "target/classes:target/lib/*", "a.Main"]\n', {"pom.xml": ""})
    assert paths(found) == ["/app/target/classes", "/app/target/lib"]
    assert "tool of the build" in refusal(f'{head}CMD ["mvn", "spring-boot:run"]\n', {"pom.xml": ""}).reason


def test_java_with_a_linked_run_time_image(plan: Planner, refusal: Refuser) -> None:
    text = 'FROM {}\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD ["java", "-jar", "target/app.jar"]\n'
    found = plan(text.format("maven:3-eclipse-temurin-17"), {"pom.xml": ""}, jlink=True)
    # It does not run again where the sources change.
    assert 0 < found.text.find("RUN jlink --add-modules java.se,") < found.text.find("COPY . .")
    assert paths(found) == ["/opt/jre", "/app/target/app.jar"]
    assert found.changes["env"].startswith("JAVA_HOME, PATH")
    assert "Java 11" in refusal(text.format("maven:3-eclipse-temurin-8"), {"pom.xml": ""}, jlink=True).reason


# Python


def python(install: str, image: str = "python:3.11-bookworm", command: str = 'CMD ["python", "app.py"]') -> str:
    return f"FROM {image}\nWORKDIR /app\nCOPY . .\n{install}\n{command}\n"


APP = {"requirements.txt": "flask==3\n", "app.py": ""}


def test_python_same_image_where_the_build_leaves_tools(plan: Planner) -> None:
    text = python(
        "RUN apk add --virtual .b gcc && pip install --no-cache-dir -r requirements.txt",
        "python:3.11-alpine3.18",
    )
    found = plan(text, APP)
    assert found.runtime_base == "python:3.11-alpine3.18"
    assert "apk" not in last_stage(found)


def test_python_libraries_of_packages(plan: Planner, refusal: Refuser) -> None:
    names = {package.name for package in plan(python("RUN pip install psycopg2 GitPython pydub"), APP).kept_packages}
    assert names == {"libpq5", "git", "ffmpeg"}
    assert not plan(python("RUN pip install 'psycopg[binary]'"), APP).kept_packages
    for install in ("RUN pip install dlib", "RUN pip install -r other.txt"):
        assert "(`--keep-package NAME`, `--runtime-base IMAGE`)" in refusal(python(install), APP).question
        answered = plan(python(install), APP, keep_packages=["libopenblas0"])
        assert [package.name for package in answered.kept_packages] == ["libopenblas0"]
        assert "libopenblas0" in last_stage(answered)
        assert plan(python(install), APP, runtime_base="python:3.11-bookworm").runtime_base == "python:3.11-bookworm"
    assert "not in the build context" in refusal(python("RUN pip install -r other.txt"), APP).reason


def test_python_libraries_of_what_the_project_itself_asks_for(plan: Planner) -> None:
    names = {
        "pyproject.toml": '[project]\nname = "a"\ndependencies = ["psycopg2>=2"]\n',
        "setup.cfg": "[options]\ninstall_requires =\n    psycopg2\n    six\n",
        "setup.py": "from setuptools import setup\nsetup(install_requires=['psycopg2'])\n",
    }
    for name, text in names.items():
        found = plan(python("RUN pip install ."), {**APP, name: text})
        assert [package.name for package in found.kept_packages] == ["libpq5"], name
    compiled = plan(python("RUN pip install --no-binary lxml lxml"), APP)
    assert {package.name for package in compiled.kept_packages} == {"libxml2", "libxslt1.1"}


def test_python_libraries_that_extension_modules_link(plan: Planner, refusal: Refuser) -> None:
    text = "from setuptools import Extension, setup\nsetup(ext_modules=[Extension('a', ['a.c'], libraries={})])\n"
    install = python("RUN pip install .")
    found = plan(install, {**APP, "setup.py": text.format("['z', 'yaml']")})
    assert [(one.name, one.reason) for one in found.kept_packages] == [("libyaml-0-2", "setup.py links `yaml`")]
    for libraries, reason in (("['strange']", "`strange`"), ("names()", "which libraries the modules link")):
        files = {**APP, "setup.py": text.format(libraries)}
        assert reason in refusal(install, files).reason
        assert "libstrange1" in last_stage(plan(install, files, keep_packages=["libstrange1"]))


def test_python_programs_and_libraries_that_sources_call(plan: Planner) -> None:
    app = (
        "import ctypes, subprocess\nfrom tkinter import Tk\n"
        "subprocess.run(['git', 'log'])\nsubprocess.check_output(f'curl -s {url}', shell=True)\n"
        "ctypes.CDLL('libyaml-0.so.2')\nctypes.CDLL('libxml2.so.2')\nrun('nothing-known')\n"
    )
    found = plan(python("RUN pip install flask"), {**APP, "app.py": app, "tests/test_app.py": "run(['wget'])\n"})
    assert {one.name for one in found.kept_packages} == {"curl", "git", "libtk8.6", "libxml2"}


@pytest.mark.parametrize(
    ("install", "path"),
    [
        ("RUN python -m venv /venv\nENV PATH=/venv/bin:$PATH\nRUN pip install flask", "/venv"),
        ("RUN python -m venv /venv && /venv/bin/pip install flask", "/venv"),
        ("RUN pip install --target /deps flask\nENV PYTHONPATH=/deps", "/deps"),
        ("RUN pip install --user flask", "/root/.local"),
        ("ENV POETRY_VIRTUALENVS_IN_PROJECT=1\nRUN pip install poetry\nRUN poetry install", "/app/.venv"),
        ("RUN pip install uv && uv sync", "/app/.venv"),
    ],
)
def test_python_places(plan: Planner, install: str, path: str) -> None:
    assert paths(plan(python(install), APP)) == [path]


def test_python_in_several_places(plan: Planner, refusal: Refuser) -> None:
    several = python("RUN pip install --user flask && pip install --target /deps click")
    assert paths(plan(several, APP)) == ["/root/.local", "/deps"]
    several = python("RUN pip install flask && pip install --target /deps click")
    assert "several places" in refusal(several, APP).reason
    folder = "/usr/local/lib/python3.11/site-packages"
    assert paths(plan(several, APP, artifacts=[folder])) == ["/deps", folder]
    started = python("RUN pip install uv && uv sync", command='CMD ["uv", "run", "app.py"]')
    assert "by way of what installs it" in refusal(started, APP).reason


@pytest.mark.parametrize(
    ("install", "build"),
    [
        (
            "RUN pip install poetry\nRUN poetry config virtualenvs.create false && poetry install",
            'RUN python -m venv /opt/venv\nCOPY . .\nRUN pip install poetry\nENV VIRTUAL_ENV=/opt/venv PATH="',
        ),
        (
            "RUN pip install poetry && poetry config virtualenvs.create false && poetry install",
            "RUN python -m venv /opt/venv\nENV VIRTUAL_ENV=/opt/venv\nCOPY . .\nRUN pip install poetry && poetry",
        ),
        (
            "RUN pip install pipenv\nRUN pipenv install --system",
            'COPY . .\nRUN pip install pipenv\nENV VIRTUAL_ENV=/opt/venv PATH="',
        ),
    ],
)
def test_python_installers_stay_out_of_the_environment(plan: Planner, install: str, build: str) -> None:
    found = plan(python(install), APP)
    assert build in found.text
    assert 'ENV PATH="/opt/venv/bin:$PATH"' in last_stage(found)
    assert paths(found) == ["/opt/venv"]


def test_python_installers_that_come_from_other_images(plan: Planner) -> None:
    copies = "COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /uvx /bin/\nCOPY --from=tini /tini /bin/\nRUN uv sync"
    last = last_stage(plan(python(copies), APP))
    assert "/uv" not in last
    assert "COPY --from=tini /tini /bin/" in last


def test_python_installers_that_the_run_needs_are_in_the_environment(plan: Planner, refusal: Refuser) -> None:
    text = python("RUN pip install pipenv && pipenv install --system")
    assert 'ENV VIRTUAL_ENV=/opt/venv PATH="/opt/venv/bin:$PATH"\n' in last_stage(plan(text, APP))
    started = python("RUN pip install poetry\nRUN poetry install", command='CMD ["poetry", "run", "app"]')
    assert 'ENV VIRTUAL_ENV=/opt/venv PATH="/opt/venv/bin:$PATH"\n' in last_stage(plan(started, APP))
    called = python("RUN pip install uv && uv sync\nRUN uv run app.py --collect")
    assert "line 5 starts the program by way of what installs it" in refusal(called, APP).reason
    assert "RUN uv run" not in last_stage(plan(called, APP, build_lines=[5]))


@pytest.mark.parametrize(
    "text",
    [
        python("RUN apt-get update && apt-get install -y cron\nRUN pip install flask", command='CMD ["cron", "-f"]'),
        python("ENV PATH=/usr/local/bin:/usr/bin:/bin\nRUN pip install flask"),
        python("RUN pip install flask", command='CMD ["/usr/local/bin/flask"]'),
        python("RUN pip install flask\nRUN sed -i s/a/b/ /usr/local/lib/python3.11/site-packages/x.py"),
        python("RUN pip install flask", command='ENTRYPOINT ["./start"]'),
    ],
)
def test_python_packages_stay_where_something_asks_for_them(plan: Planner, text: str) -> None:
    found = plan(text, {**APP, "start": "#!/usr/local/bin/python\n"})
    assert paths(found) == ["/usr/local/lib/python3.11/site-packages", "/usr/local/bin"]
    assert not found.changes
    assert "venv" not in found.text
    assert any(line.startswith("packages stay in the folders") for line in found.assumed)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (python("RUN pip install flask", "pypy:2.7", 'CMD ["/usr/local/bin/flask"]'), "/usr/local/bin/flask"),
        (python("RUN pip install flask", "ubuntu:22.04"), "what Python ubuntu:22.04 has is not known"),
        (
            python("RUN apt-get update && apt-get install -y python3-pip\nRUN pip install flask", "debian:12"),
            "own Python",
        ),
        (python("RUN apt-get update && apt-get install -y cron\nRUN pip install flask", "python:3"), "cron"),
        (python("RUN pip install flask", "python:3", 'CMD ["/usr/local/bin/flask"]'), "/usr/local/bin/flask"),
        (python("RUN pip install flask", command='CMD ["/usr/bin/python3", "app.py"]'), "the distribution's Python"),
        (
            "FROM python:3.11\nCOPY . .\nRUN python setup.py build_ext --inplace && pip install six\nCMD python a.py\n",
            "leaves files beside the sources",
        ),
    ],
)
def test_python_refusals(refusal: Refuser, text: str, reason: str) -> None:
    assert reason in refusal(text, APP).reason


def test_python_2_has_no_environment(plan: Planner) -> None:
    found = plan(python("RUN pip install flask", "python:2.7-buster"), APP)
    assert paths(found) == ["/usr/local/lib/python2.7/site-packages", "/usr/local/bin"]


def test_python_of_a_distribution_with_an_answer(plan: Planner, refusal: Refuser) -> None:
    text = python(
        "RUN apt-get update && apt-get install -y python3-venv python3-pip\nRUN pip install flask", "debian:12"
    )
    assert refusal(text, APP).question == "Can it make virtual environments? Then `--runtime-base debian:12`"
    found = plan(text, APP, runtime_base="debian:12-slim")
    assert "RUN python3 -m venv --system-site-packages /opt/venv\n" in found.text
    assert "install -y python3-venv\n" in last_stage(found)


def test_python_extension_modules_beside_the_sources(plan: Planner) -> None:
    setup = "from setuptools import setup, Extension\nsetup(ext_modules=[Extension('a', ['a.c'])])\n"
    files = {**APP, "setup.py": setup}
    for install in ("RUN pip install -e .", "RUN pip install six && python setup.py build_ext --inplace"):
        found = plan(python(install), files)
        assert paths(found) == ["/opt/venv", "/app"]
        assert "COPY . ." not in last_stage(found)
    pointed = plan(python("RUN pip install -e ."), {**APP, "pyproject.toml": "[project]\nname = 'a'\n"})
    assert paths(pointed) == ["/opt/venv"]


@pytest.mark.parametrize(
    "command", ['CMD ["/bin/bash"]', "CMD bash", "CMD tail -f /dev/null", 'ENTRYPOINT ["sleep", "infinity"]']
)
def test_an_image_to_work_in_keeps_its_tools(refusal: Refuser, command: str) -> None:
    assert "somebody works in the container" in refusal(python("RUN pip install flask", command=command), APP).reason


def test_what_is_good_already_is_refused(refusal: Refuser) -> None:
    text = python("RUN pip install --no-cache-dir flask", "python:3.11-slim-bookworm")
    assert refusal(text, APP).reason.startswith("it is as good as it gets")


@pytest.mark.parametrize(
    ("text", "files"),
    [
        # The environment's own pip weighs more than what pip keeps.
        (python("RUN pip install flask", "python:3.11-slim-bookworm"), APP),
        # What the build needs is gone with the layer that has brought it.
        (
            python(
                "RUN apt-get update && apt-get install -y gcc && pip install --no-cache-dir uwsgi && "
                "apt-get purge -y --auto-remove gcc",
                "python:3.11-slim-bookworm",
            ),
            APP,
        ),
        # Everything would be done twice, and composer stays with the application.
        (
            "FROM php:8.2-apache\nWORKDIR /var/www\nCOPY . .\nRUN php composer.phar install\n",
            {"composer.json": "{}", "composer.phar": "", "index.php": ""},
        ),
    ],
)
def test_no_gain_is_no_reason_for_two_stages(refusal: Refuser, text: str, files: dict[str, str]) -> None:
    assert refusal(text, files).reason.startswith("it is as good as it gets")
    assert refusal(text, APP).question == ""


def test_what_came_with_a_package_that_is_removed_again_is_a_gain(plan: Planner) -> None:
    text = python(
        "RUN apt-get update && apt-get install -y gcc && pip install flask && apt-get purge -y gcc",
        "python:3.11-slim-bookworm",
    )
    assert "not what came with it" in plan(text, APP).left_packages[0].reason


# Node.js


def node(install: str, command: str = 'CMD ["node", "app.js"]', image: str = "node:20-bookworm") -> str:
    return f"FROM {image}\nWORKDIR /app\nCOPY . .\n{install}\n{command}\n"


def package(**parts: object) -> dict[str, str]:
    import json

    return {"package.json": json.dumps(parts), "app.js": "require('express')\n"}


def test_node_dependencies_of_development(plan: Planner) -> None:
    files = package(dependencies={"express": "4"}, devDependencies={"jest": "29"})
    assert "RUN npm prune --omit=dev\n" in plan(node("RUN npm ci"), files).text
    assert "npm prune --production" in plan(node("RUN npm ci", image="node:12-buster"), files).text
    assert "prune" not in plan(node("RUN npm ci --omit=dev"), files).text
    imported = {**files, "app.js": "const j = require('jest')\n"}
    found = plan(node("RUN npm ci"), imported)
    assert "prune" not in found.text
    assert found.assumed[0] == "dependencies of development stay: app.js imports jest"
    assert "pnpm prune --prod" in plan(node("RUN npm i -g pnpm && pnpm install"), files).text


def test_node_user_owns_what_is_copied(plan: Planner) -> None:
    text = node("USER node\nRUN npm ci --omit=dev")
    assert "COPY --from=build --chown=node /app/node_modules /app/node_modules\n" in plan(text, package()).text


def test_node_global_programs_stand_where_they_run(plan: Planner) -> None:
    found = plan(node("RUN npm install -g pm2\nRUN npm ci --omit=dev", 'CMD ["pm2-runtime", "app.js"]'), package())
    assert "RUN npm install -g pm2\n" in last_stage(found)


def test_a_front_end_ships_its_bundle_alone(plan: Planner) -> None:
    files = package(scripts={"build": "vite build"}, devDependencies={"vite": "5"})
    found = plan(node("RUN npm install -g serve\nRUN npm ci && npm run build", 'CMD ["serve", "-s", "dist"]'), files)
    assert paths(found) == ["/app/dist"]
    assert "COPY ." not in last_stage(found)


@pytest.mark.parametrize(
    ("text", "files", "reason"),
    [
        (node("RUN npm ci", 'CMD ["npm", "run", "dev"]'), package(scripts={"dev": "vite"}), "development server"),
        (
            node("RUN npm ci", 'CMD ["npm", "start"]'),
            package(scripts={"start": "react-scripts start"}),
            "development server",
        ),
        (node("RUN npm ci", 'CMD ["node", "dist/x.js"]'), package(), "is not in the build context"),
        (node("RUN npm ci"), package(workspaces=["a"]), "workspaces"),
        (node("RUN npm ci"), package(dependencies={"puppeteer": "22"}), "puppeteer"),
        (node("RUN npm ci", "EXPOSE 80"), package(), "nothing in the file says"),
    ],
)
def test_node_refusals(refusal: Refuser, text: str, files: dict[str, str], reason: str) -> None:
    assert reason in refusal(text, files).reason


# Ruby, PHP, .NET, Elixir


def test_ruby(plan: Planner, refusal: Refuser) -> None:
    text = (
        "FROM ruby:3.1-bookworm\nWORKDIR /app\nCOPY Gemfile* ./\nRUN bundle install\nCOPY . .\nCMD bundle exec puma\n"
    )
    files = {"Gemfile": 'gem "pg"\n', "Gemfile.lock": "GEM\n  specs:\n    pg (1.5)\n"}
    found = plan(text, files)
    assert (found.runtime_base, paths(found)) == ("ruby:3.1-slim-bookworm", ["/usr/local/bundle"])
    assert [package.name for package in found.kept_packages] == ["libpq5"]
    assert paths(plan(text.replace("COPY Gem", "ENV BUNDLE_PATH=vendor/b\nCOPY Gem"), files)) == ["/app/vendor/b"]
    unknown = {**files, "Gemfile": "gem 'zookeeper'\n"}
    assert "zookeeper" in refusal(text, unknown).reason
    assert "libzookeeper-mt2" in last_stage(plan(text, unknown, keep_packages=["libzookeeper-mt2"]))
    assert plan(text, unknown, runtime_base="ruby:3.1").runtime_base == "ruby:3.1"


def test_ruby_on_another_image_with_answers(plan: Planner, refusal: Refuser) -> None:
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y ruby-full\nWORKDIR /app\nCOPY . .\n"
    text += "RUN bundle install\nCMD bundle exec puma\n"
    assert "no official image of Ruby" in refusal(text, {"Gemfile": ""}).reason
    found = plan(text, {"Gemfile": "", "Gemfile.lock": ""}, runtime_base="debian:12-slim", artifacts=["/var/lib/gems"])
    assert paths(found) == ["/var/lib/gems"]


def test_ruby_programs_and_lock_files(plan: Planner) -> None:
    text = "FROM ruby:3.1-bookworm\nWORKDIR /app\nCOPY . .\nRUN bundle install\nCMD bundle exec puma\n"
    found = plan(text, {"Gemfile": "gem 'mini_magick'\ngem 'a', git: 'https://example.org/a'\n"})
    assert {one.name for one in found.kept_packages} == {"git", "imagemagick"}
    assert paths(found) == ["/usr/local/bundle", "/app/Gemfile.lock"]
    extension = "require 'mkmf'\nhave_library('xml2')\nhave_library 'z'\ncreate_makefile('a')\n"
    found = plan(text, {"Gemfile": "gemspec\n", "Gemfile.lock": "", "ext/a/extconf.rb": extension})
    assert [one.name for one in found.kept_packages] == ["libxml2"]
    text = text.replace("RUN", "ENV NOKOGIRI_USE_SYSTEM_LIBRARIES=1\nRUN")
    found = plan(text, {"Gemfile": "gem 'nokogiri'\n", "Gemfile.lock": ""})
    assert {one.name for one in found.kept_packages} == {"libxml2", "libxslt1.1"}


def test_generated_files_come_with_the_folder(plan: Planner) -> None:
    text = (
        "FROM ruby:3.1-bookworm\nWORKDIR /site\nCOPY . .\nRUN bundle install && bundle exec rake\nCMD ruby serve.rb\n"
    )
    assert paths(plan(text, {"Gemfile": ""})) == ["/usr/local/bundle", "/site"]
    built = node("RUN npm ci && npm run build", 'CMD ["npm", "start"]')
    files = package(scripts={"build": "gulp", "start": "node server.js"})
    assert paths(plan(built, {**files, "server.js": ""})) == ["/app"]


def test_files_that_build_nothing_lose_the_tools_of_a_build(plan: Planner, refusal: Refuser) -> None:
    text = (
        "FROM php:8.2-cli\nRUN apt-get update\n# tools\nRUN apt-get install -y build-essential{}\n"
        'COPY . /app\nCMD ["php", "/app/a.php"]\n'
    )
    found = plan(text.format(""), {"a.php": ""})
    assert found.text == 'FROM php:8.2-cli\n# tools\nCOPY . /app\nCMD ["php", "/app/a.php"]\n'
    found = plan(text.format(" libsqlite3-dev vim"), {"a.php": ""})
    assert "RUN apt-get install -y libsqlite3-0\n" in found.text
    assert {one.name for one in found.left_packages} == {"build-essential", "libsqlite3-dev", "vim"}
    asked = "FROM php:8.2-cli\nRUN apt-get update && apt-get install -y curl git\nCOPY . /app\nCMD php /app/a.php\n"
    calling = {"a.php": "<?php exec('git log');"}
    assert "drop-packages: [curl, git]" in refusal(asked, calling).question
    answered = plan(asked, calling, drop_packages=["curl", "git"])
    assert answered.text == "FROM php:8.2-cli\nCOPY . /app\nCMD php /app/a.php\n"
    found = plan(asked, {"a.php": "<?php"})
    assert "install -y curl\n" in found.text
    assert "nobody works in the container: git is called by no source" in found.assumed
    assert "vim" in plan(text.format(" vim"), {"a.php": ""}, keep_packages=["vim"]).text


def test_php_copies_the_application_as_composer_leaves_it(plan: Planner) -> None:
    text = """\
FROM php:8.2-apache-bookworm
RUN apt-get update && apt-get install -y git libzip-dev && docker-php-ext-install zip
COPY --from=composer:2 /usr/bin/composer /usr/bin/composer
WORKDIR /srv/app
COPY . .
RUN composer install --no-dev
RUN chown -R www-data:www-data /srv/app
"""
    found = plan(text, {"composer.json": "{}", "index.php": ""})
    assert paths(found) == ["/usr/local/lib/php/extensions", "/usr/local/etc/php/conf.d", "/srv/app"]
    assert "libzip4" in found.text
    assert "composer:2" not in last_stage(found)
    assert "git" not in last_stage(found)


def test_dotnet(plan: Planner, refusal: Refuser) -> None:
    text = """\
FROM mcr.microsoft.com/dotnet/sdk:8.0
WORKDIR /src
COPY . .
RUN dotnet publish -c Release -o /out
WORKDIR /out
ENV ASPNETCORE_HTTP_PORTS=8080
ENTRYPOINT ["dotnet", "App.dll"]
"""
    files = {"App.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web">', "Program.cs": ""}
    found = plan(text, files)
    assert (found.runtime_base, paths(found)) == ("mcr.microsoft.com/dotnet/aspnet:8.0", ["/out"])
    console = {"App.csproj": '<Project Sdk="Microsoft.NET.Sdk">'}
    assert plan(text, console).runtime_base == "mcr.microsoft.com/dotnet/runtime:8.0"
    assert "port" in refusal(text.replace("ENV ASPNETCORE_HTTP_PORTS=8080\n", ""), files).reason
    assert "tool of the build" in refusal(text.replace('"App.dll"', '"run"'), files).reason


def test_elixir(plan: Planner, refusal: Refuser) -> None:
    text = 'FROM elixir:1.14\nWORKDIR /app\nCOPY . .\nRUN mix release\nCMD ["_build/prod/rel/shop/bin/shop", "start"]\n'
    found = plan(text, {"mix.exs": ""})
    assert paths(found) == ["/app/_build/prod/rel/shop"]
    assert (
        "tool of the build"
        in refusal(text.replace('"_build/prod/rel/shop/bin/shop", "start"', '"mix", "run"'), {}).reason
    )


# Files with several stages


def test_a_last_stage_gets_smaller(plan: Planner, refusal: Refuser) -> None:
    text = """\
FROM node:20-bookworm AS build
WORKDIR /app
COPY . .
RUN npm ci
FROM node:20-bookworm
COPY --from=build /app /app
CMD ["node", "/app/app.js"]
"""
    found = plan(text, package())
    assert found.text == text.replace("FROM node:20-bookworm\n", "FROM node:20-bookworm-slim\n")
    assert refusal(found.text, package()).reason.startswith("it is as good as it gets")


def test_tools_are_taken_out_of_a_last_stage(plan: Planner) -> None:
    text = """\
FROM golang:1.21 AS build
RUN go build -o /a
FROM debian:12-slim
RUN apt-get update && apt-get install -y build-essential tini
COPY --from=build /a /a
CMD ["/a"]
"""
    assert plan(text, {}).text == text.replace("build-essential ", "")
