"""What an error is called for people: one wording for all commands."""

from __future__ import annotations

import os

from dockerlint.cli.checker import OptionError, UnreadableError, relative
from dockerlint.cli.discovery import reason
from dockerlint.cli.terminal import say
from dockerlint.config import ConfigError
from dockerlint.measure.errors import MeasureError


def explained(error: Exception, name: str) -> list[str] | None:
    """Return lines that tell an error which a user can do something about; None for any other.

    `name` is the file that was at work, for errors that name none.
    """
    if isinstance(error, ConfigError):
        return [f"{relative(one.path)}:{one.line}:{one.column}: {one.message}" for one in error.problems]
    if isinstance(error, (MeasureError, OptionError)):
        return [str(error)]
    if isinstance(error, BrokenPipeError):
        return None  # the reader has seen enough
    if isinstance(error, (OSError, UnreadableError)):
        found = getattr(error, "filename", None)
        return [f"{found if isinstance(found, str) else name}: {reason(error)}"]
    return None


def about_file(error: Exception, name: str, undone: str) -> list[str]:
    """Return lines about what kept a file from being done (`not checked`), a defect of ours too, which costs that file.

    Raises the defect where its traceback is wanted.
    """
    lines = explained(error, name)
    if lines is None:
        if wants_traceback():
            raise error
        lines = [f"{name}: {undone}, {defect(error)}"]
    return lines


def told(error: Exception, name: str, *, color: bool) -> bool:
    """Say on standard error what `explained` has to say; whether it had anything."""
    lines = explained(error, name)
    for line in lines or ():
        say("error", line, color=color)
    return lines is not None


def wants_traceback() -> bool:
    """Whether a defect of ours is to be shown with its traceback."""
    return os.environ.get("DOCKERLINT_TRACEBACK") == "1"


def defect(error: BaseException) -> str:
    """Return the words for a defect of ours."""
    return (
        f"internal error ({type(error).__name__}: {error}); please report this, "
        "with the traceback that DOCKERLINT_TRACEBACK=1 in the environment brings"
    )
