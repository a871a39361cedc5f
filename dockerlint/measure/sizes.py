"""Numbers of bytes in words: decimal units, as the docker command has them."""

from __future__ import annotations


def shown(number: int) -> str:
    """Return `0 B`, `999 B`, `1.02 kB`, `12.3 MB`, `123 MB`, `1.04 GB`."""
    size = abs(number)
    if size < 1000:
        return f"{number} B"
    value, unit = float(size), "B"
    for each in ("kB", "MB", "GB", "TB", "PB"):
        unit = each
        value /= 1000
        if value < 999.5:
            break
    text = f"{value:.2f}" if value < 9.995 else f"{value:.1f}" if value < 99.95 else f"{value:.0f}"
    return f"{'-' if number < 0 else ''}{text} {unit}"
