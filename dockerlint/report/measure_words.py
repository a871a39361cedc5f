"""What measurements are called for people, in the terminal and on the page alike."""

from __future__ import annotations

from dockerlint.measure.sizes import shown
from dockerlint.report.wording import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.measure.measurement import Measurement

CAUSES = {
    "overwritten": "overwritten",
    "deleted_later": "deleted later",
    "metadata_only_copy": "metadata-only copy",
    "package_caches": "package caches",
    "documentation_and_locales": "documentation, locales",
    "byte_code": "byte code",
    "same_content_twice": "same content twice",
    "build_tools": "build tools",
}
_VERBS = {"overwritten": "overwrites", "deleted_later": "deletes", "metadata_only_copy": "copies, with other metadata,"}
_MOST_BLAMES = 5
_MOST_SET_ID = 12


def own_waste(image: Measurement) -> str:
    """Return how much of the waste the Dockerfile's own layers make, where some are the base image's."""
    return _own(image, sum(one.bytes for one in image.merged.waste if not image.layers[one.hidden_by].is_base))


def own_avoidable(image: Measurement) -> str:
    """Return how much of what is avoidable the Dockerfile's own layers bring, where some are the base image's."""
    return _own(image, sum(one.bytes for one in image.avoidable if not image.layers[one.file.layer].is_base))


def _own(image: Measurement, size: int) -> str:
    if not any(layer.is_base for layer in image.layers):
        return ""
    return f"; {shown(size) if size else 'nothing'} of it by the Dockerfile's own layers"


def blames(image: Measurement) -> list[str]:
    """Return which layers hide most of what other layers brought; the Dockerfile's own come first."""
    lines = []
    found = sorted(image.blames, key=lambda blame: image.layers[blame.hidden_by].is_base is True)
    for blame in found[:_MOST_BLAMES]:
        by = _named(image, blame.hidden_by)
        what = "files of its own" if blame.made_by == blame.hidden_by else f"of {_named(image, blame.made_by)}"
        lines.append(
            f"{by} {_VERBS[blame.cause]} {shown(blame.bytes)} {what} "
            f"({counted(blame.files, 'file')}, such as /{blame.example})"
        )
    if len(found) > _MOST_BLAMES:
        rest = sum(blame.bytes for blame in found[_MOST_BLAMES:])
        lines.append(f"and {shown(rest)} more")
    return lines


def _named(image: Measurement, number: int) -> str:
    line = image.layers[number].line
    return f"layer {number + 1}" + (f" (line {line})" if line else "")


def examples(image: Measurement) -> dict[str, str]:
    """Return for each cause where most of what is avoidable lies."""
    sizes: dict[str, dict[str, int]] = {}
    for one in image.avoidable:
        folder = "/".join(one.path.split("/")[:-1][:3])
        folders = sizes.setdefault(one.cause, {})
        folders[folder] = folders.get(folder, 0) + one.bytes
    found = {}
    for cause, folders in sizes.items():
        top = sorted(folders.items(), key=lambda each: (-each[1], each[0]))[:3]
        found[cause] = ", ".join(f"/{folder} {shown(size)}" for folder, size in top)
    return found


def set_id_files(image: Measurement) -> str:
    """Return the set-uid and set-gid files: those of the base image as a number, others by name."""
    own = [f"/{path}" for path, file in image.set_id_files if not image.layers[file.layer].is_base]
    base = len(image.set_id_files) - len(own)
    if not own:
        return f"{base}, all of the base image"
    more = f" and {len(own) - _MOST_SET_ID} more" if len(own) > _MOST_SET_ID else ""
    return f"{len(own)}: {', '.join(own[:_MOST_SET_ID])}{more}" + (f"; {base} of the base image" if base else "")
