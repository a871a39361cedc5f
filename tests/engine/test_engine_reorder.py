"""Re-ordered files build the same images."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dockerlint.context import BuildContext
from dockerlint.fixers.layer_order.reorder import reorder
from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.images import Engine

LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "a", "version": "1.0.0", "dependencies": {"isarray": "2.0.5"}},
        "node_modules/isarray": {
            "version": "2.0.5",
            "resolved": "https://registry.npmjs.org/isarray/-/isarray-2.0.5.tgz",
        },
    },
}
PYTHON = """FROM python:3.11-slim
COPY --chown=33:33 . /app
WORKDIR /app
RUN pip install --no-cache-dir -r req/all.txt
CMD python app.py
"""
NODE = """FROM node:18-slim
WORKDIR /app
COPY . .
RUN npm ci && node build.js
CMD node out.js
"""
GO = """FROM golang:1.19 AS build
COPY . /src
WORKDIR /src
RUN CGO_ENABLED=0 go build -trimpath -o /a .
FROM busybox:1.35
COPY --from=build /a /a
ENTRYPOINT ["/a"]
"""
SYSTEM = """FROM debian:12-slim
ARG GIT_SHA=unknown
LABEL revision=$GIT_SHA
ENV REVISION=$GIT_SHA
COPY . /app
RUN mkdir /data && chmod 700 /data
RUN echo 1 > /data/one
RUN chmod -R go-w /app
RUN dpkg-query -W > /dev/null && apt-get install -y --no-download --no-install-recommends base-files
RUN echo $GIT_SHA > /version
"""
CASES = {
    "python, owner and working directory": (
        PYTHON,
        {"app.py": "import six\n", "req/all.txt": "-r base.txt\n", "req/base.txt": "six==1.16.0\n"},
    ),
    "node, build in the same RUN": (
        NODE,
        {
            "package.json": json.dumps({"name": "a", "version": "1.0.0", "dependencies": {"isarray": "2.0.5"}}),
            "package-lock.json": json.dumps(LOCK),
            "build.js": "require('fs').writeFileSync('out.js', String(require('isarray')([])))\n",
        },
    ),
    "go, downloaded on the way": (
        GO,
        {"go.mod": "module a\n\ngo 1.19\n", "main.go": "package main\n\nfunc main() { println(1) }\n"},
    ),
    "a volatile argument and files of the system": (SYSTEM, {"a": "1", "b/c": "2"}),
}


@pytest.mark.engine
@pytest.mark.parametrize("name", CASES)
def test_a_reordered_file_builds_the_same_image(engine: Engine, tmp_path: Path, name: str) -> None:
    from scripts.build_pairs import configuration_differences, file_differences
    from scripts.images import Recipe

    text, files = CASES[name]
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    (tmp_path / "Dockerfile").write_text(text, encoding="utf-8")
    result = reorder(Dockerfile(parse(text), "Dockerfile", context=BuildContext(str(tmp_path))))
    assert result.text != text
    texts = text.encode(), result.text.encode()
    images = set()
    try:
        before, after = (engine.build(one, Recipe(tmp_path)).image for one in texts)
        images = {before, after}
        assert file_differences(engine.files(before), engine.files(after), (), texts)[0] == []
        assert configuration_differences(engine.configuration(before), engine.configuration(after), ()) == []
    finally:
        engine.remove(images)
