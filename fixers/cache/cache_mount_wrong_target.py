"""The mount goes to the directory where the tool caches, and belongs to the user who runs it."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cache._flags import set_option
from dockerlint.fixers.cache._owner import ownership
from dockerlint.fixers.cache._readers import reader_without_mount
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.cache._mounting import Target
from dockerlint.rules.cache.common import surroundings_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.package_managers import Cache
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Mount, Run

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    subject: tuple[Run, Mount, str, tuple[PackageCall, Cache] | None] = finding.subject  # type: ignore[assignment]
    run, mount, directory, use = subject
    owner = ""
    if use is not None:
        surroundings = surroundings_of(file, run)
        target = Target(*use, directory)
        reader = reader_without_mount(surroundings, target)
        if reader:
            raise Refused(reader)
        owner = ownership(surroundings, target)
    edit = set_option(file.tree.text, mount, "target", directory, aliases=("dst", "destination"))
    if owner and not {"uid", "gid", "mode"} & set(mount.options):
        edit = Edit(edit.start, edit.end, edit.text + owner)
    return Fix(f"Mount `{directory}`", SAFETY, [edit])
