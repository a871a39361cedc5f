"""One JSON array of all findings, for other programs; `docs/schemas/findings.schema.json` describes it."""

from __future__ import annotations

try:
    from _json import encode_basestring as _quoted
except ImportError:  # an interpreter without the accelerator

    def _quoted(text: str, /) -> str:
        from json import dumps

        return dumps(text, ensure_ascii=False)


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.lint.finding import Finding, Fix
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of one file as objects with commas between; `name` is its name as the user gave it.

    Lone surrogates (bytes that are not UTF-8) stay in the text: written with `backslashreplace` they are the
    escapes that JSON has for them.
    """
    del tree, color, width
    filename = _quoted(name)
    return ",".join([_object(finding, filename) for finding in findings])


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return "".join(pieces(parts))


def pieces(parts: Sequence[str]) -> Iterator[str]:
    """Yield the same piece by piece."""
    comma = "["
    for part in parts:
        yield comma
        yield part
        comma = ","
    yield "\n]\n" if parts else "[]\n"


def _object(finding: Finding, filename: str) -> str:
    aliases = ",".join([_quoted(alias) for alias in finding.aliases])
    saves = finding.saves
    saved = f'{{"bytes":{saves.bytes},"basis":{_quoted(saves.basis)}}}' if saves else "null"
    return (
        f'\n{{"rule":{_quoted(finding.rule)},"aliases":[{aliases}],"severity":"{finding.severity}",'
        f'"confidence":"{finding.confidence}","message":{_quoted(finding.message)},"filename":{filename},'
        f'"location":{{"row":{finding.row},"column":{finding.column}}},'
        f'"end_location":{{"row":{finding.end_row},"column":{finding.end_column}}},'
        f'"url":{_quoted(finding.url)},"saves":{saved},"fix":{_fix(finding.fix, filename)}}}'
    )


def _fix(fix: Fix | None, filename: str) -> str:
    if fix is None:
        return "null"
    edits = ",".join(
        f'{{"filename":{filename},"start":{edit.start},"end":{edit.end},"text":{_quoted(edit.text)}}}'
        for edit in fix.edits
    )
    return f'{{"title":{_quoted(fix.title)},"safety":"{fix.safety}","edits":[{edits}]}}'
