"""Pages that several scripts write, each its own section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.sections import write_section

if TYPE_CHECKING:
    from pathlib import Path


def test_a_section_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    write_section(page, "Page", "One", "a\n")
    write_section(page, "Page", "Two", "b\n")
    write_section(page, "Other", "One", "c\n")
    assert page.read_text(encoding="utf-8") == "# Page\n\n## One\n\nc\n\n## Two\n\nb\n"
