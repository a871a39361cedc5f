"""What the standard streams can take: colour, width, characters that their encoding lacks."""

from __future__ import annotations

import os
import sys

from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO


def wants_color(choice: str, stream: TextIO | None) -> bool:
    """Whether to write colours: as chosen, else as NO_COLOR or FORCE_COLOR say, else for a terminal."""
    if choice != "auto":
        return choice == "always"
    environment = os.environ
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return is_terminal(stream) and environment.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at what is written there."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def width_of(stream: TextIO | None) -> int:
    """The columns to fill: those of a terminal within reason, 100 elsewhere."""
    if is_terminal(stream):
        try:
            return min(max(os.get_terminal_size(stream.fileno()).columns, 40), 160)  # type: ignore[union-attr]
        except (OSError, ValueError):
            pass
    return 100


def write(text: str) -> None:
    """Write text for people to standard output; characters that its encoding lacks appear as escapes.

    Raises OSError where it cannot be written.
    """
    if not text:
        return
    stream = _standard_output()
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()  # in front of what goes to standard error next


def write_bytes(data: bytes) -> None:
    """Write UTF-8 to standard output, whatever its encoding. Raises OSError where it cannot be written."""
    write_pieces((data,))


def write_pieces(pieces: Iterable[bytes]) -> None:
    """Write what would be large in one piece, as `write_bytes` does."""
    stream = _standard_output()
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(b"".join(pieces).decode())
    else:
        buffer.writelines(pieces)
        buffer.flush()


def say(kind: str, text: str, *, color: bool = False) -> None:
    """Write a line for people to standard error; `kind` is `error` or `note`."""
    stream = sys.stderr
    if stream is None:
        return
    if color:
        kind = f"\x1b[1;{31 if kind == 'error' else 36}m{kind}\x1b[0m"
    line = f"{kind}: {visible(text)}\n"
    encoding = stream.encoding or "ascii"
    stream.write(line.encode(encoding, "backslashreplace").decode(encoding))


def _standard_output() -> TextIO:
    if sys.stdout is None:
        raise OSError("standard output is closed")
    return sys.stdout
