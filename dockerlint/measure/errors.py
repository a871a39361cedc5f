"""What goes wrong while measuring, in words for people."""

from __future__ import annotations


class MeasureError(Exception):
    """Something that ends the measuring; its text is one line for the user."""


class ArchiveError(MeasureError):
    """An archive or layout that is damaged, hostile, or not an image."""


class EngineError(MeasureError):
    """The engine is not there, ended early, or refused."""


class RegistryError(MeasureError):
    """A registry that is not there, refuses, or tells nonsense."""


class BuildError(EngineError):
    """A build that failed; `line` is that of the instruction, 0 where it is not known, `log` what was printed."""

    def __init__(self, message: str, *, line: int = 0, instruction: str = "", log: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.instruction = instruction
        self.log = log
