"""Which uses of variables have nothing behind them, as far as the file alone can tell."""

from __future__ import annotations

from dockerlint.graph.predefined import AUTOMATIC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.graph import Stage
    from dockerlint.graph.references import Use
    from dockerlint.lint.dockerfile import Dockerfile

# Images of these categories set PATH and little else.
_BARE = ("distribution", "minimal")
# What some of them do set.
_SET_BY_BARE = frozenset(
    ("PATH", "LANG", "LC_ALL", "LANGUAGE", "TZ", "container", "DISTTAG", "FGC", "FBR", "SSL_CERT_FILE")
)


def undefined_uses(file: Dockerfile, *, defaults: bool = False) -> Iterator[Use]:
    """Yield the uses that Docker replaces and that no ARG or ENV of the file stands behind.

    Left out are those with a default, unless asked for, and what ONBUILD holds: it runs in another file.
    """
    guarded: list[tuple[int, int]] = []
    line: object = None
    for use in file.graph.uses:
        if use.kind != "docker" or use.trigger:
            continue
        if use.line is not line:
            guarded, line = [], use.line
        reference = use.reference
        if reference is not None and reference.has_default:
            # What stands in the operand counts only where the variable in front of it is set.
            guarded.append((use.first, use.last))
            if not defaults:
                continue
        if use.definition is None and not any(first < use.first and use.last <= last for first, last in guarded):
            yield use


def in_from(use: Use) -> bool:
    """Whether it stands in a FROM line."""
    return use.instruction.keyword == "FROM"


def base_may_set(stage: Stage, name: str) -> bool:
    """Whether the image that a stage stands on may set a variable; that of bare distributions is known not to."""
    if name in AUTOMATIC:
        return False
    root = stage.bases[-1]
    if root.is_scratch:
        return name == "PATH"
    if name in _SET_BY_BARE or root.image is None:
        return True
    from dockerlint.knowledge.images import describe
    from dockerlint.knowledge.reference import parse_reference

    reference = parse_reference(root.image)
    image = describe(reference) if reference is not None else None
    return image is None or image.name is None or image.category not in _BARE
