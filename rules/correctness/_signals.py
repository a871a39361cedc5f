"""Signals of Linux, as STOPSIGNAL takes them."""

from __future__ import annotations

_NAMES = (
    "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG "  # noqa: SIM905
    "XCPU XFSZ VTALRM PROF WINCH IO PWR SYS".split()
)
_OTHERS = ("IOT", "CLD", "POLL", "UNUSED", "RTMIN", "RTMAX")
_MOST = 64


def signal_of(text: str) -> str | None:
    """Return a signal's full name; None for what is no signal."""
    if text.isdigit():
        number = int(text)
        if 0 < number <= len(_NAMES):
            return f"SIG{_NAMES[number - 1]}"
        return text if len(_NAMES) < number <= _MOST else None
    name = text.upper().removeprefix("SIG")
    base, plus, offset = name.partition("+" if "+" in name else "-")
    if plus:
        return f"SIG{name}" if base in ("RTMIN", "RTMAX") and offset.isdigit() else None
    return f"SIG{name}" if name in _NAMES or name in _OTHERS else None
