"""Whether a container of the rewrite starts with what one of the original starts with.

What a base image brings and the file does not set may differ with the base: its variables, its labels. What a file
relies on without setting it, such as the command of its base, may not.
"""

from __future__ import annotations

from dockerlint.graph import build_graph
from dockerlint.measure.compare import settings
from dockerlint.syntax import parse
from dockerlint.syntax.instructions import Env, Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

    from dockerlint.measure.compare import Setting

_PATH: Final = "Env PATH"


class Named:
    """The names that a Dockerfile itself sets for its target: variables and labels, and the texts of its PATHs."""

    __slots__ = ("labels", "paths", "variables")

    def __init__(self, text: str, target: str | None, build_args: Mapping[str, str]) -> None:
        self.variables: set[str] = set()
        self.labels: set[str] = set()
        self.paths: list[str] = []
        stage = build_graph(parse(text), None, target=target, build_args=build_args).target
        for each in stage.bases if stage is not None else ():
            for instruction in each.steps:
                if isinstance(instruction, Env):
                    for pair in instruction.pairs:
                        self.variables.add(pair.name)
                        if pair.name == "PATH" and pair.value is not None:
                            self.paths += [part for part in pair.value.value.split(":") if "$" not in part and part]
                elif isinstance(instruction, Label):
                    self.labels |= {pair.name for pair in instruction.pairs}


# The names of the contract's fields in a plan, and those of an image's settings.
_FIELDS: Final = {
    "cmd": "Cmd",
    "entrypoint": "Entrypoint",
    "healthcheck": "Healthcheck",
    "shell": "Shell",
    "stopsignal": "StopSignal",
    "user": "User",
    "workdir": "WorkingDir",
}

_KEYED: Final = {"env": "Env", "expose": "ExposedPorts"}


def allowed_by_plan(changes: Mapping[str, str]) -> dict[str, str]:
    """Return what a plan changes knowingly as `allowed`.

    The reasons of the environment and of ports begin with the names.
    """
    found: dict[str, str] = {}
    for field, reason in changes.items():
        if field in _KEYED:
            names, _, why = reason.partition(":")
            found |= {f"{_KEYED[field]} {name.strip()}": why.strip() for name in names.split(",")}
        elif field in _FIELDS:
            found[_FIELDS[field]] = reason
    return found


def configuration_differences(
    before: Mapping[str, Any], after: Mapping[str, Any], named: tuple[Named, Named], allowed: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Return what differs and may not, and what differs and may, each with its reason.

    `before` and `after` are the images' configurations, `named` is what the two files set; `allowed` has reasons by
    name: `Env PATH`, `Labels x`, `User`.
    """
    wrong, right = [], []
    for setting in settings(before, after):
        text = f"{setting.name}: {_shown(setting.before)} -> {_shown(setting.after)}"
        reason = allowed.get(setting.name, "") or _of_base(setting, named)
        if reason:
            right.append(f"{text} ({reason})")
        else:
            wrong.append(text)
    return wrong, right


def _of_base(setting: Setting, named: tuple[Named, Named]) -> str:
    """Return why a difference comes from the base image alone, or nothing."""
    kind, _, name = setting.name.partition(" ")
    if setting.name == _PATH:
        there = str(setting.after or "").split(":")
        return "the rest comes from the base image" if all(part in there for part in named[0].paths) else ""
    if kind == "Env" and not any(name in each.variables for each in named):
        return "comes from the base image"
    if kind == "Labels" and not any(name in each.labels for each in named):
        return "comes from the base image"
    return ""


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)
