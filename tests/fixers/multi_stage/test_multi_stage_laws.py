"""What holds for every plan: over the sample projects of the corpus and over the texts of these tests."""

from __future__ import annotations

import tempfile
from pathlib import Path

import dockerfile as buildkit
import pytest

from dockerlint.context import BuildContext
from dockerlint.fix.contract import FIELDS, contract
from dockerlint.fix.style import comment_lines
from dockerlint.fixers.multi_stage.convert import plan_for
from dockerlint.fixers.multi_stage.plan import NoPlan
from dockerlint.graph import build_graph
from dockerlint.lint.api import dockerfile
from dockerlint.syntax import parse

ROOT = Path(__file__).resolve().parents[3]
FILES = [path for path in sorted((ROOT / "corpus").glob("**/*ockerfile")) if path.is_file()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "corpus")))
def test_a_plan_or_a_refusal_and_every_plan_keeps_the_laws(path: Path) -> None:
    context = BuildContext(str(path.parent), str(path))
    file = dockerfile(path.read_bytes(), str(path), context=context)
    try:
        plan = plan_for(file)
    except NoPlan:
        return
    with tempfile.NamedTemporaryFile("wb", suffix=".Dockerfile") as written:
        written.write(plan.text.encode("utf-8", "surrogateescape"))
        written.flush()
        buildkit.parse_file(written.name)
    after = build_graph(parse(plan.text), context)
    old, new = contract(file.graph), contract(after)
    for field in FIELDS:
        if field not in ("base", "workdir", *plan.changes):
            assert old.get(field) == new.get(field), field
    left = comment_lines(parse(plan.text))
    assert all(comment in left for comment in comment_lines(file.tree))
    assert all(artifact.path.rstrip("/").count("/") for artifact in plan.artifacts)
    assert {fate.instruction for fate in plan.fates} >= set(file.graph.stages[-1].instructions)
    try:
        again = plan_for(dockerfile(plan.text, str(path), context=context))
    except NoPlan:
        return
    assert again.text == plan.text
