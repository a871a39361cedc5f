"""Instructions that stand in a file again and again: what is found is what is found when each is looked at alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dockerlint.fix.fixer import Fixers, Refused
from dockerlint.lint import engine
from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import entries, select
from dockerlint.syntax import parse

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
LINTER = Linter(select(["ALL"]))
FIXERS = Fixers(entries())
BLOCKS = [
    "FROM debian:12 AS a\nRUN apt-get update && apt-get install -y curl\n",
    "FROM a\nSHELL ['bash']\nRUN find / -exec rm {} +; sudo sh -c 'cd /tmp && pip install \"flask\"' > /x\n",
    "RUN <<E cat <<F\napt-get install vim\nE\nb\nF\n# hadolint ignore=DL3008\nRUN apt-get install vim\n",
    'COPY --from=a . /x\nENV A=b\nRUN tar xf /x/a.tar.gz && rm "$A"\nRUN chown -R u /x\nCMD app\n',
    "ONBUILD RUN cd /x\nUSER root\nNOPE x\n",
    "RUN --mount=type=cache,target=/root/.npm npm ci \\\n  # why\n  --loglevel=verbose\n",
]


def found(text: str) -> tuple[list[tuple[object, ...]], list[object]]:
    file = Dockerfile(parse(text), "Dockerfile")
    result = LINTER.check(file)
    assert result.troubles == []
    findings = result.findings
    fixes: list[object] = []
    for finding in findings:
        try:
            fix = FIXERS.fix(finding, file)
        except Refused as refusal:
            fixes.append(str(refusal))
        else:
            fixes.append(fix and [(edit.start, edit.end, edit.text) for edit in fix.edits])
    return [(one.rule, one.message, one.start, one.end, one.row, one.column, one.end_row) for one in findings], fixes


@pytest.mark.parametrize("seed", range(6))
def test_repeated_instructions_find_what_each_alone_finds(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    source = random.Random(seed)  # noqa: S311
    samples = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*/Dockerfile"))]
    text = "".join(source.choice([*BLOCKS, *samples]) for _ in range(12))
    whole = found(text)
    monkeypatch.setattr(engine, "_MANY", 1)
    assert found(text) == whole
