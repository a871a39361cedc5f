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
CASES = {
    "python, owner and working directory": (
        "FROM python:3.11-slim\nCOPY --chown=33:33 . /app\nWORKDIR /app\nRUN pip install --no-cache-dir -r req/all.txt\n"
        "CMD python app.py\n",
        {"app.py": "import six\n", "req/all.txt": "-r base.txt\n", "req/base.txt": "six==1.16.0\n"},
    ),
    "node, build in the same RUN": (
        "FROM node:18-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci && node build.js\nCMD node out.js\n",
        {
            "package.json": json.dumps({"name": "a", "version": "1.0.0", "dependencies": {"isarray": "2.0.5"}}),
            "package-lock.json": json.dumps(LOCK),
            "build.js": "require('fs').writeFileSync('out.js', String(require('isarray')([])))\n",
        },
    ),
    "go, downloaded on the way": (
        "FROM golang:1.19 AS build\nCOPY . /src\nWORKDIR /src\nRUN CGO_ENABLED=0 go build -trimpath -o /a .\n"
        "FROM busybox:1.35\nCOPY --from=build /a /a\nENTRYPOINT [\"/a\"]\n",
        {"go.mod": "module a\n\ngo 1.19\n", "main.go": "package main\n\nfunc main() { println(1) }\n"},
    ),
    "a volatile argument and files of the system": (
        "FROM debian:12-slim\nARG GIT_SHA=unknown\nLABEL revision=$GIT_SHA\nENV REVISION=$GIT_SHA\nCOPY . /app\n"
        "RUN mkdir /data && chmod 700 /data\nRUN echo 1 > /data/one\nRUN chmod -R go-w /app\n"
        "RUN dpkg-query -W > /dev/null && apt-get clean && apt-get install -y --no-download --no-install-recommends base-files\n"
        "RUN echo $GIT_SHA > /version\n",
        {"a": "1", "b/c": "2"},
    ),
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
