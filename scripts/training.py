"""What the machine code is for, run once while it takes its own profile (`DOCKERLINT_COMPILE=profiled`, `setup.py`).

    python scripts/training.py FOLDER

Checks the Dockerfiles below a folder with the default rules and with all, and changes the larger ones letter by letter
as somebody does in an editor.
"""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path

from dockerlint.quick_import import install

_CHECKS = (
    [],
    ["--select", "ALL"],
    ["--select", "ALL", "--output-format", "concise"],
    ["--select", "ALL", "--output-format", "json"],
)
_EDITED_FILES = 12
_EDITS = 6  # in each
_TYPED = "curl -o $PATH "


def main() -> None:
    """Do it all in this process, for only one that ends as usual writes its profile."""
    install()  # what takes modules from the machine code
    from dockerlint.cli.main import main as command

    (folder,) = sys.argv[1:]
    for options in _CHECKS:
        sys.argv[1:] = ["check", folder, "--isolated", "--shellcheck", "off", "--jobs", "1", *options]
        with contextlib.redirect_stdout(io.StringIO()):
            command()
    files = sorted(Path(folder).rglob("*Dockerfile"), key=lambda path: path.stat().st_size)
    for path in files[-_EDITED_FILES:]:
        _edit(path.read_text(encoding="utf-8"))


def _edit(text: str) -> None:
    from dockerlint.config import Settings
    from dockerlint.editor.analysis import Analysis
    from dockerlint.editor.project import Plan
    from dockerlint.lint.api import linter_for

    analysis = Analysis(None, "Dockerfile", "utf-16")
    plan = Plan(Settings(), linter_for(Settings()), None, None)
    for number in range(1, _EDITS + 1):
        place = len(text) * number // (_EDITS + 1)
        for length in range(len(_TYPED) + 1):
            analysis.check(text[:place] + _TYPED[:length] + text[place:], plan)


if __name__ == "__main__":
    main()
