"""Without `--no-cache-dir` the tool uses the cache that is mounted for it."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_word
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import ShellWord
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    subject: tuple[PackageCall, ShellWord | str] = finding.subject  # type: ignore[assignment]
    call, word = subject
    if isinstance(word, str):
        raise Refused(f"`{word}` is set for every call that follows")
    # Without its option apk is content with an index of some hours ago.
    safety = "unsafe" if call.name == "apk" else SAFETY
    return Fix(f"Drop `{word.text}`", safety, [delete_word(file.tree.text, word, file.tree.escape)])
