"""Draw what the check prints on a terminal: `docs/images/check.svg`.

python scripts/generate_picture.py            write the picture
python scripts/generate_picture.py --check    exit 1 where it is not what the check prints
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "check.svg"
COMMAND = ("check", "--isolated", "--shellcheck", "off", "--color", "always", "corpus/node-api")
SHOWN = "dockerlint check corpus/node-api"

WIDTH, LINE, SIZE, MARGIN, BAR = 8.4, 20, 14, 16, 36
# By the codes of SGR; bold is a weight, the rest are colours that read well on the dark ground.
COLORS = {"31": "#ff7b72", "32": "#7ee787", "33": "#f2cc60", "34": "#79c0ff", "35": "#d2a8ff", "36": "#76e3ea"}
GROUND, TEXT, DIM = "#0d1117", "#e6edf3", "#8b949e"
SGR = re.compile(r"\x1b\[([0-9;]*)m")


def printed() -> str:
    """Return what the check prints, with its colours."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HADOLINT_")}
    environment |= {"SOURCE_DATE_EPOCH": "1795219200", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dockerlint", *COMMAND]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False).stdout


def picture(text: str) -> str:
    """Return a terminal window with a text in it."""
    lines = [f"\x1b[2m$\x1b[0m {SHOWN}", *text.rstrip("\n").split("\n")]
    columns = max(len(SGR.sub("", line)) for line in lines)
    width, height = round(columns * WIDTH + 2 * MARGIN), BAR + len(lines) * LINE + MARGIN
    rows = []
    for number, line in enumerate(lines):
        spans = "".join(drawn(line))
        if spans:
            rows.append(f'<text x="{MARGIN}" y="{BAR + (number + 1) * LINE - 6}" xml:space="preserve">{spans}</text>')
    circles = "".join(
        f'<circle cx="{MARGIN + 6 + 20 * index}" cy="18" r="6" fill="{color}"/>'
        for index, color in enumerate(("#ff5f56", "#ffbd2e", "#27c93f"))
    )
    style = f"font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:{SIZE}px"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{escape(SHOWN)}">\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="{GROUND}"/>\n{circles}\n'
        f'<g style="{style}" fill="{TEXT}">\n' + "\n".join(rows) + "\n</g>\n</svg>\n"
    )


def drawn(line: str) -> list[str]:
    """Return the pieces of a line, each with its colour and weight; columns are fixed, whatever the font."""
    pieces, at, column = [], 0, 0
    color, weight = "", ""
    for match in [*SGR.finditer(line), None]:
        piece = line[at : match.start() if match else len(line)]
        if piece.strip():
            style = "".join([f' fill="{color}"' if color else "", f' font-weight="{weight}"' if weight else ""])
            x, length = MARGIN + column * WIDTH, len(piece) * WIDTH
            pieces.append(f'<tspan x="{x:.1f}" textLength="{length:.1f}"{style}>{escape(piece)}</tspan>')
        column += len(piece)
        if match:
            at = match.end()
            for code in match[1].split(";"):
                if code in ("", "0"):
                    color = weight = ""
                elif code == "1":
                    weight = "bold"
                elif code == "2":
                    color = DIM
                else:
                    color = COLORS.get(code, color)
    return pieces


def main() -> int:
    """Write the picture, or compare it."""
    text = picture(printed())
    if "--check" in sys.argv[1:]:
        return int(PICTURE.read_text(encoding="utf-8") != text)
    PICTURE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
