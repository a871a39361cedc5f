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
from dockerlint.rules.cache.npm_cache_kept import NpmCacheKept
from dockerlint.syntax import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

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


def test_what_stands_between_repeated_instructions_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    installation = "RUN npm ci\nRUN pip install x\nRUN apt-get install gcc && make\n"
    between = [
        "",
        "ENV HOME=/y PIP_CACHE_DIR=/z",
        "ENV PIP_NO_CACHE_DIR=1",
        "USER bin",
        "RUN useradd -d /a a\nUSER a",
        "RUN npm config set cache /b",
        "COPY apt.conf /etc/apt/apt.conf",
        "FROM debian:13 AS b",
        "FROM b",
        "FROM node:24\nCOPY --from=b /x /x",
        'SHELL ["pwsh"]',
        'CMD ["python", "app.py"]',
    ]
    for line in between:
        text = f"FROM debian:13 AS a\n{installation * 2}{line}\n{installation * 2}"
        whole = found(text)
        with monkeypatch.context() as patched:
            patched.setattr(engine, "_MANY", 1)
            assert found(text) == whole


@pytest.mark.parametrize(
    ("head", "places"),
    [
        ("FROM a\n", [1, 2]),  # the first RUN of a file is another thing than those behind it
        ("FROM a\nENV HOME=/x\n", [2, 3, 4, 5]),
        ("FROM a\nRUN npm ci\nFROM a\n", [1, 3]),
    ],
)
def test_a_rule_that_asks_the_stage_is_asked_once_for_a_text(
    head: str, places: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_MANY", 1)
    calls: list[int] = []  # the places of the RUNs
    asked = NpmCacheKept.command

    def command(rule: NpmCacheKept, command: Command, run: Instruction, file: Dockerfile) -> Iterator[Finding]:
        calls.append(run.index)
        return asked(rule, command, run, file)

    monkeypatch.setattr(NpmCacheKept, "command", command)
    file = Dockerfile(parse(head + "RUN npm ci\n" * 4), "Dockerfile")
    findings = [one for one in LINTER.check(file).findings if one.rule == "npm-cache-kept"]
    assert calls == places
    assert len(findings) == 4
    # A fixer asks again, for its subject.
    spans = [one.subject.span for one in findings]  # type: ignore[attr-defined]
    assert spans == [(one.start, one.end) for one in findings]
