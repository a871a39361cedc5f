"""Paths of the build context, as COPY and ADD name them."""

from __future__ import annotations


def clean_path(path: str) -> str:
    """Return a path relative to the context root, itself empty, as Docker does: `..` stays inside."""
    found: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del found[-1:]
        elif part not in ("", "."):
            found.append(part)
    return "/".join(found)


def has_wildcard(path: str) -> bool:
    """Tell whether COPY takes the path for a pattern: an unescaped `*`, `?` or `[`."""
    index = 0
    while index < len(path):
        character = path[index]
        if character == "\\":
            index += 1
        elif character in "*?[":
            return True
        index += 1
    return False
