"""Options of `--mount` flags: set, replaced, taken out, as they are written."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Mount


def set_option(source: str, mount: Mount, name: str, value: str | None, *, aliases: tuple[str, ...] = ()) -> Edit:
    """Give an option of a mount a value, in its place or at the end; None takes it out."""
    start, end = mount.flag.value_span
    text = source[start:end]
    if '"' in text or "'" in text or "\\" in text or "\n" in text:
        raise Refused("the mount's options are quoted")
    fields = text.split(",")
    for index in range(len(fields) - 1, -1, -1):
        key = fields[index].partition("=")[0]
        if key.lower() in (name, *aliases):
            fields[index : index + 1] = [] if value is None else [f"{key}={value}"]
            return Edit(start, end, ",".join(fields))
    if value is None:
        raise Refused(f"the mount has no `{name}`")
    # Behind what is there: the edit touches nothing else.
    return Edit(end, end, f",{name}={value}")


def target_key(file: Dockerfile) -> str:
    """Return the name by which the file's mounts call their target."""
    for node in file.tree.instructions:
        for mount in getattr(node, "mounts", ()):
            for key in ("target", "dst", "destination"):
                if key in mount.options:
                    return key
    return "target"
