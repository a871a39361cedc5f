"""What the reports for people share: harmless text, the names that peers give a rule, counting."""

from __future__ import annotations

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PEERS = ("hadolint", "buildkit", "shellcheck")
_peer_ids: dict[tuple[str, ...], str] = {}  # by aliases: a rule may have a million findings


def visible(text: str) -> str:
    r"""Return text on one line with everything that does not print, or that steers a terminal, as an escape.

    Control characters, invisible and bidirectional formatting characters, blanks other than the space. Bytes
    that are not UTF-8 (lone surrogates, PEP 383) appear as `\xNN`.
    """
    return text if text.isprintable() else "".join(map(visible_character, text))


def visible_character(character: str) -> str:
    """Return a character, or the escape that stands for it."""
    if character.isprintable():
        return character
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def peer_ids(aliases: tuple[str, ...]) -> str:
    """Return the ids by which users of other linters know a rule, such as `DL3006, SC2086`; may be empty."""
    known = _peer_ids.get(aliases)
    if known is None:
        split = [alias.partition(":") for alias in aliases]
        known = _peer_ids[aliases] = ", ".join([identity for prefix, _, identity in split if prefix in _PEERS])
    return known


def counted(number: int, noun: str) -> str:
    """Return `1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
