"""What verification finds, step by step."""

from __future__ import annotations

import statistics

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Final

PASSED: Final = "passed"
FAILED: Final = "failed"
SKIPPED: Final = "skipped"

# In the order in which they are made.
BUILD_ORIGINAL: Final = "build-original"
BUILD_REWRITE: Final = "build-rewrite"
CONFIGURATION: Final = "configuration"
FILES: Final = "files"
START: Final = "start"
SMOKE: Final = "smoke"
REBUILD: Final = "rebuild"
GAIN: Final = "gain"
STEPS: Final = (BUILD_ORIGINAL, BUILD_REWRITE, CONFIGURATION, FILES, START, SMOKE, REBUILD, GAIN)

_MOST_DETAILS: Final = 50
_MOST_LOG: Final = 20_000


class Step:
    """A step of the verification. `reason` says in one line why it has its result, `details` what was seen."""

    __slots__ = ("details", "log", "name", "reason", "result", "seconds")

    def __init__(self, name: str, result: str, reason: str, details: Sequence[str] = (), log: str = "") -> None:
        self.name = name
        self.result = result
        self.reason = reason
        self.details = list(details)
        self.log = log  # of the build or the container that failed
        self.seconds = 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the step for `--json`."""
        details = self.details[:_MOST_DETAILS]
        if len(self.details) > _MOST_DETAILS:
            details.append(f"… and {len(self.details) - _MOST_DETAILS} more")
        return {
            "name": self.name,
            "result": self.result,
            "reason": self.reason,
            "details": details,
            "log": self.log[-_MOST_LOG:] or None,
            "seconds": round(self.seconds, 3),
        }

    def __repr__(self) -> str:
        return f"Step({self.name!r}, {self.result!r}, {self.reason!r})"


class Weight:
    """An image in figures. `rebuilds` has the seconds of each rebuild after an edit."""

    __slots__ = ("build_seconds", "bytes", "layers", "merged_bytes", "rebuilds", "steps_run")

    def __init__(self, size: int, merged: int, layers: int, build_seconds: float) -> None:
        self.bytes = size
        self.merged_bytes = merged
        self.layers = layers
        self.build_seconds = build_seconds
        self.rebuilds: list[float] = []
        self.steps_run = 0  # of the last rebuild

    @property
    def rebuild_seconds(self) -> float | None:
        """The median of the rebuilds."""
        return statistics.median(self.rebuilds) if self.rebuilds else None

    def as_json(self) -> dict[str, Any]:
        """Return the figures for `--json`."""
        rebuild = self.rebuild_seconds
        return {
            "bytes": self.bytes,
            "merged_bytes": self.merged_bytes,
            "layers": self.layers,
            "build_seconds": round(self.build_seconds, 3),
            "rebuild_seconds": None if rebuild is None else round(rebuild, 3),
            "rebuilds": [round(one, 3) for one in self.rebuilds],
            "steps_run": self.steps_run,
        }


class Verdict:
    """All steps, and the weight of both images. `edited` is the file that the rebuilds changed."""

    __slots__ = ("after", "before", "edited", "notes", "smoke", "steps", "timed_by")

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.before: Weight | None = None
        self.after: Weight | None = None
        self.edited: str | None = None
        self.timed_by = ""  # `engine`: its own times of the steps that ran; `clock`: the whole request
        self.smoke = ""
        self.notes: list[str] = []

    @property
    def passed(self) -> bool:
        """Whether the rewrite may be written."""
        return bool(self.steps) and not any(step.result == FAILED for step in self.steps)

    @property
    def failures(self) -> list[Step]:
        """The steps that failed."""
        return [step for step in self.steps if step.result == FAILED]

    @property
    def is_original_broken(self) -> bool:
        """Whether the original cannot be built or run here, so that nothing is known of the rewrite."""
        return any(step.result == FAILED and step.name == BUILD_ORIGINAL for step in self.steps)

    def step(self, name: str) -> Step | None:
        """Return a step by its name; None where it was not come to."""
        return next((step for step in self.steps if step.name == name), None)

    def complete(self, reason: str) -> None:
        """Add the steps that were not come to as skipped."""
        seen = {step.name for step in self.steps}
        self.steps += [Step(name, SKIPPED, reason) for name in STEPS if name not in seen]
        self.steps.sort(key=lambda step: STEPS.index(step.name))

    def as_json(self) -> dict[str, Any]:
        """Return the verdict for `--json`: the object `verified` of `optimize --json`."""
        return {
            "passed": self.passed,
            "steps": [step.as_json() for step in self.steps],
            "before": None if self.before is None else self.before.as_json(),
            "after": None if self.after is None else self.after.as_json(),
            "edited": self.edited,
            "timed_by": self.timed_by or None,
            "smoke": self.smoke or None,
            "notes": self.notes,
        }

    def lines(self) -> Iterator[str]:
        """Yield the verdict as text, a line for each step, and the log of what failed."""
        for step in self.steps:
            yield f"{step.result:<8} {step.name:<15} {step.reason}"
            if step.result == FAILED:
                yield from (f"         {line}" for line in step.details[:_MOST_DETAILS])
                yield from (f"         | {line}" for line in step.log.splitlines()[-40:])
