"""Fix a text: the library's front door."""

from __future__ import annotations

from dockerlint.fix.engine import Applier, Fixed
from dockerlint.fix.fixer import Fixers
from dockerlint.lint.api import check, linter_for
from dockerlint.lint.registry import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.config import Settings
    from dockerlint.context import Context
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.engine import Linter, Result


def fix_file(
    text: str,
    path: str,
    linter: Linter,
    *,
    unsafe: bool = False,
    settings: Settings | None = None,
    context: Context | None = None,
) -> Fixed:
    """Fix a text with a linter that exists already."""

    def checked(text: str) -> tuple[Dockerfile, Result]:
        return check(text, path, linter, settings=settings, context=context)

    return Applier(checked, Fixers(entries()), unsafe=unsafe).fix(text)


def fix_text(
    text: str,
    path: str = "Dockerfile",
    *,
    unsafe: bool = False,
    config: Settings | None = None,
    context: Context | None = None,
) -> Fixed:
    """Return what the fixers make of a Dockerfile's text: the new text, what was applied, what was refused and why.

    Only safe fixes are applied, unless `unsafe` is set. `config` and `context` are as for `check_text`. Raises
    SelectionError for a selector that names nothing.
    """
    return fix_file(text, path, linter_for(config), unsafe=unsafe, settings=config, context=context)
