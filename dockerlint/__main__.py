"""The command as a process of its own, and what its exit code says when something goes wrong.

It is what the console script runs, and `python -m dockerlint`.
"""

from __future__ import annotations

import os
import sys


def entry() -> None:
    """Run the command line of this process and end it: the console script."""
    import gc

    # Trees and findings do not refer to themselves: there is nothing for the collector, only work.
    gc.disable()
    try:
        from dockerlint.quick_import import install

        install()
        from dockerlint.cli.main import main

        code = main()
        _flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        code = 0  # the reader has seen enough
    except OSError as error:
        code = _fail(str(error))
    except Exception as error:
        from dockerlint.cli.troubles import defect, wants_traceback

        if wants_traceback():
            raise
        code = _fail(defect(error))
    # Taking the interpreter down costs as much as checking a file.
    os._exit(code)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _fail(message: str) -> int:
    from contextlib import suppress

    from dockerlint.cli.terminal import say

    with suppress(OSError):
        say("error", message)
        _flush()
    return 2


if __name__ == "__main__":
    entry()
