"""Rewriting: edits in the style of the text around them, applied to a fixed point, every one proved.

`fix_file` does it all; `dockerlint.fix.proof` has the steps of the proof, and `dockerlint.fix.style` writes edits that
look as if the file's author had made them.
"""

from __future__ import annotations
