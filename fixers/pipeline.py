"""Everything that `optimize` does to a file, one kind after the other: stages, order, caches, clean-up.

Multi-stage comes first, for it decides what the others look at. Each pass takes the text that the one before has left.
"""

from __future__ import annotations

from dockerlint.fix.api import fix_file
from dockerlint.fixers.layer_order.reorder import reorder
from dockerlint.fixers.multi_stage.convert import plan_for
from dockerlint.fixers.multi_stage.plan import NoPlan
from dockerlint.fixers.multi_stage.trailing import proved, without_trailing
from dockerlint.lint.api import dockerfile, linter_for
from dockerlint.rules.cache._mounting import needs_buildkit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from dockerlint.config import Settings
    from dockerlint.context import Context
    from dockerlint.fixers.multi_stage.plan import Answers, Plan
    from dockerlint.lint.dockerfile import Dockerfile

KINDS = ("multi-stage", "order", "cache", "cleanup")
# Fixers of the rule engine, by the kind of their change: families and rules.
# Managers whose caches outlive a RUN only in a mount: no layer of its own holds what they compile and fetch for it.
_MOUNTED = ["go", "gradle", "maven", "sbt"]
_RULES = {"order": ("layer_order",), "cache": ("cache", "context"), "cleanup": ("cleanup",)}


class Change:
    """A change other than the multi-stage step: its kind, the line of the text at that time, and what it does."""

    __slots__ = ("kind", "line", "title")

    def __init__(self, kind: str, line: int, title: str) -> None:
        self.kind = kind
        self.line = line
        self.title = title


class RebuildCost:
    """Expected seconds of a rebuild before and after the layers were put in order, and what the chances rest on."""

    __slots__ = ("after", "basis", "before")

    def __init__(self, before: float, after: float, basis: str) -> None:
        self.before = before
        self.after = after
        self.basis = basis


class Optimized:
    """What became of a file. Exactly one of `plan` and `refusal` is not None.

    `rebuild` is there where the order of layers was looked at.
    """

    __slots__ = ("changes", "other_files", "plan", "rebuild", "refusal", "text", "troubles")

    def __init__(self, text: str) -> None:
        self.text = text
        self.plan: Plan | None = None
        self.refusal: NoPlan | None = None
        self.rebuild: RebuildCost | None = None
        self.changes: list[Change] = []
        self.other_files: dict[str, str] = {}
        self.troubles: list[str] = []


def optimize(
    text: str,
    path: str,
    *,
    kinds: Collection[str] = KINDS,
    answers: Answers | None = None,
    settings: Settings | None = None,
    context: Context | None = None,
) -> Optimized:
    """Return what becomes of a text. Nothing is written."""

    def read(source: str) -> Dockerfile:
        return dockerfile(source, path, settings=settings, context=context)

    done = Optimized(text)
    if "multi-stage" in kinds:
        try:
            done.plan = plan_for(read(text), answers)
            done.text = done.plan.text
        except NoPlan as refusal:
            done.refusal = refusal
    else:
        done.refusal = NoPlan("the multi-stage step was not asked for")
    for kind in KINDS[1:]:
        if kind not in kinds:
            continue
        if kind == "order":
            _reorder(done, read(done.text))
            if done.plan is not None:
                _shorten(done, read(done.text), read)
        _fix(done, path, kind, settings, context, mounts_all=needs_buildkit(read(text), _MOUNTED))
    return done


def _reorder(done: Optimized, file: Dockerfile) -> None:
    """Put what changes most last."""
    found = reorder(file)
    done.text = found.text
    done.rebuild = RebuildCost(found.cost_before, found.cost_after, found.basis)
    done.changes += [Change("order", one.line, one.title) for one in found.changes]


def _shorten(done: Optimized, file: Dockerfile, read: Callable[[str], Dockerfile]) -> None:
    """Leave out of build stages what nothing needs of them any more."""
    text, dropped = without_trailing(file)
    if dropped and proved(file, read(text)):
        done.text = text
        done.changes += [
            Change("order", node.start_line, f"Leave `{' '.join(node.text.split())}` to the last stage")
            for node in dropped
        ]


def _fix(
    done: Optimized, path: str, kind: str, settings: Settings | None, context: Context | None, *, mounts_all: bool
) -> None:
    """Apply the fixers of the rules that are about one kind of change.

    A file that the classic builder could build gets cache mounts only where nothing else keeps what a build made.
    """
    from dockerlint.config import Settings as Defaults

    chosen = Defaults()
    if settings is not None:
        for name in Defaults.__slots__:
            setattr(chosen, name, getattr(settings, name))
    # What is off by default is off here; a cache mount is asked for by asking for caches.
    wanted = _selected(chosen, _RULES[kind])
    if kind == "cache":
        wanted = [*wanted, "cache-mount-missing"]
        of_rule = {"always": True} if mounts_all else {"always": True, "managers": _MOUNTED}
        chosen.rules = {
            **chosen.rules,
            "cache-mount-missing": {**of_rule, **chosen.rules.get("cache-mount-missing", {})},
        }
    chosen.select, chosen.extend_select = wanted, []
    fixed = fix_file(done.text, path, linter_for(chosen), unsafe=True, settings=chosen, context=context)
    done.text = fixed.text
    done.other_files.update(fixed.other_files)
    done.troubles += fixed.troubles
    done.changes += [Change(kind, one.line, one.fix.title) for one in fixed.applied]


def _selected(settings: Settings, families: tuple[str, ...]) -> list[str]:
    from dockerlint.lint.registry import DEFAULT_SELECTION, select

    selection = settings.select if settings.select is not None else DEFAULT_SELECTION
    chosen = select([*selection, *settings.extend_select], settings.ignore)
    return [entry.name for entry, _ in chosen if entry.family in families]
