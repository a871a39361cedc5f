"""`go clean -cache -modcache` at the end of the RUN."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cache._directory import cleared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "safe"
_FIRST_WITH_MODULES = 11  # Go 1.11 has both options


def fix(finding: Finding, file: Dockerfile) -> Fix:
    for use in file.graph.images:
        image = use.base_image
        major, _, minor = image.version.partition(".") if image is not None and image.name == "golang" else ("", "", "")
        minor = minor.partition(".")[0]
        if major == "1" and minor.isdecimal() and int(minor) < _FIRST_WITH_MODULES:
            raise Refused(f"Go 1.{minor} has no `go clean -modcache`")
    return cleared(finding, file, "clean -cache -modcache", "/pkg/mod", SAFETY)
