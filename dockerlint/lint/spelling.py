"""Spelling mistakes: names that one slip of the fingers separates."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def one_slip_apart(written: str, meant: str) -> bool:
    """Whether one letter more, less or other, or two letters swapped, make one name of the other."""
    if written == meant or abs(len(written) - len(meant)) > 1:
        return False
    shorter, longer = sorted((written, meant), key=len)
    position = 0
    while position < len(shorter) and shorter[position] == longer[position]:
        position += 1
    if len(shorter) < len(longer):
        return shorter[position:] == longer[position + 1 :]
    if shorter[position + 1 :] == longer[position + 1 :]:
        return True
    return (
        shorter[position : position + 2] == longer[position : position + 2][::-1]
        and shorter[position + 2 :] == longer[position + 2 :]
    )


def nearest(written: str, names: Iterable[str]) -> str:
    """Return the one name that is a slip away; "" where there is none, where there are several, or no telling.

    Short names and those that differ in a digit (`LIB1`, `LIB2`) are not mistakes of each other. Letters that are the
    same but for their case are.
    """
    if len(written) < 4:
        return ""
    found = ""
    for name in names:
        near = len(name) >= 4 and (
            written.lower() == name.lower() or (one_slip_apart(written, name) and digits(written) == digits(name))
        )
        if near and name != written:
            if found and found != name:
                return ""
            found = name
    return found


def digits(name: str) -> str:
    """Return the digits of a name."""
    return "".join(character for character in name if character.isdigit())
