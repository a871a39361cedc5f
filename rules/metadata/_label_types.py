"""Whether a label's value has the form that the label schema asks for."""

from __future__ import annotations

_HEX = frozenset("0123456789abcdef")
_SCHEME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+-.")
_MAIL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.")
_HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_url(text: str) -> bool:
    """Whether it has a scheme and something behind it: `https://example.com`."""
    scheme, colon, rest = text.partition(":")
    if not colon or not rest or not scheme[:1].isalpha() or any(mark in text for mark in ' \t\n"<>\\^`{|}'):
        return False
    return all(character in _SCHEME for character in scheme.lower())


def is_rfc3339(text: str) -> bool:
    """Whether it is a date and a time with its zone: `2026-11-27T10:00:00Z`."""
    date, time = text[:10], text[11:]
    if text[10:11] not in ("T", "t") or not _is_date(date):
        return False
    if not _is_clock(time[:8]):
        return False
    rest = time[8:]
    if rest.startswith("."):
        digits = 1
        while rest[digits : digits + 1].isdigit() and rest.isascii():
            digits += 1
        if digits == 1:
            return False
        rest = rest[digits:]
    if rest in ("Z", "z"):
        return True
    return len(rest) == 6 and rest[0] in "+-" and rest[3] == ":" and _in(rest[1:3], 23) and _in(rest[4:6], 59)


def _is_date(text: str) -> bool:
    year, month, day = text[:4], text[5:7], text[8:10]
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not _in(year, 9999) or not _in(month, 12, 1):
        return False
    leap = month == "02" and int(year) % 4 == 0 and (int(year) % 100 != 0 or int(year) % 400 == 0)
    return _in(day, _DAYS[int(month) - 1] + leap, 1)


def _is_clock(text: str) -> bool:
    return (
        len(text) == 8 and text[2] == text[5] == ":" and _in(text[:2], 23) and _in(text[3:5], 59) and _in(text[6:], 60)
    )


def _in(text: str, highest: int, lowest: int = 0) -> bool:
    return text.isascii() and text.isdigit() and lowest <= int(text) <= highest


def is_hash(text: str) -> bool:
    """Whether it is a commit of git, in full or as git shortens it."""
    return len(text) in (7, 40, 64) and all(character in _HEX for character in text)


def is_semver(text: str) -> bool:
    """Whether it is a version after semver.org: `1.2.3-rc.1+build`."""
    rest, plus, build = text.partition("+")
    core, dash, pre = rest.partition("-")
    parts = core.split(".")
    if len(parts) != 3 or not all(_is_number(part) for part in parts):
        return False
    if plus and not all(_is_identifier(one) for one in build.split(".")):
        return False
    return not dash or all(_is_identifier(one) and (not one.isdigit() or _is_number(one)) for one in pre.split("."))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")


def _is_identifier(text: str) -> bool:
    return bool(text) and text.isascii() and text.replace("-", "a").isalnum()


def is_email(text: str) -> bool:
    """Whether it is an address of e-mail, without a name in front."""
    local, at, host = text.rpartition("@")
    if not at or not local or not host or ".." in text:
        return False
    if local[0] == "." or local[-1] == "." or not all(character in _MAIL for character in local.lower()):
        return False
    labels = host.lower().split(".")
    return all(label and label[0] != "-" and label[-1] != "-" and set(label) <= _HOST for label in labels)


def is_license(text: str) -> bool:
    """Whether it is a license expression of SPDX: identifiers of its list, AND, OR, WITH and parentheses."""
    from dockerlint.knowledge.licenses import EXCEPTIONS, LICENSES

    wants_name, depth, after_with = True, 0, False
    for word in text.replace("(", " ( ").replace(")", " ) ").split():
        if word == "(" and wants_name and not after_with:
            depth += 1
        elif word == ")" and not wants_name and depth:
            depth -= 1
        elif word in ("AND", "OR", "WITH") and not wants_name:
            wants_name, after_with = True, word == "WITH"
        elif wants_name and word not in ("(", ")"):
            known = word in EXCEPTIONS if after_with else _is_license_name(word, LICENSES)
            if not known:
                return False
            wants_name = after_with = False
        else:
            return False
    return not wants_name and depth == 0


def _is_license_name(word: str, known: frozenset[str]) -> bool:
    reference = word.rpartition(":")[2] if word.startswith("DocumentRef-") else word
    if reference.startswith("LicenseRef-"):
        return len(reference) > len("LicenseRef-")
    return word in known or (word.endswith("+") and word[:-1] in known)


CHECKS = {
    "url": is_url,
    "rfc3339": is_rfc3339,
    "spdx": is_license,
    "hash": is_hash,
    "semver": is_semver,
    "email": is_email,
}
