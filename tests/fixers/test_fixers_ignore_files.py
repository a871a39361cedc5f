"""Fixes of ignore files: written beside the Dockerfile, proved with what they would write, never against a COPY."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.context import BuildContext, MemoryContext
from dockerlint.fix import fix_file
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import find

if TYPE_CHECKING:
    from pathlib import Path

    from dockerlint.context import Context
    from dockerlint.fix import Fixed

WHOLE = "FROM node:24\nCOPY . /app\nRUN npm ci\n"


def fixed(rule: str, text: str, context: Context, *, unsafe: bool = True) -> Fixed:
    linter = Linter([(find(rule)[0], {})])
    result = fix_file(text, "Dockerfile", linter, unsafe=unsafe, context=context)
    assert result.troubles == []
    assert result.text == text
    return result


def test_a_new_file() -> None:
    context = MemoryContext({"Dockerfile": WHOLE, "package.json": "{}", "node_modules/a": "", "compose.yml": ""})
    result = fixed("dockerignore-missing", WHOLE, context)
    assert result.other_files == {".dockerignore": ".git\n**/node_modules\n.dockerignore\nDockerfile\ncompose.yml\n"}
    assert result.findings == []
    # Nothing was written: the context shows what it has.
    assert not context.has_ignore_file


def test_only_unsafely_and_only_where_the_context_is_given(tmp_path: Path) -> None:
    files = {"package.json": "{}", "node_modules/a": ""}
    assert fixed("dockerignore-missing", WHOLE, MemoryContext(files), unsafe=False).other_files == {}
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package.json").write_text("{}")
    context = BuildContext(str(tmp_path), str(tmp_path / "Dockerfile"), given=False)
    result = fixed("dockerignore-missing", WHOLE, context)
    assert result.other_files == {}
    assert "--context" in result.refused[0].reason
    context = BuildContext(str(tmp_path), str(tmp_path / "Dockerfile"))
    assert ".dockerignore" in fixed("dockerignore-missing", WHOLE, context).other_files


def test_lines_and_line_ends_are_kept() -> None:
    context = MemoryContext({".dockerignore": "# ours\r\n*.md", ".venv/pyvenv.cfg": "", "a/__pycache__/x": ""})
    result = fixed("dockerignore-incomplete", "FROM python:3.14\nCOPY . /app\n", context)
    assert result.other_files == {".dockerignore": "# ours\r\n*.md\r\n.venv\r\n**/__pycache__\r\n"}


def test_what_copy_names_stays() -> None:
    text = "FROM node:24\nCOPY node_modules /deps\nCOPY . /app\nRUN npm ci\n"
    context = MemoryContext({"node_modules/a": "", ".git/HEAD": "", "Dockerfile": text})
    result = fixed("dockerignore-missing", text, context)
    assert result.other_files == {".dockerignore": ".git\n.dockerignore\nDockerfile\n"}


def test_two_dead_lines_go_one_after_the_other() -> None:
    context = MemoryContext({".dockerignore": "!a\n*.md\n!b\n!keep.md\n"})
    result = fixed("dockerignore-dead-negation", "FROM debian:13\nCOPY . /app\n", context)
    assert result.other_files == {".dockerignore": "*.md\n!keep.md\n"}


def test_the_dockerfiles_own_file_is_the_one_to_extend() -> None:
    files = {"Dockerfile.dockerignore": "*.sh\n", ".dockerignore": "x\n", "run.sh": ""}
    text = 'FROM debian:13\nCOPY . /app\nCMD ["/app/run.sh"]\n'
    result = fixed("dockerignore-excludes-needed-file", text, MemoryContext(files))
    assert result.other_files == {"Dockerfile.dockerignore": "*.sh\n!run.sh\n"}
