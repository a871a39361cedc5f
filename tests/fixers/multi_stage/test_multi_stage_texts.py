"""Whole conversions, word by word: the three text-book files from their naive forms, and what styles must survive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.context import MemoryContext
from dockerlint.fixers.pipeline import optimize
from dockerlint.graph import build_graph
from dockerlint.lint.api import check_text
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.fixers.multi_stage.plan import Plan

GO = """\
# The service.
FROM golang:1.21-bookworm
WORKDIR /src
# everything
COPY . .
RUN go build -o /usr/local/bin/service ./cmd/service

# What it listens on.
EXPOSE 8080
USER 1000
ENTRYPOINT ["/usr/local/bin/service"]
"""
GO_FILES = {
    "go.mod": "module example.org/service\n",
    "cmd/service/main.go": 'package main\nimport (\n\t"net/http"\n)\n',
    "web/index.html": "<p>",
    "README.md": "",
}


def test_a_go_service_becomes_a_builder_and_a_small_image(plan: Callable[..., Plan]) -> None:
    assert (
        plan(GO, GO_FILES).text
        == """\
# The service.
FROM golang:1.21-bookworm AS build
WORKDIR /src
# everything
COPY . .
RUN go build -o /usr/local/bin/service ./cmd/service

FROM debian:bookworm-slim
RUN apt-get update \\
    && apt-get install -y --no-install-recommends \\
        ca-certificates \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY web /src/web
COPY --from=build /usr/local/bin/service /usr/local/bin/service

# What it listens on.
EXPOSE 8080
USER 1000
ENTRYPOINT ["/usr/local/bin/service"]
"""
    )


def test_a_python_service_gets_a_slim_base_without_lists_and_cache(plan: Callable[..., Plan]) -> None:
    text = """\
FROM python:3.11-bookworm
RUN apt-get update && apt-get install -y build-essential libpq-dev
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
CMD ["gunicorn", "app:app"]
"""
    found = plan(text, {"requirements.txt": "flask\npsycopg2\n", "app.py": ""})
    assert (
        found.text
        == """\
FROM python:3.11-bookworm AS build
RUN python -m venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH"
RUN apt-get update && apt-get install -y build-essential libpq-dev
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \\
    && apt-get install -y --no-install-recommends \\
        libpq5 \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH"
COPY . .
CMD ["gunicorn", "app:app"]
"""
    )
    assert [package.name for package in found.left_packages] == ["build-essential", "libpq-dev"]
    assert [package.name for package in found.kept_packages] == ["libpq5"]
    assert set(found.changes) == {"env"}


def test_the_text_book_python_service_from_its_naive_form() -> None:
    naive = """\
FROM python:3.11
RUN apt-get update
RUN apt-get install -y gcc libpq-dev curl
WORKDIR /app
# the application
COPY . .
RUN pip install -r requirements.txt
EXPOSE 8000
HEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
"""
    context = MemoryContext({"requirements.txt": "flask\ngunicorn\npsycopg2\n", "app.py": "", "static/a.css": ""})
    done = optimize(naive, "Dockerfile", context=context)
    assert done.refusal is None
    graph = build_graph(parse(done.text), context)
    build, last = graph.stages
    assert [stage.image for stage in graph.stages] == ["python:3.11", "python:3.11-slim"]
    assert [finding.rule for finding in check_text(done.text, context=context) if "cache" in finding.rule] == []
    # Nothing of pip is in the last stage: neither packages that it keeps nor a call of it.
    assert not any("pip" in node.text for node in last.instructions)
    # Every installation of packages deletes the lists in its own layer, and names neither compiler nor headers.
    installing = [node.text for node in last.instructions if "apt-get install" in node.text]
    assert all("rm -rf /var/lib/apt/lists/*" in text for text in installing)
    assert not any(name in text for text in installing for name in ("gcc", "-dev"))
    assert "curl" in "".join(installing)
    assert "libpq5" in "".join(installing)
    # The sources come last, and the build does not see them.
    order = [node.keyword for node in last.instructions if node.keyword in ("RUN", "COPY")]
    assert order[-1] == "COPY"
    copied = [node.text.strip() for node in build.instructions if node.keyword == "COPY"]
    assert copied == ["COPY requirements.txt ."]
    assert done.text.count("# the application\nCOPY . .") == 1
    again = optimize(done.text, "Dockerfile", context=context)
    assert again.text == done.text


def test_a_node_service_gets_production_dependencies(plan: Callable[..., Plan]) -> None:
    text = """\
from node:20-bookworm
workdir /app
copy . .
run npm install
run npm run build
cmd ["node", "dist/main.js"]
"""
    files = {
        "package.json": '{"scripts": {"build": "tsc"}, "devDependencies": {"typescript": "5"}}',
        "tsconfig.json": '{"compilerOptions": {"outDir": "./dist"}}',
        "src/main.ts": "import a from 'a'\n",
        "views/index.html": "",
    }
    assert (
        plan(text, files).text
        == """\
from node:20-bookworm as dependencies
workdir /app
# The dependencies alone: a change of the sources does not build them again
copy package.json ./
run npm install

from dependencies as production
run npm prune --omit=dev

from dependencies as build
copy . .
run npm run build

from node:20-bookworm-slim
workdir /app
copy package.json /app/package.json
copy views /app/views
copy --from=production /app/node_modules /app/node_modules
copy --from=build /app/dist /app/dist
cmd ["node", "dist/main.js"]
"""
    )


def test_line_ends_byte_order_mark_and_a_missing_last_line_end_survive(plan: Callable[..., Plan]) -> None:
    text = '\ufeffFROM golang:1.21-bookworm\r\nWORKDIR /src\r\nCOPY main.go .\r\nRUN go build -o app\r\nCMD ["./app"]'
    found = plan(text, {"main.go": "package main\n"}).text
    assert found.startswith("\ufeffFROM golang:1.21-bookworm AS build\r\n")
    assert "\n" not in found.replace("\r\n", "")
    assert found.endswith('CMD ["./app"]')


def test_every_comment_is_there_and_those_for_tools_go_to_both_stages(plan: Callable[..., Plan]) -> None:
    text = """\
# syntax=docker/dockerfile:1
# escape=\\
FROM python:3.11-slim-bookworm
# one
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y gcc tini \\
    # two
    && rm -rf /var/lib/apt/lists/*
# three
COPY requirements.txt .
RUN pip install -r requirements.txt
# four

# five
COPY app.py .
CMD ["python", "app.py"]
# six
"""
    found = plan(text, {"requirements.txt": "flask\n", "app.py": ""}).text
    for comment in ("# one", "# two", "# three", "# four", "# five", "# six"):
        assert comment in found
    assert found.count("# hadolint ignore=DL3008") == 2
    assert "apt-get install -y tini \\" in found
    assert "COPY requirements.txt" not in found.rpartition("\nFROM ")[2]


def test_the_name_of_the_stage_stays_with_the_last_one(plan: Callable[..., Plan]) -> None:
    text = (
        'FROM golang:1.21-bookworm AS server\nWORKDIR /s\nCOPY main.go .\nRUN go build -o app main.go\nCMD ["./app"]\n'
    )
    found = plan(text, {"main.go": "package main\n"}).text
    assert "FROM golang:1.21-bookworm AS build\n" in found
    assert "FROM debian:bookworm-slim AS server\n" in found
