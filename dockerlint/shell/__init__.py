"""The commands that RUN, CMD, ENTRYPOINT and HEALTHCHECK run."""

from __future__ import annotations

from dockerlint.shell.bodies import commands
from dockerlint.shell.vocabulary import Assignment, Command, Redirect, ShellWord

__all__ = ["Assignment", "Command", "Redirect", "ShellWord", "commands"]
