"""The proof of a conversion: contract, fates, copied paths, order; and what the rules say of the result."""

from __future__ import annotations

from dockerlint.fix.contract import FIELDS, contract
from dockerlint.fix.style import comment_lines
from dockerlint.fixers.multi_stage.plan import NoPlan
from dockerlint.graph import build_graph
from dockerlint.graph.paths import covers
from dockerlint.syntax import parse
from dockerlint.syntax.instructions import Add, Copy, Run, User, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.fixers.multi_stage.draft import Draft
    from dockerlint.fixers.multi_stage.plan import Plan
    from dockerlint.fixers.multi_stage.roles import Piece
    from dockerlint.graph import Graph
    from dockerlint.syntax.tree import Tree


def prove(project: Project, draft: Draft, plan: Plan, pieces: list[Piece], name: str) -> None:
    """Raise NoPlan where a step of the proof fails; repair findings that a copy in two stages would double."""
    tree = parse(plan.text)
    graph = build_graph(tree, project.context)
    _parses(project, tree)
    _comments(project, tree)
    _contract(project, plan, graph)
    _fates(pieces, graph)
    _copies(project, draft, plan, graph, name)
    _order(project, pieces)
    _findings(project, plan)


def _parses(project: Project, tree: Tree) -> None:
    if tree.errors:
        raise NoPlan(f"the result would not parse: {tree.errors[0].message}")
    if tree.text[:1] == "\ufeff" and project.source[:1] != "\ufeff":
        raise NoPlan("the result would begin in another way")


def _comments(project: Project, tree: Tree) -> None:
    left: dict[str, int] = {}
    for comment in comment_lines(tree):
        left[comment] = left.get(comment, 0) + 1
    for comment in comment_lines(project.tree):
        left[comment] = left.get(comment, 0) - 1
        if left[comment] < 0:
            raise NoPlan("a comment would be lost")


def _contract(project: Project, plan: Plan, graph: Graph) -> None:
    """Step 1: what the image does when it runs is the same, but for the named fields."""
    old, new = contract(project.graph), contract(graph)
    for field in FIELDS:
        if field == "base" or old.get(field) == new.get(field):
            continue
        if field == "workdir" and project.absolute(str(old.get(field) or ".")) == (new.get(field) or "/"):
            continue
        if field == "workdir" and str(old.get(field)).lstrip(".") == str(new.get(field)).lstrip("."):
            continue
        if field == "env" and "env" in plan.changes:
            before, after = old.get("env") or {}, new.get("env") or {}
            assert isinstance(before, dict) and isinstance(after, dict)  # noqa: S101, PT018  # for the type checker
            named = plan.changes["env"].partition(":")[0].split(", ")
            if all(after.get(key) == value for key, value in before.items() if key not in named) and all(
                key in before or key in named for key in after
            ):
                continue
        elif field in plan.changes:
            continue
        raise NoPlan(f"the image's configuration would differ ({field})")


def _fates(pieces: list[Piece], graph: Graph) -> None:
    """Step 2: every instruction is where its fate says, word by word."""
    build = [node.text.rstrip() for stage in graph.stages[:-1] for node in stage.instructions]
    last = [node.text.rstrip() for node in graph.stages[-1].instructions]
    for piece in pieces:
        kind = piece.kind
        if kind in ("kept", "both", "split") and piece.node.text.rstrip() not in build:
            raise NoPlan(f"line {piece.node.start_line} would be lost in the build")
        if kind in ("moved", "both") and piece.node.text.rstrip() not in last:
            raise NoPlan(f"line {piece.node.start_line} would be lost in the last stage")
        if kind == "dropped" and not piece.reason:
            raise NoPlan(f"line {piece.node.start_line} would be dropped without a reason")


def _copies(project: Project, draft: Draft, plan: Plan, graph: Graph, name: str) -> None:
    """Step 3: what the last stage copies is written by the build, is named, and is not above the application."""
    for artifact in draft.artifacts:
        stage = graph.stage(artifact.stage or name)
        assert stage is not None  # noqa: S101  # it has just been written
        path = artifact.path.partition(" ")[0]
        if path.rstrip("/") in ("", "/usr", "/usr/local", "/etc", "/var", "/opt", "/home", "/root", "/lib", "/bin"):
            raise NoPlan(f"the whole of {path} would be copied from the build")
        root = draft.root
        if root not in (None, "/") and path != root and covers(path, str(root)):
            raise NoPlan(f"{path} is above the application's folder")
        writers = graph.writers(stage, path)
        if not writers:
            raise NoPlan(
                f"nothing in the build is known to write {path}, which line {artifact.line} names",
                "Where does the build leave the program? (`--artifact PATH`)",
            )
        flows = [graph.flow(node) for node in writers]
        if not any(
            any(
                covers(project.absolute(write) or write, path) or covers(path, project.absolute(write) or write)
                for write in flow.writes
            )
            for flow in flows
        ):
            line = artifact.line or writers[-1].start_line
            note = f"{path} is what the build leaves: {artifact.reason}"
            if note not in plan.assumed and line:
                plan.assumed.append(note)


def _order(project: Project, pieces: list[Piece]) -> None:
    """Step 4: what goes to the last stage alone passes only instructions of the build that are independent of it."""
    graph = project.graph
    last_build = max((piece.node.index for piece in pieces if piece.build), default=0)
    for piece in pieces:
        if piece.build or not piece.final or piece.node.index > last_build:
            continue
        if not isinstance(piece.node, (Run, Copy, Add, User, Workdir)):
            continue
        for other in pieces:
            passed = other.build and other.node.index > piece.node.index
            moves = isinstance(other.node, (Run, Copy, Add, Workdir, User))
            if passed and moves and not graph.independent(piece.node, other.node):
                raise NoPlan(f"line {piece.node.start_line} would pass line {other.node.start_line}, which may need it")


def _findings(project: Project, plan: Plan) -> None:
    """What the default rules find is not more than before; a line that stands in both stages is repaired in both."""
    from dockerlint.lint.api import check_text

    before = _counts(check_text(project.source, project.file.path, context=project.context))
    after = check_text(plan.text, project.file.path, context=project.context)
    more = {rule for rule, number in _counts(after).items() if number > before.get(rule, 0)}
    if not more:
        return
    from dockerlint.config import Settings
    from dockerlint.fix.api import fix_text

    settings = Settings()
    settings.select = sorted(more)
    plan.text = fix_text(plan.text, project.file.path, config=settings, context=project.context).text
    left = check_text(plan.text, project.file.path, context=project.context)
    for finding in left:
        if _counts(left)[finding.rule] > before.get(finding.rule, 0):
            known = before.get(finding.rule, 0) > 0
            if finding.rule == "end-of-life-base-image":
                plan.may_add[finding.rule] = "the last stage stands on the release that the original stands on"
            elif not known:
                plan.may_add[finding.rule] = f"line {finding.row} of the result: {finding.message}"
            else:
                plan.may_add.setdefault(finding.rule, "a line with this finding stands in both stages")


def _counts(findings: object) -> dict[str, int]:
    counts: dict[str, int] = {}
    for finding in findings:  # type: ignore[attr-defined]
        counts[finding.rule] = counts.get(finding.rule, 0) + 1
    return counts
