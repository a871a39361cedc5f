"""What `optimize` plans, for programs: `docs/schemas/optimize.schema.json`."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.plan import Plan
    from dockerlint.fixers.pipeline import Optimized


def to_json(done: Optimized, verified: dict[str, object] | None = None) -> str:
    """Return the document for one file."""
    refusal = done.refusal
    document = {
        "plan": None if done.plan is None else _plan(done.plan),
        "refusal": None if refusal is None else {"reason": refusal.reason, "question": refusal.question or None},
        "changes": [{"kind": one.kind, "line": one.line, "title": one.title} for one in done.changes],
        "text": done.text,
        "other_files": done.other_files,
        "verified": verified,
    }
    return json.dumps(document, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace").decode() + "\n"


def _plan(plan: Plan) -> dict[str, object]:
    return {
        "recipe": plan.recipe,
        "stages": [{"name": one.name, "base": one.base, "purpose": one.purpose} for one in plan.stages],
        "artifacts": [
            {"path": one.path.partition(" ")[0], "line": one.line or None, "reason": one.reason}
            for one in plan.artifacts
        ],
        "runtime_base": plan.runtime_base,
        "runtime_reason": plan.runtime_reason,
        "packages": {
            "kept": [one.name for one in plan.kept_packages],
            "dropped": [one.name for one in plan.left_packages],
            "reasons": {one.name: one.reason for one in (*plan.left_packages, *plan.kept_packages)},
        },
        "carried": [{"keyword": keyword, "line": line} for keyword, line in plan.carried],
        "changed": plan.changes,
        "assumed": plan.assumed,
        "dropped": [{"line": one.line, "reason": one.reason} for one in plan.dropped],
        "may_add": plan.may_add,
    }
