"""The last measurement of a Dockerfile, kept where an editor finds it: `measurements/` in the user's cache folder.

A file of JSON for each Dockerfile, named after a hash of its path:
`{"version": 1, "dockerfile": path, "measured": time, "target": name or null, "instructions": {line: text}, "image": …}`
with `image` as `dockerlint measure --json` prints it. The texts tell, after a change, which layer is whose.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dockerlint.syntax.tree import Tree

    Json = dict[str, Any]

_VERSION = 1


def place_of(dockerfile: str) -> str:
    """Return where the measurement of a Dockerfile lies."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    name = blake2b(os.path.realpath(dockerfile).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return os.path.join(base, "dockerlint", "measurements", f"{name}.json")


def keep(dockerfile: str, tree: Tree, target: str | None, image: Json) -> None:
    """Keep what was measured of a Dockerfile; where it cannot be written, nothing is kept."""
    place = place_of(dockerfile)
    document: Json = {
        "version": _VERSION,
        "dockerfile": os.path.realpath(dockerfile),
        "measured": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "target": target,
        "instructions": {str(one.start_line): one.text for one in tree.instructions},
        "image": image,
    }
    part = f"{place}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(place), 0o700, exist_ok=True)
        with open(part, "w", encoding="utf-8") as file:
            json.dump(document, file)
        os.replace(part, place)
    except OSError:
        with suppress(OSError):
            os.unlink(part)  # half of it, on a full disk


def read(dockerfile: str) -> Json | None:
    """Return the last measurement of a Dockerfile; None where there is none that can be read."""
    try:
        with open(place_of(dockerfile), encoding="utf-8") as file:
            document = json.load(file)
    except (OSError, ValueError):
        return None
    is_ours = isinstance(document, dict) and document.get("version") == _VERSION
    return document if is_ours and isinstance(document.get("image"), dict) else None
