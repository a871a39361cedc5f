"""Write `docs/rules/` from the rules: a page for each, and an index.

python scripts/generate_pages.py            write the pages
python scripts/generate_pages.py --check    exit 1 where they are not what the rules say
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "rules"
sys.path.insert(0, str(ROOT))

from dockerlint.lint.registry import Entry, entries  # noqa: E402
from dockerlint.report.rule_page import documentation_of, rule_page  # noqa: E402
from dockerlint.report.wording import peer_ids  # noqa: E402

INDEX = """# Rules

{number} rules in {families} families. `dockerlint explain RULE` prints a page too, by the rule's name or by another
tool's id. A rule that is not `recommended` runs where a group, or the rule itself, is selected. *Fix* says how safe its
fixes are at their best.
"""


def pages() -> dict[Path, str]:
    """Return the text of every page by its path."""
    table = entries()
    found = {}
    families: dict[str, list[Entry]] = {}
    for entry in table:
        families.setdefault(entry.family, []).append(entry)
        found[PAGES / entry.family / f"{entry.name}.md"] = rule_page(entry.load(), entry.safety)
    index = [INDEX.format(number=len(table), families=len(families))]
    for family, rules in families.items():
        index.append(f"## {family.replace('_', '-')}\n")
        index.append("| rule | says | known as | groups | fix |\n|---|---|---|---|---|")
        for entry in rules:
            link = f"[{entry.name}]({entry.family}/{entry.name}.md)"
            summary = documentation_of(entry.load())[0].replace("|", "\\|")
            groups = ", ".join(entry.groups)
            index.append(f"| {link} | {summary} | {peer_ids(entry.aliases)} | {groups} | {entry.safety} |")
        index.append("")
    found[PAGES / "README.md"] = "\n".join(index)
    return found


def main() -> int:
    """Write or check the pages."""
    wanted = pages()
    there = set(PAGES.rglob("*.md"))
    stale = [path for path in there if path not in wanted]
    different = [path for path, text in wanted.items() if path not in there or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in [*stale, *different]:
            print(f"{path} is out of date: run python scripts/generate_pages.py", file=sys.stderr)
        return int(bool(stale or different))
    for path in stale:
        path.unlink()
    for path in different:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
