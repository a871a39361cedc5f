"""A cache of its own for a mount: another `id`, or none, where the target will do."""

from __future__ import annotations

from dockerlint.fixers.cache._flags import set_option
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Mount

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    subject: tuple[Mount, str | None] = finding.subject  # type: ignore[assignment]
    mount, identity = subject
    title = f"Use the cache `{identity}`" if identity else "Drop the `id` that another cache has"
    return Fix(title, SAFETY, [set_option(file.tree.text, mount, "id", identity)])
