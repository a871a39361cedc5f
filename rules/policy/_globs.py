"""Patterns of image policies: globs over references, and forms of tags."""

from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.graph.stages import ImageUse
    from dockerlint.lint.dockerfile import Dockerfile

_HEX = frozenset("0123456789abcdef")
_LEAST_HASH = 7


def texts(value: object) -> list[str]:
    """Return an option's list of texts."""
    return [str(item) for item in value] if isinstance(value, list) else []


def known_images(file: Dockerfile) -> Iterator[ImageUse]:
    """Yield the uses of images outside the file whose reference is known: FROM, `COPY --from` and mounts."""
    for use in file.graph.images:
        if use.kind != "syntax" and use.reference is not None:
            yield use


def names(use: ImageUse) -> list[str]:
    """Return the spellings of an image that a pattern may mean, without tag and digest, and with the tag."""
    reference = parse_reference(use.reference or "")
    if reference is None:
        return []
    full = f"{reference.registry}/{reference.repository}"
    short = [full.removeprefix("docker.io/"), full.removeprefix("docker.io/library/")]
    plain = list(dict.fromkeys([full, *short]))
    return plain + [f"{one}:{reference.tag or 'latest'}" for one in plain]


def any_matches(patterns: Iterable[str], texts_: Iterable[str]) -> bool:
    """Whether one of the patterns matches one of the texts as a whole; `*` stands for any characters."""
    every = list(texts_)
    return any(glob(pattern, text) for pattern in patterns for text in every)


def glob(pattern: str, text: str) -> bool:
    """Whether a text is what a pattern with `*` describes."""
    parts = pattern.split("*")
    if len(parts) == 1:
        return pattern == text
    if not text.startswith(parts[0]) or len(text) < len(parts[0]) + len(parts[-1]) or not text.endswith(parts[-1]):
        return False
    position = len(parts[0])
    end = len(text) - len(parts[-1])
    for part in parts[1:-1]:
        position = text.find(part, position, end)
        if position < 0:
            return False
        position += len(part)
    return position <= end


def fits_form(form: str, tag: str) -> bool:
    """Whether a tag has a form: text, `<version>` (1.2.3), `<number>`, `<word>`, `<hash>` and `*`."""
    return _fits(_pieces(form), tag)


def _pieces(form: str) -> list[str]:
    pieces: list[str] = []
    while form:
        if form[0] == "*":
            pieces.append("*")
            form = form[1:]
        elif form[0] == "<" and ">" in form:
            end = form.index(">") + 1
            pieces.append(form[:end])
            form = form[end:]
        else:
            end = min((place for place in (form.find("<"), form.find("*")) if place > 0), default=len(form))
            pieces.append("=" + form[:end])
            form = form[end:]
    return pieces


def _fits(pieces: list[str], text: str) -> bool:
    if not pieces:
        return not text
    first, rest = pieces[0], pieces[1:]
    if first.startswith("="):
        return text.startswith(first[1:]) and _fits(rest, text[len(first) - 1 :])
    ends = range(len(text), -1, -1)
    return any(_is(first, text[:end]) and _fits(rest, text[end:]) for end in ends)


def _is(kind: str, text: str) -> bool:
    if kind == "*":
        return True
    if kind == "<hash>":
        return len(text) >= _LEAST_HASH and _HEX.issuperset(text)
    if kind == "<number>":
        return text.isdigit()
    if kind == "<version>":
        numbers = text.split(".")
        return len(numbers) == len(("major", "minor", "patch")) and all(number.isdigit() for number in numbers)
    return kind == "<word>" and text.isalnum()
