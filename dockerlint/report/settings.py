"""A configuration as text: every value with its origin, or as a file of ours."""

from __future__ import annotations

import os

from dockerlint.config.keys import KEYS
from dockerlint.lint.registry import DEFAULT_SELECTION
from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dockerlint.config import Settings

# What hadolint's file can say and ours leaves to the command line.
_NO_KEY = {
    "exit_zero": "no-fail: run `dockerlint check --exit-zero`",
    "color": "no-color: run with `--color never`, or NO_COLOR=1 in the environment",
    "suppressions": "disable-ignore-pragma: has no key here; hadolint's own file keeps that meaning for dockerlint",
}
_NOTES = {
    "select": "the group `hadolint` gives every rule hadolint's own reading; `recommended` is ours",
    "fail-on": "hadolint fails from this severity on; ours fails at any finding without it",
}


def shown_settings(settings: Settings, folder: str) -> str:
    """Return each value as a line of YAML with its origin as a comment; paths are told as seen from a folder."""
    if settings.path is None:
        lines = ["# no configuration file: every value is a default"]
    else:
        kind = ", hadolint's" if settings.kind == "hadolint" else ""
        lines = [f"# {_seen_from(folder, settings.path)}{kind}"]
    for key in KEYS:
        if key in ("extends", "overrides"):
            continue  # they are what the values have come through
        value = getattr(settings, key.replace("-", "_"))
        if key == "select" and value is None:
            value = list(DEFAULT_SELECTION)
        lines += _lines(settings, key, value, folder)
    lines += [f"# note: {visible(note.message)}" for note in settings.notes]
    return "\n".join(lines) + "\n"


def _lines(settings: Settings, key: str, value: object, folder: str) -> Iterator[str]:
    origin = settings.sources.get((key,))
    if isinstance(value, dict) and value:
        yield f"{key}:"
        for name, inner in value.items():
            if isinstance(inner, dict):
                yield f"  {scalar(name)}:"
                for option, each in inner.items():
                    yield f"    {option}: {scalar(each)}{_comment(settings.sources.get((key, name, option)), folder)}"
            else:
                yield f"  {scalar(name)}: {scalar(inner)}{_comment(settings.sources.get((key, name)), folder)}"
    elif isinstance(value, list) and value and origin is None and key != "select":
        yield f"{key}:"
        for entry in value:
            yield f"  - {scalar(entry)}{_comment(settings.sources.get((key, entry)), folder)}"
    elif key == "exclude":
        yield f"{key}: {'[…]' if value is not None else '[]'}{_comment(origin, folder)}"
    else:
        yield f"{key}: {scalar(value)}{_comment(origin, folder)}"


def _comment(origin: str | None, folder: str) -> str:
    if origin is None:
        return "  # default"
    return f"  # {_seen_from(folder, origin) if os.path.isabs(origin) else origin}"


def _seen_from(folder: str, path: str) -> str:
    return path.removeprefix(os.path.join(folder, ""))


def as_yaml(settings: Settings, path: str, levels: Mapping[str, str], unknown: Sequence[str]) -> str:
    """Return a hadolint configuration as a file of ours; what has no counterpart is told in comments.

    `levels` are hadolint's severities where ours differ, `unknown` the ids in the file for which there is no rule.
    """
    lines = [f"# From {path}, by `dockerlint config migrate`."]
    for key in KEYS:
        value = getattr(settings, key.replace("-", "_"), None)  # `extends` and `overrides` are no settings
        is_set = any(source[0] == key for source in settings.sources)
        if isinstance(value, list) and key != "select":
            value = [each for each in value if each not in unknown]
        elif isinstance(value, dict):
            value = {name: each for name, each in value.items() if name not in unknown}
        if key == "severity" and (value or levels):
            lines.append("severity:")
            lines += [f"  {scalar(name)}: {scalar(inner)}" for name, inner in value.items()]
            if levels:
                lines.append("  # hadolint's own severities, where ours are others")
                lines += [f"  {name}: {level}" for name, level in levels.items()]
        elif not (is_set or (key == "extend-select" and value)) or value == {}:
            continue
        else:
            if key in _NOTES:
                lines.append(f"# {_NOTES[key]}")
            if isinstance(value, dict):
                lines.append(f"{key}:")
                lines += [f"  {scalar(name)}: {scalar(inner)}" for name, inner in value.items()]
            else:
                lines.append(f"{key}: {scalar(value)}")
    differing = {"exit_zero": settings.exit_zero, "color": settings.color, "suppressions": not settings.suppressions}
    lines += [f"# {text}" for name, text in _NO_KEY.items() if differing[name]]
    if unknown:
        lines.append(f"# No rule here has these ids: {', '.join(map(visible, unknown))}")
    lines += [f"# {visible(note.message)} (line {note.line})" for note in settings.notes]
    return "\n".join(lines) + "\n"


def scalar(value: object) -> str:
    """Return a plain value as YAML has it on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(scalar, value))}]"
    text = str(value)
    plain = bool(text) and text[0].isalpha() and all(character.isalnum() or character in "._-/" for character in text)
    if isinstance(value, int | float) or (
        plain and text.lower() not in ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
    ):
        return text
    import json

    return json.dumps(text)
