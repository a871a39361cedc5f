"""Whether the application's files of the rewrite are those of the original.

The application's are what COPY and ADD put into the rewrite's last stage, what stands below its working directory, and
the artefacts that the plan names. Times are never compared. What the rewrite leaves behind (sources, tests) is told and
is no failure: behaviour shows whether it was needed.
"""

from __future__ import annotations

import posixpath

from dockerlint.knowledge import image_paths as known
from dockerlint.measure.measurement import PLANTED
from dockerlint.measure.tar import DIRECTORY, FILE, SYMLINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final

    from dockerlint.measure.measurement import Measurement
    from dockerlint.measure.merge import File

# Content that is not compared, with the reason; `known.VOLATILE` holds the caches, logs and random files of systems.
LEFT_OUT_NAMES: Final = {
    "RECORD": "pip's list of files: it names the programs by their path",
    "INSTALLER": "the program that installed a Python package",
    "REQUESTED": "says that a Python package was asked for by name",
    "direct_url.json": "where a Python package came from",
    "pyvenv.cfg": "of a virtual environment: names the Python that made it",
    ".package-lock.json": "npm's note of what it installed",
    ".yarn-integrity": "yarn's note of what it installed",
    ".modules.yaml": "pnpm's note of what it installed, with the time",
    "gem_make.out": "log of a gem's compiler",
    "mkmf.log": "log of a gem's compiler",
    "installed.php": "composer's note of what it installed, with the commit",
    ".dockerignore": "of the build, not of the application",
    PLANTED: "of the build, not of the application",
}
# Notes whose names alone say too little, with the folder that they lie in.
LEFT_OUT_PAIRS: Final = {(".pnpm", "lock.yaml"): "pnpm's note of what it installed"}
LEFT_OUT_FOLDERS: Final = {
    "__pycache__": "byte code",
    ".cache": "cache",
    ".git": "the repository's own files hold times",
    ".pytest_cache": "cache",
    ".mypy_cache": "cache",
}
# What a compiler or packer writes: other flags, the same program. They must be there, with the same mode and owner.
BUILT_ENDINGS: Final = (
    *(".a", ".class", ".dll", ".ear", ".exe", ".jar", ".lib", ".node", ".o", ".rlib", ".so", ".war", ".whl", ".zip"),
    *(".map",),
)
_SYSTEM: Final = (
    "bin",
    "boot",
    "dev",
    "etc",
    "lib",
    "lib64",
    "media",
    "mnt",
    "proc",
    "run",
    "sbin",
    "sys",
    "usr",
    "var",
)


class FileDifferences:
    """What was found. `wrong` are failures; the others are told."""

    __slots__ = ("added", "built", "compared", "left_behind", "left_out", "wrong")

    def __init__(self) -> None:
        self.wrong: list[tuple[str, str]] = []  # path and what is wrong
        self.built: list[str] = []  # programs whose content differs
        self.added: list[str] = []
        self.left_behind: list[str] = []
        self.left_out: dict[str, str] = {}
        self.compared = 0


def file_differences(
    before: Measurement, after: Measurement, artifacts: Iterable[str], stated: Mapping[str, str]
) -> FileDifferences:
    """Compare. `artifacts` are paths that both images must have; `stated` has reasons for paths that may differ."""
    found = FileDifferences()
    contents = {file.digest for _, file in before.merged.contents()}
    folder = _working_folder(after)
    for path, file in _application(after, folder):
        reason = stated.get(f"/{path}", "") or left_out(path)
        if reason:
            found.left_out[f"/{path}"] = reason
            continue
        old = before.merged.find(path)
        if old is None:
            if file.kind != DIRECTORY and not (file.kind == FILE and file.digest in contents):
                found.added.append(f"/{path}")
            continue
        found.compared += 1
        wrong = _wrong(old, file)
        if wrong == ["content"] and is_built(path, file):
            found.built.append(f"/{path}")
        elif wrong:
            found.wrong.append((f"/{path}", ", ".join(wrong)))
    for artifact in artifacts:
        path = artifact.strip("/")
        for image, name in ((before, "the original"), (after, "the rewrite")):
            if image.merged.resolve(path) is None:
                found.wrong.append((f"/{path}", f"is not in {name}"))
    found.left_behind = [
        f"/{path}"
        for path, file in _application(before, _working_folder(before))
        if file.kind != DIRECTORY and after.merged.find(path) is None and not left_out(path)
    ]
    return found


def left_out(path: str) -> str:
    """Return why a path is not compared, or nothing."""
    parts = path.split("/")
    if parts[-1] in LEFT_OUT_NAMES:
        return LEFT_OUT_NAMES[parts[-1]]
    if tuple(parts[-2:]) in LEFT_OUT_PAIRS:
        return LEFT_OUT_PAIRS[parts[-2], parts[-1]]
    for part in parts[:-1]:
        if part in LEFT_OUT_FOLDERS:
            return LEFT_OUT_FOLDERS[part]
    if path.endswith((".pyc", ".pyo")):
        return "byte code"
    return next((reason for start, reason in known.VOLATILE if path.startswith(start) and start != "tmp/"), "")


def is_built(path: str, file: File) -> bool:
    """Whether a file is a program, so that other flags of the compiler make other bytes."""
    name = path.rpartition("/")[2]
    is_library = ".so." in name or name.endswith(BUILT_ENDINGS)
    return is_library or (file.mode & 0o111 != 0 and "." not in name)


def _application(image: Measurement, folder: str) -> Iterator[tuple[str, File]]:
    """Yield what belongs to the application, paths without a slash in front."""
    copied = [
        layer.is_base is False and (layer.instruction or "").upper().startswith(("COPY ", "ADD "))
        for layer in image.layers
    ]
    own = [layer.is_base is False for layer in image.layers]
    for path, file in image.merged.files():
        if file.kind == DIRECTORY and path.partition("/")[0] in _SYSTEM:
            continue  # those on the way belong to the base image
        if copied[file.layer] or (own[file.layer] and folder and (path == folder or path.startswith(f"{folder}/"))):
            yield path, file


def _working_folder(image: Measurement) -> str:
    return posixpath.normpath("/" + str(image.settings.get("WorkingDir") or "/")).strip("/")


def _wrong(before: File, after: File) -> list[str]:
    if before.kind != after.kind:
        return [f"{_KINDS.get(before.kind, 'something else')} -> {_KINDS.get(after.kind, 'something else')}"]
    found = []
    if before.kind == FILE and (before.size != after.size or before.digest != after.digest):
        found.append("content")
    if before.kind == SYMLINK and before.link != after.link:
        found.append(f"link {before.link} -> {after.link}")
    if before.kind != SYMLINK and before.mode != after.mode:
        found.append(f"mode {before.mode:o} -> {after.mode:o}")
    if (before.uid, before.gid) != (after.uid, after.gid):
        found.append(f"owner {before.uid}:{before.gid} -> {after.uid}:{after.gid}")
    return found


_KINDS: Final = {FILE: "file", DIRECTORY: "directory", SYMLINK: "link"}
