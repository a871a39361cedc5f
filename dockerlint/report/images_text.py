"""The images of many files as text: what each file needs, what comes from outside, and cycles."""

from __future__ import annotations

from dockerlint.report.wording import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.image_graph import ImageGraph, Need

_WORDS = {"from": "FROM", "copy": "COPY --from", "mount": "RUN --mount", "syntax": "# syntax", "service": "image"}


def to_text(graph: ImageGraph) -> str:
    """Return the graph as text."""
    external = graph.external
    lines = [f"{counted(len(graph.files), 'file')}, {counted(len(external), 'image')} from outside", ""]
    for file in graph.files:
        tags = f" builds {', '.join(file.tags)}" if file.tags else ""
        lines.append(f"{file.path}{tags}")
        lines += [f"  {_line(need)}" for need in file.needs]
    if external:
        lines += ["", "from outside:", *[f"  {image}" for image in external]]
    for group in graph.cycles():
        lines += ["", f"a cycle: {' -> '.join([*[file.path for file in group], group[0].path])}"]
    return "\n".join(lines) + "\n"


def _line(need: Need) -> str:
    where = f"{_WORDS[need.kind]} in line {', '.join(map(str, sorted(need.lines)))}"
    name = need.image or f"{need.written} (not known)"
    if need.builder is None:
        return f"{name}, {where}"
    by = " by its name" if need.by == "name" else ""
    return f"{name}, {where}: built by {need.builder.path}{by}"
