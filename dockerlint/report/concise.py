"""One line for each finding: `path:row:column: severity rule (peers' ids) message`."""

from __future__ import annotations

from dockerlint.report.wording import peer_ids, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of one file; `name` is the file's name as the user gave it."""
    del tree, width
    path = visible(name)
    bold, cyan, plain = ("\x1b[1m", "\x1b[36m", "\x1b[0m") if color else ("", "", "")
    place = f"{bold}{path}{plain}{cyan}:{plain}"
    colon = f"{cyan}:{plain}"
    named: dict[str, str] = {}  # rules with their peers' ids: one may have very many findings
    lines = []
    for finding in findings:
        rule = named.get(finding.rule)
        if rule is None:
            ids = peer_ids(finding.aliases)
            rule = named[finding.rule] = (
                f"{bold}{finding.rule}{plain} ({ids})" if ids else f"{bold}{finding.rule}{plain}"
            )
        message = visible(finding.message)
        lines.append(f"{place}{finding.row}{colon}{finding.column}{colon} {finding.severity} {rule} {message}\n")
    return "".join(lines)


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return "".join(parts)
