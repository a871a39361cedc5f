"""The lock file is copied with its manifest."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import insert_argument, insert_instruction
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Add, Copy
    from dockerlint.syntax.text import Word

# The versions that it names are installed, instead of the newest ones that the manifest allows.
SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    copy: Copy | Add
    manifest: Word
    lock: str
    copy, manifest, lock = finding.subject  # type: ignore[misc]
    title = f"Copy `{lock}` with `{manifest.value}`"
    head, _, name = manifest.value.rpartition("/")
    path = f"{head}/{lock}" if head else lock
    destination = copy.destination
    if destination is None or copy.in_onbuild or any(word.value.startswith("<<") for word in copy.sources):
        raise Refused("the instruction is more than a plain copy")
    if " " in path or (copy.is_json and "\\" in path):
        raise Refused("the path of the lock file needs quotes")
    place = destination.value
    if place.rstrip("/").rpartition("/")[2] == name and not place.endswith("/"):
        # A destination that is the file itself: the lock file gets an instruction of its own.
        edits = [_beside(copy, path, place.removesuffix(name) + lock, file)]
        return Fix(title, SAFETY, edits)
    added = _quoted(copy, path)
    edits = [Edit(manifest.end, manifest.end, f", {added}") if copy.is_json else insert_argument(manifest, added)]
    if len(copy.sources) == 1 and not place.endswith("/") and place not in (".", ".."):
        if not _is_directory(copy, file):
            raise Refused(f"it is not known whether `{place}` is a folder")
        end = destination.end - (1 if copy.is_json else 0)
        edits.append(Edit(end, end, "/"))
    return Fix(title, SAFETY, edits)


def _quoted(copy: Copy | Add, path: str) -> str:
    return f'"{path}"' if copy.is_json else path


def _beside(copy: Copy | Add, source: str, target: str, file: Dockerfile) -> Edit:
    flags = "".join(f"{flag.word.raw} " for flag in copy.flags)
    arguments = f'["{source}", "{target}"]' if copy.is_json else f"{source} {target}"
    return insert_instruction(file.tree.text, f"{copy.keyword_word.value} {flags}{arguments}", after=copy)


def _is_directory(copy: Copy | Add, file: Dockerfile) -> bool:
    """Whether the destination is known to be a folder: the working directory, or one that the manifest lands in."""
    return any(
        path.rpartition("/")[2] == copy.sources[0].value.rpartition("/")[2] for path in file.graph.flow(copy).writes
    )
