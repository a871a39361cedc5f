"""What a text in brackets that is no JSON array was meant to hold."""

from __future__ import annotations


def elements(text: str) -> list[str]:
    """Return the strings of `['a', "b" c]`, or of `a b` without brackets; empty where they are not certain."""
    inside = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    found: list[str] = []
    position = 0
    while position < len(inside):
        character = inside[position]
        if character in ", \t":
            position += 1
            continue
        if character in "'\"":
            end = inside.find(character, position + 1)
            if end < 0 or "\\" in inside[position:end]:
                return []
            found.append(inside[position + 1 : end])
            position = end + 1
            continue
        end = position
        while end < len(inside) and inside[end] not in ", \t":
            end += 1
        word = inside[position:end]
        if any(special in word for special in "$'\"\\;&|<>[]`"):
            return []
        found.append(word)
        position = end
    return found
