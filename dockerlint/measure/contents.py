"""What of the merged file system nobody needs, each byte once: the first cause in the order of `AVOIDABLE`.

And what should not be there: programs that run with another's rights, secrets, build tools.
"""

from __future__ import annotations

from dockerlint.knowledge import image_paths as known
from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.measure.tar import FILE, SYMLINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Final

    from dockerlint.measure.merge import File, Merged

PACKAGE_CACHES: Final = "package_caches"
DOCUMENTATION_AND_LOCALES: Final = "documentation_and_locales"
BYTE_CODE: Final = "byte_code"
SAME_CONTENT_TWICE: Final = "same_content_twice"
BUILD_TOOLS: Final = "build_tools"
AVOIDABLE: Final = (PACKAGE_CACHES, DOCUMENTATION_AND_LOCALES, BYTE_CODE, SAME_CONTENT_TWICE, BUILD_TOOLS)


class Avoidable:
    """A file that nobody needs; `detail` says more: whose cache, the same as which file."""

    __slots__ = ("bytes", "cause", "detail", "file", "path")

    def __init__(self, path: str, file: File, cause: str, detail: str) -> None:
        self.path = path
        self.file = file
        self.bytes = file.size
        self.cause = cause
        self.detail = detail


class Secret:
    """A file that looks like a secret: why, in which layer, and whether a later layer hides it."""

    __slots__ = ("is_hidden", "layer", "path", "reason")

    def __init__(self, path: str, reason: str, layer: int, *, is_hidden: bool) -> None:
        self.path = path
        self.reason = reason
        self.layer = layer
        self.is_hidden = is_hidden


class User:
    """A user of the image, from /etc/passwd."""

    __slots__ = ("home", "name", "shell", "uid")

    def __init__(self, name: str, uid: int, home: str, shell: str) -> None:
        self.name = name
        self.uid = uid
        self.home = home
        self.shell = shell


def avoidable(merged: Merged, settings: Mapping[str, Any]) -> list[Avoidable]:
    """Return what nobody needs, sorted by path."""
    caches = cache_folders(settings, users(merged))
    found: list[Avoidable] = []
    rest: list[tuple[str, File]] = []
    for path, file in _contents(merged):
        if not file.size:
            continue
        cause, detail = "", ""
        for folder, name in caches:
            if path.startswith(folder):
                cause, detail = PACKAGE_CACHES, name
                break
        else:
            if _is_documentation(path):
                cause = DOCUMENTATION_AND_LOCALES
            elif _is_byte_code(path, merged):
                cause = BYTE_CODE
        if cause:
            found.append(Avoidable(path, file, cause, detail))
        else:
            rest.append((path, file))
    first: dict[tuple[int, bytes], str] = {}
    # Of equal files the one that came first is kept.
    for path, file in sorted(rest, key=lambda one: (one[1].layer, one[0])):
        key = (file.size, file.digest)
        if key in first:
            found.append(Avoidable(path, file, SAME_CONTENT_TWICE, f"/{first[key]}"))
        else:
            first[key] = path
            if is_build_tool(path):
                found.append(Avoidable(path, file, BUILD_TOOLS, ""))
    found.sort(key=lambda one: one.path)
    return found


def _contents(merged: Merged) -> list[tuple[str, File]]:
    """Return every regular file once. One with several names goes by the one that says least of it.

    What is hard-linked into a package cache (pnpm, uv do that) and is in use elsewhere is not avoidable.
    """
    names: dict[int, list[str]] = {}
    found: list[tuple[str, File]] = []
    for path, file in merged.files():
        if file.kind != FILE:
            continue
        if file.names > 1:
            known_names = names.setdefault(id(file), [])
            known_names.append(path)
            if len(known_names) > 1:
                continue
        found.append((path, file))
    if not names:
        return found
    roots = tuple(folder for folder, _ in cache_folders({}, ()))
    return [
        (
            next(
                (
                    name
                    for name in names.get(id(file), ())
                    if not name.startswith(roots) and not _is_documentation(name)
                ),
                path,
            ),
            file,
        )
        for path, file in found
    ]


def cache_folders(settings: Mapping[str, Any], people: Sequence[User]) -> list[tuple[str, str]]:
    """Return the folders of package managers' caches in an image, `/` behind each, with the manager's name.

    Variables have the values that the image sets; every user's home is looked into.
    """
    environment = {}
    for pair in settings.get("Env") or ():
        if isinstance(pair, str):
            name, _, value = pair.partition("=")
            environment[name] = value
    homes = dict.fromkeys(["/root", *(user.home for user in people), environment.get("HOME", "")])
    found: dict[str, str] = {}
    for manager, facts in MANAGERS.items():
        for cache in facts["caches"]:
            templates = [*cache["paths"], *cache.get("elsewhere", ())]
            below = cache.get("content") if cache["paths"][0].startswith(("~", "$")) else None
            for template in templates:
                for path in _expanded(template, environment, homes, cache.get("root_home")):
                    folder = path.strip("/") + ("/" + below if below else "") + "/"
                    if folder.count("/") > 1:
                        found.setdefault(folder, manager)
    return sorted(found.items())


def _expanded(
    template: str, environment: Mapping[str, str], homes: Mapping[str, None], root_home: str | None
) -> list[str]:
    head, slash, rest = template.partition("/")
    if head == "~":
        known_homes = [*homes, *([root_home] if root_home else [])]
        return [f"{home}{slash}{rest}" for home in known_homes if home not in ("", "/", "/nonexistent")]
    if head.startswith("$"):
        value = environment.get(head[1:], "")
        return [value + slash + rest] if value.startswith("/") else []
    return [template]


def _is_documentation(path: str) -> bool:
    if not path.startswith(_DOCUMENTATION):
        return False
    return path.rpartition("/")[2] not in known.KEPT_DOCUMENTATION


_DOCUMENTATION: Final = (*known.DOCUMENTATION, *known.LOCALES)


def _is_byte_code(path: str, merged: Merged) -> bool:
    """Whether a file is Python byte code whose source is there: without it, it is the program itself."""
    if not path.endswith((".pyc", ".pyo")):
        return False
    folder, _, name = path.rpartition("/")
    above, _, last = folder.rpartition("/")
    if last == "__pycache__":
        source = f"{above}/{name.split('.', 1)[0]}.py"
        return merged.find(source.lstrip("/")) is not None
    return merged.find(path[:-1]) is not None


def is_build_tool(path: str) -> bool:
    """Whether a path is that of a compiler, linker, header or static library."""
    if path.startswith(known.BUILD_TOOL_FOLDERS):
        return True
    if path.endswith(known.LINKER_ENDINGS) and path.startswith(known.LIBRARY_FOLDERS):
        return True
    return build_program(path) is not None


def build_program(path: str) -> str | None:
    """Return the plain name of the build program that stands at a path: `gcc` for `usr/bin/x86_64-linux-gnu-gcc-12`."""
    folder, _, name = path.rpartition("/")
    if folder not in known.PROGRAM_FOLDERS:
        return None
    plain = name.rstrip("0123456789.")
    plain = plain.removesuffix("-") if plain != name else name
    if plain in known.BUILD_PROGRAMS:
        return plain
    for system in ("-linux-gnu-", "-linux-musl-", "-linux-"):
        if system in plain:
            tail = plain.rpartition(system)[2]
            return tail if tail in known.BUILD_PROGRAMS else None
    return None


def build_programs(merged: Merged) -> list[str]:
    """Return the plain names of the build programs in an image."""
    found = set()
    for path, file in merged.files():
        if file.kind in (FILE, SYMLINK):
            name = build_program(path)
            if name is not None:
                found.add(name)
    return sorted(found)


def set_id_files(merged: Merged) -> list[tuple[str, File]]:
    """Return the programs that run with their owner's or group's rights."""
    return [(path, file) for path, file in merged.files() if file.kind == FILE and file.mode & 0o6000]


def users(merged: Merged) -> list[User]:
    """Return the users of an image."""
    file = merged.resolve("etc/passwd")
    found = []
    for line in (file.content or b"").decode("utf-8", "surrogateescape").splitlines() if file is not None else ():
        fields = line.split(":")
        if len(fields) >= 7 and fields[2].isdecimal() and len(fields[2]) < 12:
            found.append(User(fields[0], int(fields[2]), fields[5], fields[6]))
    return found


def secrets(merged: Merged) -> list[Secret]:
    """Return what looks like a secret: in the final image, and private keys that a later layer only hides."""
    found = []
    for path, file in merged.files():
        if file.kind == FILE and file.size:
            reason = _secret(path, file)
            if reason:
                found.append(Secret(path, reason, file.layer, is_hidden=False))
    hidden = [(path, file) for path, file in merged.hidden_keys if _secret(path, file)]
    for waste in merged.waste:
        reason = _named_secret(waste.path)
        if reason and not any(path == waste.path and file.layer == waste.made_by for path, file in hidden):
            found.append(Secret(waste.path, reason, waste.made_by, is_hidden=True))
    found += [Secret(path, _secret(path, file), file.layer, is_hidden=True) for path, file in hidden]
    return found


def _secret(path: str, file: File) -> str:
    if file.has_key:
        return "" if _is_example(path) else "a private key"
    return _named_secret(path)


def _named_secret(path: str) -> str:
    name = path.rpartition("/")[2]
    if _is_example(path):
        return ""
    if name in known.SECRET_NAMES:
        return f"`{name}` holds credentials or keys"
    if name.endswith(known.SECRET_ENDINGS):
        return "a store of keys"
    if path.endswith(known.SECRET_PATHS):
        return "credentials"
    return ""


def _is_example(path: str) -> bool:
    return path in known.HARMLESS_KEYS or any(part.lower() in known.EXAMPLES for part in path.split("/")[:-1])
