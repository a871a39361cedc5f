import sys
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

settings = yaml.safe_load(Path("data/settings.yaml").read_text(encoding="utf-8"))
text = Path("data", sys.argv[1] if len(sys.argv) > 1 else settings["page"]).read_text(encoding="utf-8")
print(MarkdownIt().render(text), end="")
