"""Predictions meet reality: what each finding of a size rule was expected to save, and what its own fix saves."""

from __future__ import annotations

import copy

from dockerlint.context import BuildContext
from dockerlint.fix.fixer import Fixers, Refused
from dockerlint.lint.api import check, linter_for
from dockerlint.lint.registry import entries
from dockerlint.measure.errors import BuildError
from dockerlint.rules.savings import RULES, attach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.config import Settings
    from dockerlint.lint.finding import Finding, Fix
    from dockerlint.measure.build import Builds, Request
    from dockerlint.measure.engine import Engine


class Prediction:
    """A finding of a size rule. `expected` and `measured` are bytes, None where not known; `reason` says why not."""

    __slots__ = ("basis", "expected", "line", "measured", "message", "reason", "rule")

    def __init__(self, finding: Finding) -> None:
        self.rule = finding.rule
        self.line = finding.row
        self.message = finding.message
        self.expected = finding.saves.bytes if finding.saves is not None else None
        self.basis = finding.saves.basis if finding.saves is not None else None
        self.measured: int | None = None
        self.reason = ""


def predict(request: Request, settings: Settings | None) -> tuple[list[Prediction], list[Request | None]]:
    """Return the predictions for a Dockerfile, and for each what to build to measure it: that finding fixed alone.

    None where the finding has no fix.
    """
    file, result = check(request.text, request.path, linter_for(settings), settings=settings, context=request.context)
    findings = [one for one in result.findings if one.rule in RULES]
    attach(findings, file)
    fixers = Fixers(entries())
    predictions, requests = [], []
    for finding in findings:
        prediction = Prediction(finding)
        again: Request | None = None
        try:
            fix = fixers.fix(finding, file)
            if fix is None or fix.safety == "display":
                prediction.reason = "it has no fix that can be built"
            else:
                again = _fixed(request, fix)
        except Refused as refusal:
            prediction.reason = str(refusal)
        predictions.append(prediction)
        requests.append(again)
    return predictions, requests


def _fixed(request: Request, fix: Fix) -> Request:
    again = copy.copy(request)
    text = request.text
    for edit in sorted(fix.edits, key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    again.text = text
    again.no_cache = False
    root = getattr(request.context, "root", None)
    if fix.other_files and root is not None:
        context = BuildContext(root, request.path)
        context.show(fix.other_files)
        again.context = context
    return again


def measure(
    predictions: list[Prediction], requests: list[Request | None], image: str, builds: Builds, engine: Engine
) -> None:
    """Build each and compare it with `image`, the one that was built as it is: by the engine's own sizes."""
    before = _size(engine, image)
    for prediction, request in zip(predictions, requests, strict=True):
        if request is None:
            continue
        try:
            prediction.measured = before - _size(engine, builds.build(request).image)
        except BuildError as error:
            prediction.reason = f"fixed alone it does not build: {error}"


def _size(engine: Engine, image: str) -> int:
    with engine.asking("cannot say how large an image is"):
        return int(engine.api.inspect_image(image)["Size"])
