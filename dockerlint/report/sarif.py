"""SARIF 2.1.0, as GitHub code scanning and editors read it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
from urllib.parse import quote

from dockerlint import __version__
from dockerlint.lint.identity import fingerprints
from dockerlint.report.rule_page import documentation_of
from dockerlint.report.wording import peer_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dockerlint.lint.finding import Finding, Fix
    from dockerlint.lint.registry import Entry
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree

    Json = dict[str, object]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://github.com/dockerlint/dockerlint"
_LEVELS = {"error": "error", "warning": "warning", "info": "note", "style": "note"}
# What GitHub makes high, medium and low of.
_SECURITY = {"error": "8.0", "warning": "5.0", "info": "3.0", "style": "1.0"}
_ROOT = "%SRCROOT%"


def render(
    name: str,
    tree: Tree,
    findings: Sequence[Finding],
    *,
    color: bool = False,
    width: int = 100,
    name_of: Callable[[Finding], str] | None = None,
    suppressed: bool = False,
) -> str:
    """Return the results of one file with commas between; `name` is its name as the user gave it.

    `name_of` gives the rule another name than ours. With `suppressed` every result tells what suppresses it, most of
    them that nothing does: SARIF wants that of all or of none.
    """
    del color, width
    place = _artifact(name)
    marks = fingerprints(tree, findings, name.removeprefix("./"))
    return ",\n".join(
        json.dumps(
            _result(place, tree, finding, mark, name_of(finding) if name_of else finding.rule, suppressed=suppressed)
        )
        for finding, mark in zip(findings, marks, strict=True)
    )


def join(parts: Sequence[str], run: Run | None = None, *, peer: str = "") -> str:
    """Return the log of the run whose files' parts these are; `peer` is a linter whose ids name the rules."""
    named: dict[str, Json] = {}
    for entry in run.rules if run else ():
        named.setdefault(_id(entry, peer), _rule(entry, peer))
    for name in run.others if run else ():
        rule = _foreign_rule(name, peer)
        named.setdefault(str(rule["id"]), rule)
    rules = list(named.values())
    troubles = [_notification(text, "error") for text in (run.troubles if run else ())]
    notes = [_notification(text, "note") for text in (run.notes if run else ())]
    driver: Json = {
        "name": "dockerlint",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": _HOME,
        "rules": rules,
    }
    invocation = {"executionSuccessful": not troubles, "toolExecutionNotifications": [*troubles, *notes]}
    head = json.dumps({"driver": driver})
    results = ",\n".join(parts)
    return (
        f'{{"$schema":"{_SCHEMA}","version":"2.1.0","runs":[{{"tool":{head},"columnKind":"unicodeCodePoints",'
        f'"invocations":[{json.dumps(invocation)}],"results":[{results}]}}]}}\n'
    )


def _id(entry: Entry, peer: str) -> str:
    ids = [alias.partition(":")[2] for alias in entry.aliases if peer and alias.startswith(f"{peer}:")]
    return ids[0] if ids else entry.name


def _rule(entry: Entry, peer: str) -> Json:
    rule = entry.load()
    summary, body = documentation_of(rule)
    tags = [entry.family.replace("_", "-")]
    properties: Json = {
        "aliases": list(entry.aliases),
        "precision": {"high": "very-high", "medium": "high", "low": "medium"}[rule.confidence],
        "problem.severity": {"error": "error", "warning": "warning"}.get(rule.severity, "recommendation"),
        "tags": tags,
    }
    if entry.family in ("security", "user"):
        properties["tags"] = list(dict.fromkeys([*tags, "security"]))
        properties["security-severity"] = _SECURITY[rule.severity]
    ids = peer_ids(entry.aliases)
    return {
        "id": _id(entry, peer),
        "name": entry.class_name,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": f"{summary} ({ids})" if ids else summary},
        "help": {"text": body or summary, "markdown": body or summary},
        **({"helpUri": entry.url} if entry.url else {}),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": properties,
    }


def _foreign_rule(name: str, peer: str) -> Json:
    code = name.partition(":")[2]
    return {
        "id": code if peer else name,
        "name": code,
        "shortDescription": {"text": f"ShellCheck's {code}, in a script of the Dockerfile."},
        "helpUri": f"https://www.shellcheck.net/wiki/{code}",
        "properties": {"tags": ["shell"]},
    }


def _result(place: Json, tree: Tree, finding: Finding, fingerprint: str, rule: str, *, suppressed: bool) -> Json:
    result: Json = {
        "ruleId": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [
            {"physicalLocation": {"artifactLocation": place, "region": _region(tree, finding.start, finding.end)}}
        ],
        "partialFingerprints": {"dockerlint/v1": fingerprint},
    }
    if suppressed:
        result["suppressions"] = [] if finding.suppression is None else [_suppression(*finding.suppression)]
    if finding.aliases:
        result["properties"] = {"aliases": list(finding.aliases)}
    if finding.fix is not None and finding.fix.edits and finding.fix.safety != "display":
        result["fixes"] = [_fix(place, tree, finding.fix)]
    return result


def _suppression(kind: str, reason: str) -> Json:
    return {"kind": kind, "status": "accepted", **({"justification": reason} if reason else {})}


def _fix(place: Json, tree: Tree, fix: Fix) -> Json:
    replacements = [
        {"deletedRegion": _region(tree, edit.start, edit.end), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
    ]
    title = fix.title if fix.safety == "safe" else f"{fix.title} (unsafe)"
    return {
        "description": {"text": title},
        "artifactChanges": [{"artifactLocation": place, "replacements": replacements}],
    }


def _region(tree: Tree, start: int, end: int) -> Json:
    row, column = tree.position(start)
    end_row, end_column = tree.position(end)
    return {"startLine": row, "startColumn": column, "endLine": end_row, "endColumn": end_column}


def _artifact(name: str) -> Json:
    path = name.replace("\\", "/").removeprefix("./")
    uri = quote(path.encode("utf-8", "surrogateescape"))
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}


def _notification(text: str, level: str) -> Json:
    return {"level": level, "message": {"text": text}}
