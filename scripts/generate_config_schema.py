"""Write `docs/schemas/config.schema.json` from the table of configuration keys and the options of the rules.

python scripts/generate_config_schema.py            write the schema
python scripts/generate_config_schema.py --check    exit 1 where it is not what the tables say
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "docs" / "schemas" / "config.schema.json"
sys.path.insert(0, str(ROOT))

from dockerlint.cli.config import schema_text  # noqa: E402


def main() -> int:
    """Write the schema, or compare it."""
    text = schema_text()
    if "--check" in sys.argv[1:]:
        return int(SCHEMA.read_text(encoding="utf-8") != text)
    SCHEMA.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
