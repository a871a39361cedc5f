"""Rewriting: edits in the style of the text around them, applied to a fixed point, every one proved.

`dockerlint.fix.proof` has the steps of the proof, `dockerlint.fix.style` writes edits that look as if the file's author
had made them, `dockerlint.fix.fixer` is what a fixer needs. The names of the package are loaded on first use: a report
that only tells what could be fixed needs none of the engine.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fix.api import fix_file, fix_text
    from dockerlint.fix.engine import Applied, Applier, Fixed, Refusal
    from dockerlint.fix.fixer import Fixers, Refused

__all__ = ["Applied", "Applier", "Fixed", "Fixers", "Refusal", "Refused", "fix_file", "fix_text"]

_HOMES = {
    "fix_file": "api",
    "fix_text": "api",
    "Applied": "engine",
    "Applier": "engine",
    "Fixed": "engine",
    "Refusal": "engine",
    "Fixers": "fixer",
    "Refused": "fixer",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"dockerlint.fix.{home}"), name)
    globals()[name] = value
    return value
