"""JUnit's XML: a test suite for each file, a failed test for each finding, a passed one for a clean file."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the test suite of one file; `name` is its name as the user gave it."""
    path = quoteattr(visible(name))
    cases = []
    for finding in findings:
        line = tree.line(finding.row).strip()
        detail = f"{name}:{finding.row}:{finding.column}: {finding.message}\n{line}\n{finding.url}"
        text = "\n".join(map(visible, detail.split("\n")))
        cases.append(
            f"    <testcase name={quoteattr(f'{finding.rule} in line {finding.row}')} classname={path} file={path} "
            f'line="{finding.row}">\n'
            f'      <failure type="{finding.severity}" message={quoteattr(visible(finding.message))}>{escape(text)}'
            f"</failure>\n    </testcase>\n"
        )
    del color, width
    number = len(findings)
    return (
        f'  <testsuite name={path} tests="{number}" failures="{number}" errors="0">\n{"".join(cases)}  </testsuite>\n'
    )


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are, and of those without findings."""
    clean = run.clean if run else ()
    passed = [
        f'  <testsuite name={path} tests="1" failures="0" errors="0">\n'
        f'    <testcase name="no findings" classname={path} file={path}/>\n  </testsuite>\n'
        for path in (quoteattr(visible(name)) for name in clean)
    ]
    failures = sum(part.count("<failure ") for part in parts)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="dockerlint" tests="{failures + len(passed)}" '
        f'failures="{failures}" errors="0">\n{"".join(parts)}{"".join(passed)}</testsuites>\n'
    )
