"""What a COPY or ADD brings from the build context: which file of the context becomes which path of the image."""

from __future__ import annotations

from dockerlint.context.paths import clean_path
from dockerlint.fix.fixer import Refused
from dockerlint.graph.paths import SYSTEM, base_name, covers, has_wildcard, join, overlap
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.context import Context
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Run


class Brought:
    """The files that a COPY or ADD puts below its destination. Raises Refused where that is not known for certain.

    Paths are those of the image, as `dockerlint.graph.paths` writes them.
    """

    __slots__ = ("_context", "_files", "_folders", "copy", "place")

    def __init__(self, copy: Copy | Add, file: Dockerfile) -> None:
        context = file.context
        if context is None:
            raise Refused("the build context is not known: give it with `--context`")
        if copy.from_ is not None or copy.flag("parents") or copy.flag("exclude") or copy.heredocs:
            raise Refused("what brings it is more than a plain copy from the build context")
        destination = copy.destination
        text = None if destination is None else file.graph.expand(copy, destination.value)
        place = None if text is None else join(file.graph.working_directory(copy), text)
        if place is None:
            raise Refused("it is not known where the sources are copied to")
        self.copy = copy
        self.place = place
        self._context: Context = context
        self._folders: list[str] = []  # of the context whose contents lie in the place
        self._files: dict[str, str] = {}
        into = len(copy.sources) > 1 or (text or "").endswith(("/", "."))
        for word in copy.sources:
            source = file.graph.expand(copy, word.value)
            if source is None or "://" in source or source.startswith("git@"):
                raise Refused("it is not known what is copied")
            self._add(clean_path(source), into=into)

    def _add(self, source: str, *, into: bool) -> None:
        context = self._context
        found = context.glob(source) if has_wildcard(source) else [source]
        for path in found:
            if not path or context.is_directory(path):
                self._folders.append(path)
            elif context.exists(path):
                into = into or len(found) > 1
                self._files[_inside(self.place, base_name(path)) if into else self.place] = path

    @property
    def has_folder(self) -> bool:
        """Whether it brings more than single files."""
        return bool(self._folders)

    @property
    def has_repository(self) -> bool:
        """Whether a git repository is brought: programs look for it."""
        return bool(self.sources(_inside(self.place, ".git")))

    def paths(self) -> list[tuple[str, str]]:
        """Return every single file or folder that it names, as path of the image and path of the context."""
        found = list(self._files.items())
        return [*found, *((self.place, folder) for folder in self._folders)]

    def sources(self, path: str) -> list[str]:
        """Return the paths of the context that become a path of the image: several where folders overlap."""
        found = [self._files[path]] if path in self._files else []
        if path != self.place and covers(self.place, path):
            inside = path[len(self.place) :].strip("/")
            below = [f"{folder}/{inside}" if folder else inside for folder in self._folders]
            found += [source for source in below if self._context.exists(source)]
        return found

    def possible(self, path: str) -> list[str]:
        """Return what may be brought of a path that begins elsewhere: where the working directory is not known.

        That of a base image is the root, a home or an application's folder, but none of the distribution's.
        """
        if covers(self.place, path):
            return self.glob(path)
        found = []
        if path[0] == "~" and self.place[0] != "~":
            rest = path[1:].strip("/")
            for home in ("root", "home"):
                found += self.glob(join(self.place, home) or "")
            if self.place[0] == "." or self.place in ("/root", "/home") or self.place.startswith("/home/"):
                found += self.glob(f"{self.place}/{rest}")
        elif self.place[0] == "." and path[0] == "/":
            parts = path.strip("/").split("/")
            for start in range(len(parts)):
                directory = "/" + "/".join(parts[:start])
                if not any(covers(system, directory) for system in SYSTEM):
                    found += self.glob(f"{self.place}/{'/'.join(parts[start:])}")
        return found

    def ending_in(self, endings: tuple[str, ...]) -> list[str]:
        """Return the files in folders whose names end in one of these."""
        return [
            _inside(self.place, entry.path[len(folder) :].strip("/"))
            for folder in self._folders
            for entry in self._context.files(folder)
            if entry.path.endswith(endings)
        ]

    def is_directory(self, path: str) -> bool:
        """Whether the path is a folder that is brought."""
        return any(self._context.is_directory(source) for source in self.sources(path))

    def text(self, path: str) -> str | None:
        """Return the text of a file that is brought; None where there is none."""
        sources = self.sources(path)
        content = self._context.read(sources[-1]) if sources else None
        if content is None:
            return None
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")

    def glob(self, pattern: str) -> list[str]:
        """Return what is brought of the paths that a pattern stands for."""
        if not has_wildcard(pattern):
            return [pattern] if self.sources(pattern) else []
        found = [path for path in self._files if covers(pattern, path)]
        if overlap(pattern, self.place):
            inside = [part for part in pattern.split("/") if part][_depth(self.place) :]
            for folder in self._folders:
                below = "/".join([folder, *inside] if folder else inside)
                paths = self._context.glob(below) if inside else ()
                found += [_inside(self.place, path[len(folder) :].strip("/")) for path in paths]
        return list(dict.fromkeys(found))


class AllBrought:
    """What all instructions in front of a RUN bring from the build context, the later ones over the earlier."""

    __slots__ = ("_all",)

    def __init__(self, run: Run, file: Dockerfile) -> None:
        if file.context is None:
            raise Refused("the build context is not known: give it with `--context`")
        self._all: list[Brought] = []
        stage = file.graph.stage_of(run)
        for one in reversed(stage.bases) if stage is not None else ():
            for node in one.instructions:
                if isinstance(node, (Copy, Add)) and node.from_ is None and (node.index < run.index):
                    try:
                        self._all.append(Brought(node, file))
                    except Refused:
                        continue  # the independence test knows it

    @property
    def has_repository(self) -> bool:
        """Whether a git repository is brought: programs look for it."""
        return any(one.has_repository for one in self._all)

    def sources(self, path: str) -> list[str]:
        """Return the paths of the context that become a path of the image."""
        return [source for one in self._all for source in one.sources(path)]

    def ending_in(self, endings: tuple[str, ...]) -> list[str]:
        """Return the files whose names end in one of these."""
        return [path for one in self._all for path in one.ending_in(endings)]

    def possible(self, path: str) -> list[str]:
        """Return what may be brought of the paths that a pattern stands for."""
        return list(dict.fromkeys(found for one in self._all for found in one.possible(path)))

    def is_directory(self, path: str) -> bool:
        """Whether the path is a folder that is brought."""
        return any(one.is_directory(path) for one in self._all)

    def text(self, path: str) -> str | None:
        """Return the text of a file that is brought; None where there is none."""
        for one in reversed(self._all):
            text = one.text(path)
            if text is not None:
                return text
        return None


def _depth(path: str) -> int:
    return len([part for part in path.split("/") if part])


def _inside(directory: str, name: str) -> str:
    return f"{directory.rstrip('/')}/{name}"
