"""Paths inside an image: made absolute, normalised, and compared.

A path begins with `/`; with `.` where it is relative to the working directory of the base image, which the
file does not tell; or with `~` where it is relative to the home directory of a user. It stands for everything
below it too. `*`, `?` and `[` match inside one component.
"""

from __future__ import annotations

# The base image's working directory, as long as no WORKDIR gives an absolute one.
BASE_DIRECTORY = "."

# What distributions own. No image's working directory is there, and no application's files should be.
SYSTEM = (
    "/boot",
    "/dev",
    "/etc",
    "/proc",
    "/run",
    "/sys",
    "/usr/bin",
    "/usr/games",
    "/usr/include",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/sbin",
    "/usr/share",
    "/var/cache",
    "/var/lib",
    "/var/log",
    "/var/mail",
    "/var/spool",
)
_HOMES = ("/root", "/home")
_PATH_MAX = 4096
# Distributions have merged these; where one has not, two paths count as one, which is the careful side.
_MERGED = (
    ("/bin", "/usr/bin"),
    ("/sbin", "/usr/sbin"),
    ("/lib", "/usr/lib"),
    ("/lib64", "/usr/lib64"),
    ("/var/run", "/run"),
)


def join(directory: str | None, path: str) -> str | None:
    """Return a path normalised, relative to a directory; None where that is not known.

    Where `..` leads out of a directory that is not known, neither is the path. A drive letter is dropped, as
    in BuildKit. No path longer than Linux takes is known: a chain of `cd` must not make each one longer to join.
    """
    if len(path) + len(directory or "") > _PATH_MAX:
        return None
    if path[1:2] == ":" and path[2:3] in ("/", "\\", "") and path[0].isalpha():
        path = path[2:] or "/"
    if path.startswith("/"):
        root = ""
    elif path == "~" or path.startswith("~/"):
        root = "~"
        path = path[1:]
    elif path.startswith("~") or directory is None:
        return None
    else:
        root = directory[0] if directory[0] in ".~" else ""
        path = f"{directory[len(root) :]}/{path}"
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
            elif root:
                return None
        elif part and part != ".":
            parts.append(part)
    return f"{root}/{'/'.join(parts)}" if parts or not root else root


def has_wildcard(path: str) -> bool:
    """Whether the path stands for several."""
    return "*" in path or "?" in path or "[" in path


def base_name(path: str) -> str:
    """Return the last component."""
    return path.rstrip("/").rpartition("/")[2]


def parent(path: str) -> str:
    """Return the directory above; the root's is the root itself."""
    return path.rpartition("/")[0] or ("/" if path.startswith("/") else path)


def covers(outer: str, inner: str) -> bool:
    """Whether `inner` certainly is `outer` or lies below it."""
    if outer == "/":
        return inner.startswith("/")
    if outer == inner or inner.startswith(outer + "/"):
        return True
    return has_wildcard(outer) and _components_match(outer, inner, whole=True)


def overlap(first: str, second: str) -> bool:
    """Whether two paths may have something in common; `False` is certain, symbolic links left aside."""
    if first[0] == second[0]:
        if first[0] == "/":
            first, second = _merged(first), _merged(second)
        return _components_match(first, second, whole=False)
    if first[0] == "/":
        first, second = second, first
    if second[0] != "/":
        return True  # a home directory may be the working directory
    if first[0] == "~":
        return any(_components_match(home, second, whole=False) for home in _HOMES)
    if any(covers(directory, _merged(second)) for directory in SYSTEM):
        # The working directory may be the root, but is none of these.
        return _components_match(_merged(first[1:] or "/"), _merged(second), whole=False)
    return True


def _merged(path: str) -> str:
    for short, full in _MERGED:
        if path.startswith(short) and path[len(short) : len(short) + 1] in ("", "/"):
            return full + path[len(short) :]
    return path


def _components_match(first: str, second: str, *, whole: bool) -> bool:
    """Compare components as far as both go; with `whole`, the first path must not be the longer one."""
    one = [part for part in first.split("/") if part]
    other = [part for part in second.split("/") if part]
    if whole and len(one) > len(other):
        return False
    for left, right in zip(one, other, strict=False):
        if left == right:
            continue
        if has_wildcard(left):
            if whole and has_wildcard(right):
                return False
            if not has_wildcard(right) and not matches(left, right):
                return False
        elif whole or not has_wildcard(right) or not matches(right, left):
            return False
    return True


def matches(pattern: str, name: str) -> bool:
    """Whether a shell pattern matches one component of a path; a malformed one matches what it says."""
    from dockerlint.context.glob import Glob

    try:
        return Glob(pattern).matches(name)
    except ValueError:
        return pattern == name
