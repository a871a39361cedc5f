"""`conda clean -afy` at the end of the RUN; unsafe, for environments with symbolic links into the cache break."""

from __future__ import annotations

from dockerlint.fixers.cache._directory import cleared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    return cleared(finding, file, "clean -afy", "/pkgs", SAFETY, "conda")
