"""Brace expansion: the words that bash makes of `/var/{lib/apt,cache}/*`."""

from __future__ import annotations

# Nested lists multiply; what is beyond stays as it is written.
_MOST_WORDS = 64


def brace_expansions(text: str) -> list[str]:
    """Return the different words that the lists in braces make of a word; itself where there are none."""
    if "{" not in text:
        return [text]
    done: list[str] = []
    pending = [text]
    while pending:
        word = pending.pop()
        found = _innermost_list(word) if len(done) + len(pending) < _MOST_WORDS else None
        if found is None:
            done.append(word)
        else:
            begin, end = found
            parts = word[begin + 1 : end].split(",")
            pending.extend(word[:begin] + part + word[end + 1 :] for part in reversed(parts))
    return list(dict.fromkeys(done))


def _innermost_list(word: str) -> tuple[int, int] | None:
    """Return where a list without further braces in it begins and ends; `${...}` and `{}` are none."""
    begin = word.rfind("{")
    while begin >= 0:
        end = word.find("}", begin)
        if end > 0 and "," in word[begin:end] and word[begin - 1 : begin] != "$":
            return begin, end
        begin = word.rfind("{", 0, begin) if begin else -1
    return None
