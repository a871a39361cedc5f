"""Measurements as JSON for other programs; `docs/schemas/measure.schema.json` describes it."""

from __future__ import annotations

import json

from dockerlint.measure.rebuild import did_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.measure.compare import Change, Comparison
    from dockerlint.measure.gates import Failure
    from dockerlint.measure.measurement import Measurement
    from dockerlint.measure.predictions import Prediction
    from dockerlint.measure.rebuild import Rebuild

    Object = dict[str, object]


def to_json(image: Measurement, comparison: Comparison | None = None, failures: Sequence[Failure] = ()) -> str:
    """Return one JSON object: `image`, and with a comparison `other` and `comparison` as well."""
    document: Object = {"image": _image(image), "failed": [_failure(one) for one in failures]}
    if comparison is not None:
        document["other"] = _image(comparison.after)
        document["comparison"] = _comparison(comparison)
    return json.dumps(document, indent=1) + "\n"


def _image(image: Measurement) -> Object:
    dive = image.dive
    known = image.has_contents  # else null stands for what only the layers themselves tell
    return {
        "name": image.name,
        "tags": image.image.names,
        "bytes": image.bytes if known else None,
        "merged_bytes": image.merged_bytes if known else None,
        "compressed_bytes": image.compressed_bytes,
        "waste": image.waste if known else None,
        "avoidable": image.avoidable_bytes if known else None,
        "dive": {
            "efficiency": dive.efficiency,
            "wasted_bytes": dive.wasted_bytes,
            "user_wasted_percent": dive.user_wasted_percent,
        }
        if known
        else None,
        "layers": [
            {
                "bytes": layer.bytes if known else None,
                "line": layer.line,
                "instruction": layer.instruction,
                "is_base": layer.is_base,
                "digest": layer.digest or None,
                "compressed_bytes": layer.compressed,
                "files": layer.files if known else None,
                "whiteouts": layer.whiteouts if known else None,
                "opaque_directories": layer.opaques if known else None,
                "wasted_bytes": layer.wasted if known else None,
                "hides_bytes": layer.hides if known else None,
            }
            for layer in image.layers
        ],
        "wasted_by": [
            {
                "cause": blame.cause,
                "bytes": blame.bytes,
                "files": blame.files,
                "made_by": blame.made_by,
                "hidden_by": blame.hidden_by,
                "example": f"/{blame.example}",
            }
            for blame in image.blames
        ],
        "largest_files": [
            {"path": f"/{path}", "bytes": file.size, "layer": file.layer} for path, file in image.largest_files()
        ],
        "largest_folders": [{"path": f"/{path}", "bytes": size} for path, size in image.largest_folders()],
        "set_id_files": [
            {"path": f"/{path}", "mode": f"{file.mode:04o}", "uid": file.uid, "gid": file.gid}
            for path, file in image.set_id_files
        ],
        "user": image.user,
        "users": [{"name": user.name, "uid": user.uid, "home": user.home, "shell": user.shell} for user in image.users],
        "secrets": [
            {"path": f"/{one.path}", "reason": one.reason, "layer": one.layer, "is_hidden": one.is_hidden}
            for one in image.secrets
        ],
        "build_tools": image.build_programs,
        "build_seconds": image.build_seconds,
        "rebuild": _rebuild(image.rebuild),
        "notes": image.notes,
    }


def _comparison(comparison: Comparison) -> Object:
    known = comparison.knows_files
    return {
        "bytes": comparison.bytes if known else None,
        "merged_bytes": comparison.after.merged_bytes - comparison.before.merged_bytes if known else None,
        "layers": len(comparison.after.layers) - len(comparison.before.layers),
        "configuration": [{"name": one.name, "before": one.before, "after": one.after} for one in comparison.settings],
        "files": {
            "added": [_change(one) for one in comparison.added],
            "removed": [_change(one) for one in comparison.removed],
            "changed": [_change(one) for one in comparison.changed],
        }
        if known
        else None,
        "predictions": None
        if comparison.before.predictions is None
        else [_prediction(one) for one in comparison.before.predictions],
        "rebuild": {
            "before": _rebuild(comparison.before.rebuild),
            "after": _rebuild(comparison.after.rebuild),
        }
        if comparison.before.rebuild is not None and comparison.after.rebuild is not None
        else None,
    }


def _prediction(one: Prediction) -> Object:
    return {
        "rule": one.rule,
        "line": one.line,
        "message": one.message,
        "predicted_bytes": one.expected,
        "basis": one.basis,
        "measured_bytes": one.measured,
        "reason": one.reason or None,
    }


def _rebuild(rebuild: Rebuild | None) -> Object | None:
    if rebuild is None:
        return None
    return {
        "path": rebuild.path,
        "reason": rebuild.reason,
        "seconds": rebuild.seconds,
        "runs": rebuild.runs,
        "steps": [
            {"line": step.line or None, "instruction": step.text, "seconds": step.seconds, "ran": did_run(step)}
            for step in rebuild.steps
        ],
    }


def _change(change: Change) -> Object:
    return {
        "path": f"/{change.path}",
        "before_bytes": change.before,
        "after_bytes": change.after,
        "reasons": change.reasons,
        "expected": change.expected or None,
    }


def _failure(failure: Failure) -> Object:
    return {
        "budget": failure.budget,
        "message": failure.message,
        "layer": failure.layer,
        "line": failure.line,
        "blame": failure.blame or None,
    }
