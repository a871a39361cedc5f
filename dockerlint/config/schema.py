"""The JSON schema of our configuration, made of the table of keys: for editors, and for whoever wants to check first.

It says what the walk in `check` says, but for names: a rule may be written in many ways (`DL3009`, `APT_LISTS…`), and
only the walk knows whether a name is one.
"""

from __future__ import annotations

from dockerlint.config.keys import KEYS, OVERRIDE_KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.config.keys import Kind

    Json = dict[str, object]

ADDRESS = "https://github.com/dockerlint/dockerlint/blob/main/docs/schemas/config.schema.json"
SAYS = {
    "extends": "Configurations to build on, relative to this file; a later one wins over an earlier one.",
    "plugins": "Installed packages with rules of their own; adds up through `extends`.",
    "select": "The rules that run; without it the group `recommended`.",
    "ignore": "Rules that do not run; adds up through `extends`.",
    "extend-select": "Rules that run as well.",
    "severity": "A severity that replaces the rule's own; `ignore` switches it off.",
    "fail-on": "Findings below this severity do not make the exit code 1.",
    "rules": "Rules with their options.",
    "overrides": "What differs for some files; later entries win.",
    "context": "The build context, or `none`; without it the Dockerfile's folder.",
    "target": "The stage that is built; without it the last one.",
    "build-args": "Values of build arguments.",
    "trusted-registries": "Registries that images may come from; adds up through `extends`.",
    "mirrors": "Registries, or registries with a path, with the mirror that has their images.",
    "label-schema": "The labels that images have, with their types.",
    "strict-labels": "Whether other labels than those of `label-schema` are reported.",
    "budgets": "Sizes that an image may have.",
    "smoke": "How an image is tried out.",
    "answers": "Answers to questions that fixes ask.",
    "baseline": "A file with findings that are known and not told.",
    "output-format": "The report that is written.",
    "exclude": "Files and folders that a search leaves out.",
    "paths": "The files that the entry is about.",
}

_TEXT: Json = {"type": ["string", "number"]}
_NOT_BLANK: Json = {"type": ["string", "number"], "pattern": "^(?!\\s*$)(?!!)"}
_PATH: Json = {"type": ["string", "number"], "pattern": "^[^\\0]+$"}
_FILE: Json = {"type": ["string", "number"], "pattern": "^(?![\\s\\S]*://)[^\\0]+$"}


def schema(rules: Mapping[str, Mapping[str, object]]) -> Json:
    """Return the schema; `rules` are the options of each rule with their defaults."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "dockerlint configuration",
        "description": "The file .dockerlint.yaml, or the table [tool.dockerlint] of pyproject.toml.",
        **_record(KEYS, or_nothing=True),
        "$defs": {
            "rules": {
                "type": ["object", "null"],
                "properties": {name: _or_null(_options(options)) for name, options in rules.items() if options},
                "additionalProperties": {"type": ["object", "null"]},
            }
        },
    }


def _record(keys: Mapping[str, Kind], *, or_nothing: bool = False) -> Json:
    return {
        "type": ["object", "null"] if or_nothing else "object",
        "additionalProperties": False,
        "properties": {name: {"description": SAYS[name], **_or_null(_value(kind))} for name, kind in keys.items()},
    }


def _value(kind: Kind) -> Json:
    form = kind.form
    if form == "text":
        return _TEXT
    if form == "scalar":
        return {"type": ["string", "number", "boolean"]}
    if form == "flag":
        return {"type": "boolean"}
    if form == "choice":
        return {"enum": list(kind.choices)}
    if form == "path":
        return _PATH
    if form == "free":
        return {"type": "object"}
    if form in ("texts", "selectors"):
        return _one_or_more(_TEXT)
    if form == "globs":
        return _one_or_more(_NOT_BLANK)
    if form == "files":
        return _one_or_more(_FILE)
    if form == "overrides":
        item = _record(OVERRIDE_KEYS)
        properties: Json = {**item["properties"], "paths": _one_or_more(_NOT_BLANK)}  # type: ignore[dict-item]
        return {"type": "array", "items": {**item, "properties": properties, "required": ["paths"]}}
    if form == "rules":
        return {"$ref": "#/$defs/rules"}
    assert kind.of is not None  # noqa: S101  # a map says of what
    return {"type": "object", "additionalProperties": _value(kind.of)}


def _options(options: Mapping[str, object]) -> Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"default": value, **_or_null(_option(value))} for name, value in options.items()},
    }


def _option(default: object) -> Json:
    if isinstance(default, bool):
        return {"type": "boolean"}
    if isinstance(default, int):
        return {"type": "integer"}
    if isinstance(default, float):
        return {"type": "number"}
    return _TEXT if isinstance(default, str) else _one_or_more(_TEXT)


def _one_or_more(item: Json) -> Json:
    return {"oneOf": [item, {"type": "array", "items": item}]}


def _or_null(value: Json) -> Json:
    """Return a schema that takes nothing as well: a key without a value is not set."""
    if "$ref" in value:
        return value  # it does so itself
    if "type" in value:
        kinds = value["type"]
        return {**value, "type": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}
    if "enum" in value:
        return {"enum": [*value["enum"], None]}  # type: ignore[misc]
    return {"oneOf": [*value["oneOf"], {"type": "null"}]}  # type: ignore[misc]
