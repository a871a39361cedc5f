"""Elements of SVG pictures."""

from __future__ import annotations


def rectangle(x: float, y: float, width: float, height: float, **attributes: str | float) -> str:
    """Return a rectangle."""
    return element("rect", "", x=x, y=y, width=width, height=height, **attributes)


def text(
    x: float,
    y: float,
    content: str,
    *,
    before: str = "",
    anchor: str = "",
    fill: str = "#0f172a",
    **attributes: str | float,
) -> str:
    """Return a line of text."""
    return element("text", before + escaped(content), x=x, y=y, text_anchor=anchor, fill=fill, **attributes)


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """Return an element; `_` in an attribute's name stands for `-`, an empty attribute is left out."""
    parts = [name]
    for key, value in attributes.items():
        if value != "":
            shown = value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
            parts.append(f'{key.replace("_", "-")}="{shown}"')
    opening = " ".join(parts)
    return f"<{opening}>{content}</{name}>" if content else f"<{opening}/>"


def escaped(content: str) -> str:
    """Return a text as it stands between tags and in attributes."""
    return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
