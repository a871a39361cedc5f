"""Two images beside each other: bytes, configuration, files with reasons."""

from __future__ import annotations

from dockerlint.knowledge import image_paths as known
from dockerlint.measure.tar import FILE, SYMLINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

    from dockerlint.measure.measurement import Measurement
    from dockerlint.measure.merge import File

# Lists in which the order says nothing, and what stands for nothing.
_SETS: Final = ("ExposedPorts", "Volumes", "Labels")
_FIELDS: Final = (
    *("Env", "Cmd", "Entrypoint", "User", "WorkingDir", "ExposedPorts", "Volumes", "Labels", "Healthcheck"),
    *("StopSignal", "Shell", "OnBuild"),
)
_MACHINE: Final = ("architecture", "os", "variant")


class Setting:
    """A difference of the configuration; `name` is a field, with the variable or label behind it. None: not set."""

    __slots__ = ("after", "before", "name")

    def __init__(self, name: str, before: object, after: object) -> None:
        self.name = name
        self.before = before
        self.after = after


class Change:
    """A path that is in one image alone, or differs. `reasons` say how, `expected` why that means nothing."""

    __slots__ = ("after", "before", "expected", "path", "reasons")

    def __init__(self, path: str, before: int | None, after: int | None, reasons: list[str], expected: str) -> None:
        self.path = path
        self.before = before  # bytes; None where it is not there
        self.after = after
        self.reasons = reasons
        self.expected = expected  # empty, or what makes this path differ from build to build


class Comparison:
    """What changes from one image, `before`, to another."""

    __slots__ = ("added", "after", "before", "changed", "removed", "settings")

    def __init__(self, before: Measurement, after: Measurement) -> None:
        self.before = before
        self.after = after
        self.settings = settings(before.image.config, after.image.config)
        self.added: list[Change] = []
        self.removed: list[Change] = []
        self.changed: list[Change] = []
        if self.knows_files:
            self._files()

    @property
    def knows_files(self) -> bool:
        """Whether the files of both are known: a registry does not tell them."""
        return self.before.has_contents and self.after.has_contents

    @property
    def bytes(self) -> int:
        """Layer bytes more, or with a minus fewer."""
        return self.after.bytes - self.before.bytes

    def _files(self) -> None:
        old = dict(self.before.merged.files())
        causes = {one.path: one.cause for one in self.before.avoidable}
        new_causes = {one.path: one.cause for one in self.after.avoidable}
        counted: set[int] = set()
        for path, after in self.after.merged.files():
            before = old.pop(path, None)
            if before is None:
                self.added.append(_alone(path, None, _bytes(after), _cause(new_causes, path)))
            else:
                reasons = _differences(before, after)
                if reasons:
                    self.changed.append(Change(path, _bytes(before), _bytes(after), reasons, _expected(path, reasons)))
        for path, before in old.items():
            # Of several names of one file the first has its bytes.
            size = _bytes(before) if id(before) not in counted else 0
            counted.add(id(before))
            self.removed.append(_alone(path, size, None, _cause(causes, path)))


def settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Setting]:
    """Return how the configuration of containers differs."""
    found = [
        Setting(name, before.get(name) or None, after.get(name) or None)
        for name in _MACHINE
        if (before.get(name) or None) != (after.get(name) or None)
    ]
    old, new = before.get("config") or {}, after.get("config") or {}
    for field in _FIELDS:
        one, other = old.get(field) or None, new.get(field) or None
        if one == other:
            continue
        if field == "Env":
            found += _keyed("Env", _variables(one), _variables(other))
        elif field in _SETS:
            found += _keyed(field, _entries(one), _entries(other))
        else:
            found.append(Setting(field, one, other))
    return found


def _keyed(field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Setting]:
    names = [*before, *(name for name in after if name not in before)]
    return [
        Setting(f"{field} {name}", before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _variables(pairs: object) -> dict[str, str]:
    found = {}
    for pair in pairs if isinstance(pairs, list) else ():
        name, _, value = str(pair).partition("=")
        found[name] = value
    return found


def _entries(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    return {str(key): True if one in ({}, None) else one for key, one in value.items()}


def _differences(before: File, after: File) -> list[str]:
    if before.kind != after.kind:
        return ["type"]
    found = []
    if before.kind == FILE:
        if before.size != after.size:
            found.append("size")
        elif before.digest != after.digest:
            found.append("content")
    if before.link != after.link and before.kind == SYMLINK:
        found.append("link")
    if before.mode != after.mode and before.kind != SYMLINK:
        found.append("mode")
    if (before.uid, before.gid) != (after.uid, after.gid):
        found.append("owner")
    if before.device != after.device:
        found.append("device")
    return found


def _alone(path: str, before: int | None, after: int | None, reasons: list[str]) -> Change:
    """Return the change of a path that is in one image alone. One that nobody needs did not go by itself."""
    return Change(path, before, after, reasons, "" if reasons else _expected(path))


def _bytes(file: File) -> int:
    return file.size if file.kind == FILE else 0


def _cause(causes: Mapping[str, str], path: str) -> list[str]:
    return [causes[path]] if path in causes else []


def _expected(path: str, reasons: list[str] | None = None) -> str:
    """Return why a path may differ although nothing was changed; mode, owner and type never differ by themselves."""
    if reasons is not None and not set(reasons) <= {"content", "size"}:
        return ""
    for start, reason in known.VOLATILE:
        if path.startswith(start):
            return reason
    for end, reason in known.VOLATILE_ENDINGS:
        if path.endswith(end):
            return reason
    return ""
