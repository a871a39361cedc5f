"""An ignore file with more lines, or fewer; what COPY names stays in the build."""

from __future__ import annotations

from dockerlint.context import parse_ignore
from dockerlint.fix.fixer import Refused
from dockerlint.rules.context.common import cleaned, named_sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.context import Context
    from dockerlint.lint.dockerfile import Dockerfile


def ignore_file(file: Dockerfile) -> tuple[Context, str, str]:
    """Return the context, the path in it of the ignore file that counts, and its text. Raises Refused."""
    context = file.context
    if context is None or not context.is_given:
        raise Refused("the build context is not given: name it with `--context`")
    own, general = context.ignore_files
    if not context.has_ignore_file:
        return context, general, ""
    for path in (own, general):
        text = context.text(path) if path is not None else None
        if path is not None and text is not None:
            return context, path, text
    raise Refused("the ignore file lies outside the build context")


def extended(file: Dockerfile, patterns: list[str]) -> dict[str, str]:
    """Return the ignore file with more patterns at its end, by its path. Raises Refused."""
    context, path, text = ignore_file(file)
    new_line = "\r\n" if "\r\n" in text else "\n"
    known = {line.strip() for line in text.split("\n")}
    added = [pattern for pattern in patterns if pattern not in known]
    if not added:
        raise Refused("the ignore file has the patterns already")
    gap = new_line if text and not text.endswith("\n") else ""
    result = text + gap + "".join(pattern + new_line for pattern in added)
    before, after = parse_ignore(text), parse_ignore(result)
    for source in named_sources(file):
        for found in context.glob(cleaned(source)) or [cleaned(source)]:
            if after.excludes(found) and not before.excludes(found):
                raise Refused(f"`{source}` would be excluded, which the file copies")
    return {path: result}


def without_line(file: Dockerfile, number: int) -> dict[str, str]:
    """Return the ignore file without a line, by its path. Raises Refused."""
    _, path, text = ignore_file(file)
    lines = text.split("\n")
    del lines[number - 1]
    return {path: "\n".join(lines)}
