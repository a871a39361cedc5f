"""Write `docs/coverage.md`: every id of every other tool, and our rule or the reason why there is none.

python scripts/generate_coverage.py            write the page
python scripts/generate_coverage.py --check    exit 1 where it is not what rules and reasons say
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "coverage.md"
SOURCE = ROOT / "dockerlint" / "knowledge" / "sources" / "peer_ids.yaml"
sys.path.insert(0, str(ROOT))

from dockerlint.lint.registry import Entry, entries  # noqa: E402

HEAD = """# What other tools check

Every id of every tool that checks Dockerfiles, and the rule here that finds the same defect. An id selects and
silences its rules, with its prefix or without: `--select checkov:CKV_DOCKER_3`, `# dockerlint: ignore=DL3008`. An id
without a rule has a reason, which is printed where somebody selects it. The same defect is not always the same
verdict: the groups `hadolint` and `buildkit` give the reading of these tools.

| tool | ids | with a rule | with a reason |
|---|---|---|---|
"""


def tools() -> dict[str, dict[str, Any]]:
    """Return the content of the source."""
    content = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    assert isinstance(content, dict)  # noqa: S101
    return content


def identities(tool: dict[str, Any]) -> list[str]:
    """Return the ids of a tool in order."""
    return list(dict.fromkeys(tool["ids"].split()))


def rules_by_alias() -> dict[str, list[Entry]]:
    """Return the rules that name each id, by prefix and id in lower case."""
    found: dict[str, list[Entry]] = {}
    for entry in entries():
        for alias in entry.aliases:
            found.setdefault(alias.lower(), []).append(entry)
    return found


def render() -> str:
    """Return the text of the page."""
    aliases = rules_by_alias()
    summary, parts = [], []
    for prefix, tool in tools().items():
        reasons = tool.get("reasons", {})
        rows = []
        with_rule = 0
        ids = identities(tool)
        for identity in ids:
            found = aliases.get(f"{prefix}:{identity}".lower(), [])
            with_rule += bool(found)
            links = ", ".join(f"[{entry.name}](rules/{entry.family}/{entry.name}.md)" for entry in found)
            rows.append(f"| `{identity}` | {links or reasons.get(identity, '') or 'MISSING'} |")
        summary.append(f"| [{tool['title']}]({tool['source']}) | {len(ids)} | {with_rule} | {len(ids) - with_rule} |")
        parts.append(
            "\n".join(
                [f"## {tool['title']}", "", f"Prefix: `{prefix}:`", "", "| id | rule, or reason |", "|---|---|", *rows]
            )
        )
    return HEAD + "\n".join(summary) + "\n\n" + "\n\n".join(parts) + "\n"


def main() -> int:
    """Write or check the page."""
    text = render()
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") != text:
            print(f"{PAGE} is out of date: run python scripts/generate_coverage.py", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
