"""What the rules about the build context ask: what is copied out of it, and whether the guess of it is right."""

from __future__ import annotations

from dockerlint.context.paths import has_wildcard
from dockerlint.graph.stages import is_local_source
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.context import Context
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.text import Word

_WHOLE = ("", ".", "*")
# Files that stand at the top of a project, and so in the context of a Dockerfile that copies everything.
_PROJECT_FILES = (
    *("package.json", "pyproject.toml", "requirements.txt", "setup.py", "go.mod", "Cargo.toml", "pom.xml"),
    *("build.gradle", "build.gradle.kts", "Gemfile", "composer.json", "mix.exs", "CMakeLists.txt", "Makefile"),
)


def transfers(file: Dockerfile) -> Iterator[tuple[Copy | Add, Word]]:
    """Yield each COPY and ADD from the build context with each source that names files of it."""
    for outer in file.tree.instructions:
        node = outer.inner or outer
        if isinstance(node, (Copy, Add)) and node.from_ is None and node.destination is not None:
            for word in node.sources:
                if not word.value.startswith("<<") and is_local_source(node, word.value):
                    yield node, word


def is_whole(source: str) -> bool:
    """Whether a source is the whole context."""
    return cleaned(source) in _WHOLE


def cleaned(source: str) -> str:
    """Return a source as a path below the context's root."""
    return "/".join(part for part in source.split("/") if part not in ("", "."))


def whole_context(file: Dockerfile) -> Word | None:
    """Return the first source that is the whole context, in a stage that is built."""
    built = {one.index for stage in file.graph.reachable() for one in stage.instructions}
    return next((word for node, word in transfers(file) if is_whole(word.value) and node.index in built), None)


def named_sources(file: Dockerfile) -> list[str]:
    """Return every source in the context that the file names, mounts included, but the whole context."""
    found = [word.value for _, word in transfers(file)]
    for node in file.tree.instructions:
        if isinstance(node, Run):
            found += [
                mount.source for mount in node.mounts if mount.type == "bind" and not mount.from_ and mount.source
            ]
    return [source for source in found if "$" not in source and not is_whole(source)]


def known_context(file: Dockerfile) -> Context | None:
    """Return the build context where it is given, or where the files that are named show that it is the right one."""
    context = file.context
    if context is None or context.is_given:
        return context
    plain = [cleaned(source) for source in named_sources(file) if not has_wildcard(source)]
    if any(context.lstat(source) is None for source in plain):
        return None
    return context if plain or any(context.lstat(name) is not None for name in _PROJECT_FILES) else None


def mentions(file: Dockerfile, name: str) -> bool:
    """Whether any instruction names a file or folder, which it then seems to need."""
    for outer in file.tree.instructions:
        node = outer.inner or outer
        texts = [word.value for word in node.words] + [heredoc.content for heredoc in node.heredocs]
        for text in texts:
            place = text.find(name)
            while place >= 0:
                before, after = text[place - 1 : place], text[place + len(name) : place + len(name) + 1]
                if not (before.isalnum() or before in ("_", "-", ".")) and not (
                    after.isalnum() or after in ("_", "-", ".")
                ):
                    return True
                place = text.find(name, place + 1)
    return False


def listed(names: list[str], most: int = 2) -> str:
    """Return names for a message: "`a`, `b` and 3 more"."""
    shown = [f"`{name}`" for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join(shown)
