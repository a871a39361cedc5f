"""A compiler is not taken out: what else goes with it, and what was built with it needs, only a build shows."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "display"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the interface
    # `apk del gcc` takes along libgcc and libstdc++, `apt-get purge --auto-remove` the libraries of `-dev` packages;
    # without `--auto-remove` the compiler itself stays, for `gcc` and `build-essential` only name it.
    raise Refused("libraries that the programs need would go with it: compile in another stage")
