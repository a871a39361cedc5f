"""`hadolint --format junit`: a suite for each file, a failed test for each finding, no test for a clean file."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from dockerlint import __version__
from dockerlint.report.hadolint import code_of
from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the suite of one file; `name` is its name as the user gave it."""
    del tree, color, width
    path = visible(name)
    cases = "".join(_case(path, finding) for finding in findings)
    errors = sum(code_of(finding) == "DL1000" for finding in findings)
    return _suite(len(findings), errors, cases)


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    clean = _suite(0, 0, "") * len(run.clean if run else ())
    name = quoteattr(f"dockerlint {__version__}")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><testsuites id="dockerlint" name={name}>'
        f"{''.join(parts)}{clean}</testsuites>\n"
    )


def _suite(failures: int, errors: int, cases: str) -> str:
    head = f'<testsuite errors="{errors}" failures="{failures}" id="hadolint" name="dockerlint {__version__}"'
    return f"{head}>{cases}</testsuite>" if cases else f"{head}/>"


def _case(path: str, finding: Finding) -> str:
    code = code_of(finding)
    message = visible(finding.message)
    text = escape(
        f"File: {path}\nLine: {finding.row}\nCategory: Hadolint - Dockerfile Static Analysis\n"
        f"{finding.severity}: {message}\n"
    )
    return (
        f"<testcase id={quoteattr(f'hadolint.rule.{code}')} name={quoteattr(code)}><failure id={quoteattr(code)} "
        f'message={quoteattr(message)} type="{finding.severity}">{text}</failure></testcase>'
    )
