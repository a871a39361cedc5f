"""hadolint's output formats, for programs made to read them: `--output-format hadolint-NAME`, or its own `-f NAME`.

Keys, order and severities are hadolint's, the codes too where it has one; lines and columns are those of the word that
a finding is about, and the messages are ours.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.finding import Finding


def code_of(finding: Finding) -> str:
    """Return hadolint's code for a finding, or the rule's name."""
    names = [name.partition(":") for name in (finding.rule, *finding.aliases)]
    return next((code for prefix, _, code in names if prefix in ("hadolint", "shellcheck")), finding.rule)
