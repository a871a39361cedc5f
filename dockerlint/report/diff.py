"""A unified diff of a file, as `git apply` and `patch` take it."""

from __future__ import annotations

from difflib import SequenceMatcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_CONTEXT = 3
_TAB = "\t"
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def render(name: str, before: str | None, after: str) -> str:
    """Return the diff of a file's text; `before` is None for a new file. Lines end at line feeds only."""
    path = name.removeprefix("./").lstrip("/")
    old = [] if before is None else _lines(before)
    new = _lines(after)
    source, target = _header("a", path), _header("b", path)
    parts = [f"--- {source}\n+++ {target}\n"]
    if before is None:
        names = f"{source.rstrip(_TAB)} {target.rstrip(_TAB)}"
        parts = [f"diff --git {names}\nnew file mode 100644\n--- /dev/null\n+++ {target}\n"]
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        parts.append(f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n")
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                parts += _marked(" ", old[start:end])
            else:
                parts += _marked("-", old[start:end])
                parts += _marked("+", new[new_start:new_end])
    return "".join(parts)


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _range(start: int, end: int) -> str:
    length = end - start
    if not length:
        return f"{start},0"
    return f"{start + 1}" if length == 1 else f"{start + 1},{length}"


def _marked(mark: str, lines: Sequence[str]) -> list[str]:
    return [mark + line if line.endswith("\n") else f"{mark}{line}\n\\ No newline at end of file\n" for line in lines]


def _header(side: str, path: str) -> str:
    """Return a path as git writes it in a header: quoted where it must be, a tab behind one with blanks."""
    text = f"{side}/{path}"
    if any(character in _ESCAPES or not " " <= character <= "~" for character in text):
        octets = "".join(
            _ESCAPES.get(character)
            or (character if " " <= character <= "~" else "".join(f"\\{byte:03o}" for byte in _bytes(character)))
            for character in text
        )
        return f'"{octets}"'
    return f"{text}\t" if " " in text else text


def _bytes(character: str) -> bytes:
    return character.encode("utf-8", "surrogateescape")
