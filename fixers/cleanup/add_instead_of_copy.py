"""COPY in the place of ADD."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, delete_word, replace
from dockerlint.graph.stages import is_remote
from dockerlint.lint.finding import Fix
from dockerlint.rules.cleanup.add_instead_of_copy import may_be_unpacked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Add

SAFETY = "safe"
_ABOUT_COPY = dict.fromkeys(
    (
        "relative-copy-destination",
        "copy-to-file-from-many",
        "small-copy-before-installation",
        "bundler-without-deployment",
        "consecutive-copies",
    ),
    "the rule looks at COPY, and holds for ADD as well",
)
_ONLY_ADD = ("checksum", "keep-git-dir")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Write COPY, flags that only ADD has left out."""
    node: Add = finding.subject  # type: ignore[assignment]
    if any(flag.name in _ONLY_ADD for flag in node.flags):
        raise Refused("COPY lacks one of the flags")
    certain = [_is_certain(source.value, node, file) for source in node.sources]
    edits = [replace(node.keyword_word, cased("COPY", node))]
    unpack = [flag for flag in node.flags if flag.name == "unpack"]
    if unpack and node.unpack is not False:
        raise Refused("COPY unpacks nothing")
    edits += [delete_word(file.tree.text, flag.word, node.escape) for flag in unpack]
    changes = ("triggers",) if node.in_onbuild else ()
    safety = "safe" if all(certain) else "unsafe"
    return Fix("Write COPY", safety, edits, changes=changes, may_add=_ABOUT_COPY)


def _is_certain(written: str, node: Add, file: Dockerfile) -> bool:
    """Whether a source is certainly local and no archive. Refused where it may well be another thing."""
    if node.heredocs and written.startswith("<<"):
        return True
    name = file.graph.expand(node, written)
    if name is None:
        # What the rule takes for local begins with no variable.
        if written.strip("\"'").startswith("$"):
            raise Refused("the source is not known")
        return False
    if is_remote(name) or (may_be_unpacked(name) and node.unpack is not False):
        raise Refused("a source is fetched or unpacked")
    last = name.rstrip("/").rpartition("/")[2]
    if name.endswith("/") or last in ("", ".", "..") or node.unpack is False:
        return "$" not in written
    # A tar archive may have any name; one with an extension of its own is none.
    return "$" not in written and "." in last[1:] and not last.endswith(("*", "?", "]"))
