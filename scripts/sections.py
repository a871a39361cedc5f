"""Pages of results that several scripts write, each its own section."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MARK = "\n## "


def write_section(page: Path, title: str, heading: str, body: str) -> None:
    """Put a section in the place of the one that has its heading, or at the end; a new page begins with the title."""
    text = page.read_text(encoding="utf-8") if page.exists() else f"# {title}\n"
    first, *sections = text.rstrip("\n").split(MARK)
    new = f"{heading}\n\n{body.strip()}\n"
    places = [number for number, section in enumerate(sections) if section.partition("\n")[0] == heading]
    if places:
        sections[places[0]] = new
    else:
        sections.append(new)
    page.write_text(MARK.join(part.rstrip("\n") + "\n" for part in [first, *sections]), encoding="utf-8")
