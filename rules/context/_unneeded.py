"""What a build context often holds and no image needs: each with the pattern that keeps it out, and when it counts."""

from __future__ import annotations

from dockerlint.rules.context.common import cleaned, mentions, named_sources
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.context import Context
    from dockerlint.lint.dockerfile import Dockerfile

_NODE = ("npm", "yarn", "pnpm", "bun")
# Names at the top of the context: the managers of which one must run in the file for the name to be superfluous.
_NAMED: dict[str, tuple[str, ...]] = {
    ".git": (),
    ".hg": (),
    ".svn": (),
    "node_modules": _NODE,
    ".next": _NODE,
    ".nuxt": _NODE,
    ".venv": (),
    "target": ("cargo", "maven", "sbt"),
    ".gradle": ("gradle",),
    "__pycache__": (),
    ".pytest_cache": (),
    ".mypy_cache": (),
    ".ruff_cache": (),
    ".tox": (),
    ".terraform": (),
    ".env": (),
    ".env.local": (),
    ".ssh": (),
    ".aws": (),
    ".netrc": (),
    ".git-credentials": (),
    "id_rsa": (),
    "id_ed25519": (),
}
# A virtual environment under a name that may be anything: this file tells.
_ENVIRONMENTS = ("venv", "env")
# Those that lie anywhere in a project.
_ANYWHERE = ("node_modules", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".terraform")
# Who commits a key below such a folder wants it there.
_ON_PURPOSE = frozenset(("test", "tests", "testdata", "fixtures", "example", "examples", "sample", "samples", "spec"))
_KEY_ENDINGS = (".pem", ".key")


class Unneeded:
    """Something that the image does not need; `pattern` keeps it out, `bytes` is None where it was not measured."""

    __slots__ = ("bytes", "name", "pattern")

    def __init__(self, name: str, pattern: str, size: int | None) -> None:
        self.name = name
        self.pattern = pattern
        self.bytes = size


def unneeded(file: Dockerfile, context: Context) -> list[Unneeded]:
    """Return what the context holds and sends without need. It is walked only where it is given."""
    managers = _managers(file)
    found: dict[str, Unneeded] = {}
    for name, wanted in _NAMED.items():
        if not _is_sent(context, name) or (name.startswith(".env") and not _is_private(context, name)):
            continue
        if (not wanted or managers.intersection(wanted)) and _is_spare(file, name):
            pattern = f"**/{name}" if name in _ANYWHERE else name
            found[pattern] = Unneeded(name, pattern, _size(context, name))
    for name in _ENVIRONMENTS:
        if _is_sent(context, f"{name}/pyvenv.cfg") and _is_spare(file, name):
            found[name] = Unneeded(name, name, _size(context, name))
    if context.is_given:
        _look_deeper(file, context, managers, found)
    sources = [cleaned(source) for source in named_sources(file)]
    return [one for one in found.values() if not any(_keeps_out(one.pattern, source) for source in sources)]


def _look_deeper(file: Dockerfile, context: Context, managers: set[str], found: dict[str, Unneeded]) -> None:
    known = [one.name for one in found.values()]
    for entry in context.files():
        if any(entry.path.startswith(name + "/") for name in known):
            continue
        *folders, name = entry.path.split("/")
        for folder in folders:
            if folder not in _ANYWHERE or f"**/{folder}" in found or not _is_spare(file, folder):
                continue
            if not _NAMED[folder] or managers.intersection(_NAMED[folder]):
                path = entry.path[: f"/{entry.path}".index(f"/{folder}/") + len(folder)]
                found[f"**/{folder}"] = Unneeded(path, f"**/{folder}", _size(context, path))
        if name.endswith(_KEY_ENDINGS) and entry.is_file and entry.path not in found:
            content = context.read(entry.path) or b""
            if b"PRIVATE KEY-----" in content[:200] and _ON_PURPOSE.isdisjoint(folders) and _is_spare(file, name):
                found[entry.path] = Unneeded(entry.path, entry.path, None)


def _managers(file: Dockerfile) -> set[str]:
    runs = [node for node in file.tree.instructions if isinstance(node, Run)]
    calls = [package_call(command) for run in runs for command in file.commands(run)]
    return {call.name for call in calls if call is not None}


def _is_sent(context: Context, name: str) -> bool:
    return context.lstat(name) is not None and not (context.has_ignore_file and context.ignore.excludes(name))


def _is_spare(file: Dockerfile, name: str) -> bool:
    """Whether nothing in the file asks for it."""
    if name == ".git":
        for node in file.tree.instructions:
            if isinstance(node, Run) and any(
                command.name == "git" and command.subcommand() not in ("clone", "config", "init", "lfs", "")
                for command in file.commands(node)
            ):
                return False
    return not mentions(file, name)


def _is_private(context: Context, name: str) -> bool:
    """Whether git leaves a `.env` out, so that it is one machine's own; one that git knows belongs to the project."""
    text = context.text(".gitignore")
    lines = [line.strip().lstrip("/") for line in (text or "").split("\n")]
    return any(line in (name, ".env*", "*.env", ".env.*") for line in lines)


def _size(context: Context, path: str) -> int | None:
    return sum(entry.size for entry in context.files(path)) if context.is_given else None


def _keeps_out(pattern: str, source: str) -> bool:
    from dockerlint.context import parse_ignore

    return parse_ignore(pattern).excludes(source)
