"""Copies that end a build stage go where nothing needs them, and only there."""

from __future__ import annotations

import pytest

from dockerlint.context import MemoryContext
from dockerlint.fixers.multi_stage.trailing import proved, without_trailing
from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.syntax import parse

FILES = {"requirements.txt": "", "app.py": ""}
TEXT = """\
FROM python:3.13 AS build
WORKDIR /app
RUN pip install --target /deps flask
# the sources
COPY . .

FROM python:3.13-slim
WORKDIR /app
COPY --from=build /deps /deps
COPY . .
"""


def read(text: str, files: dict[str, str] | None = None) -> Dockerfile:
    return Dockerfile(parse(text), "Dockerfile", context=MemoryContext(FILES if files is None else files))


def test_sources_that_the_last_stage_copies_itself() -> None:
    text, dropped = without_trailing(read(TEXT))
    assert [node.start_line for node in dropped] == [5]
    assert text == TEXT.replace("# the sources\nCOPY . .\n\n", "\n").replace(
        "/deps\nCOPY . .\n", "/deps\n# the sources\nCOPY . .\n"
    )
    assert proved(read(TEXT), read(text))
    assert without_trailing(read(text))[1] == []


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("COPY --from=build /deps /deps", "COPY --from=build /deps /app/data /"),
        TEXT.replace("COPY --from=build /deps /deps", "RUN --mount=from=build,target=/b cp -r /b/app/a /deps"),
        TEXT.replace("COPY --from=build /deps /deps\n", "").replace("FROM python:3.13-slim", "FROM build"),
        TEXT.replace("/deps\nCOPY . .", "/deps\nCOPY app.py ."),
        TEXT.replace("COPY . .\n\n", "COPY . .\nRUN python app.py > /deps/a\n\n"),
    ],
)
def test_sources_that_something_needs_stay(text: str) -> None:
    assert without_trailing(read(text)) == (text, [])


def test_an_environment_among_the_sources_that_the_context_never_brings() -> None:
    text = TEXT.replace("/deps", "/app/.venv")
    assert without_trailing(read(text))[1] == []
    assert len(without_trailing(read(text, {**FILES, ".dockerignore": ".venv\n"}))[1]) == 1
