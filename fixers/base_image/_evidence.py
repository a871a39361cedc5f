"""Which tag of an image is meant: only what somebody has written down counts."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.knowledge.reference import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import ImageUse
    from dockerlint.lint.dockerfile import Dockerfile


def meant_tag(use: ImageUse, file: Dockerfile, index: list[str]) -> str:
    """Return the tag for an image without a release, from an index or from the same file. Raises Refused."""
    if "$" in use.written or use.reference is None:
        raise Refused("a variable names the image")
    start, end = use.span
    if file.tree.text[start:end] != use.written:
        raise Refused("the name is not written in one piece")
    reference = parse_reference(use.reference)
    if reference is None:
        raise Refused("the name cannot be read")
    for path in index:
        tag = _indexed(path).get(reference.name) or _indexed(path).get(reference.familiar)
        if tag and parse_reference(f"{reference.familiar}:{tag}") is not None:
            return tag
    others = [parse_reference(other.reference) for other in file.graph.images if other.reference is not None]
    tags = {other.tag for other in others if other is not None and other.name == reference.name and other.tag}
    tags.discard("latest")
    if len(tags) > 1:
        raise Refused(f"the file has several releases of {reference.familiar}")
    if not tags:
        raise Refused(f"nothing tells which release of {reference.familiar} is meant")
    return str(tags.pop())


def _indexed(path: str) -> dict[str, str]:
    """Return what a file says: image to tag, by full and by short name."""
    try:
        with open(path, encoding="utf-8") as source:
            text = source.read()
    except (OSError, ValueError) as error:
        raise Refused(f"the index `{path}` cannot be read") from error
    if text.lstrip().startswith("{"):
        import json

        try:
            table = json.loads(text)
        except ValueError as error:
            raise Refused(f"the index `{path}` is no JSON") from error
        pairs = [(str(name), str(tag)) for name, tag in table.items()]
    else:
        lines = [line.split() for line in text.split("\n") if not line.lstrip().startswith("#")]
        pairs = [(line[0], line[1]) for line in lines if len(line) > 1]
    found = {}
    for name, tag in pairs:
        reference = parse_reference(name)
        if reference is not None:
            found[reference.name] = tag
    return found
