"""The images of many files: which Dockerfile builds what another stands on, and what has to come from outside.

A Dockerfile is known to build an image by the tags that Compose, Bake and Skaffold files give it, and by named build
contexts; else the name alone tells: `FROM team/base` is the Dockerfile in the folder `base` where there is only one.
"""

from __future__ import annotations

import os

from dockerlint.graph.graph import build_graph
from dockerlint.knowledge.images import describe
from dockerlint.knowledge.reference import parse_reference
from dockerlint.syntax import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dockerlint.deploy.builds import Build
    from dockerlint.deploy.services import Service


# Folders that tell nothing of what is in them.
_PLAIN_FOLDERS = ("app", "build", "container", "docker", "image", "src")


class Need:
    """An image that a file needs: in which lines, what for, and which file builds it.

    `kind` is `from`, `copy`, `mount`, `syntax` or `service`; `by` says how the builder is known: `tag`, `context` or
    `name`, "" where nothing of the tree builds it. `image` is None where a variable hides it.
    """

    __slots__ = ("builder", "by", "image", "kind", "lines", "written")

    def __init__(self, image: str | None, written: str, kind: str) -> None:
        self.image = image
        self.written = written
        self.kind = kind
        self.lines: list[int] = []
        self.builder: ImageFile | None = None
        self.by = ""


class ImageFile:
    """A Dockerfile, or a file whose containers run images."""

    __slots__ = ("kind", "needs", "path", "tags")

    def __init__(self, path: str, kind: str) -> None:
        self.path = path
        self.kind = kind  # dockerfile, compose or kubernetes
        self.tags: list[str] = []  # the names that its images get
        self.needs: list[Need] = []

    @property
    def names(self) -> list[str]:
        """What the file's path calls its image: its folder, and what its own name has beside `Dockerfile`."""
        folder, name = os.path.split(os.path.abspath(self.path))
        words = name.lower().replace("containerfile", "dockerfile").split("dockerfile")
        own = [word.strip("._-") for word in words if word.strip("._-")]
        while os.path.basename(folder).lower() in _PLAIN_FOLDERS:
            folder = os.path.dirname(folder)
        return own or [os.path.basename(folder).lower()]

    def need(self, image: str | None, written: str, kind: str, line: int) -> Need:
        """Note that a line needs an image."""
        found = next((one for one in self.needs if (one.image, one.written, one.kind) == (image, written, kind)), None)
        if found is None:
            found = Need(image, written, kind)
            self.needs.append(found)
        if line not in found.lines:
            found.lines.append(line)
        return found


class ImageGraph:
    """Files and the images that they need; `files` are in the order of their paths."""

    __slots__ = ("_by_name", "_by_tag", "files")

    def __init__(self) -> None:
        self.files: list[ImageFile] = []
        self._by_tag: dict[str, ImageFile] = {}
        self._by_name: dict[str, list[ImageFile]] = {}

    def add_dockerfile(self, path: str, text: str | bytes, builds: Sequence[Build]) -> ImageFile:
        """Read a Dockerfile with the arguments of each of its builds."""
        file = ImageFile(path, "dockerfile")
        tree = parse(text)
        contexts: dict[Need, str] = {}
        for args, others in [(build.args, build.contexts) for build in builds] or [({}, {})]:
            for use in build_graph(tree, build_args=args).images:
                need = file.need(use.reference, use.written, use.kind, tree.position(use.span[0])[0])
                if use.reference in others:
                    contexts[need] = others[use.reference]
        for build in builds:
            file.tags += [image for image in build.images if image not in file.tags]
            self._by_tag[f"\0{build.name}"] = file
        for need, name in contexts.items():
            need.by = f"\0{name}"
        self._add(file)
        return file

    def add_services(self, path: str, text: str, kind: str, services: Iterable[Service]) -> ImageFile:
        """Take in what a Compose or Kubernetes file runs."""
        file = ImageFile(path, kind)
        for service in services:
            if service.image is not None and not service.is_built:
                line = text.count("\n", 0, service.image.span[0]) + 1
                file.need(service.reference, service.image.text, "service", line)
        if file.needs:
            self._add(file)
        return file

    def _add(self, file: ImageFile) -> None:
        self.files.append(file)
        for tag in file.tags:
            self._by_tag[_plain(tag)] = file
        if file.kind == "dockerfile":
            for name in file.names:
                self._by_name.setdefault(name, []).append(file)

    def join(self) -> None:
        """Find out which file builds what the others need; to be called when all are added."""
        self.files.sort(key=lambda file: file.path)
        for file in self.files:
            for need in file.needs:
                self._join(file, need)

    def _join(self, file: ImageFile, need: Need) -> None:
        if need.by:
            need.builder, need.by = self._by_tag.get(need.by), "context"
            if need.builder is None:
                need.by = ""
            return
        reference = parse_reference(need.image) if need.image else None
        if reference is None or need.kind == "syntax":
            return
        builder = self._by_tag.get(_plain(need.image or ""))
        if builder is not None:
            need.builder, need.by = builder, "tag"
            return
        folders = self._by_name.get(reference.repository.rpartition("/")[2].lower(), [])
        # Everybody's image is no file of the tree, whatever a folder is called.
        if len(folders) == 1 and folders[0] is not file and describe(reference) is None:
            need.builder, need.by = folders[0], "name"

    @property
    def external(self) -> list[str]:
        """The images that no file builds, in full, sorted."""
        found = set()
        for file in self.files:
            for need in file.needs:
                reference = parse_reference(need.image) if need.image and need.builder is None else None
                if reference is not None:
                    tag = f":{reference.tag}" if reference.tag else "" if reference.digest else ":latest"
                    digest = f"@{reference.digest}" if reference.digest else ""
                    found.add(f"{reference.name}{tag}{digest}")
        return sorted(found)

    @property
    def unknown(self) -> list[tuple[ImageFile, Need]]:
        """What a variable hides."""
        return [(file, need) for file in self.files for need in file.needs if need.image is None]

    def cycles(self) -> list[list[ImageFile]]:
        """Return the groups of files that need each other's images: nobody can build the first one."""
        return [group for group in self._components() if len(group) > 1 or _needs_itself(group[0])]

    def _components(self) -> Iterator[list[ImageFile]]:
        """Yield the strongly connected components (Tarjan), without recursion."""
        number: dict[ImageFile, int] = {}
        low: dict[ImageFile, int] = {}
        stack: list[ImageFile] = []
        for start in self.files:
            if start in number:
                continue
            work: list[tuple[ImageFile, list[ImageFile]]] = [(start, _builders(start))]
            number[start] = low[start] = len(number)
            stack.append(start)
            while work:
                file, left = work[-1]
                if left:
                    other = left.pop()
                    if other not in number:
                        number[other] = low[other] = len(number)
                        stack.append(other)
                        work.append((other, _builders(other)))
                    elif other in stack:
                        low[file] = min(low[file], number[other])
                    continue
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[file])
                if low[file] == number[file]:
                    at = stack.index(file)
                    group = stack[at:]
                    del stack[at:]
                    yield sorted(group, key=lambda one: one.path)


def _builders(file: ImageFile) -> list[ImageFile]:
    return [need.builder for need in file.needs if need.builder is not None]


def _needs_itself(file: ImageFile) -> bool:
    # By a tag a file may well need what an earlier build of it made, or another stage.
    return any(need.builder is file and need.by == "tag" and need.image in file.tags for need in file.needs)


def _plain(image: str) -> str:
    """Return an image's name without tag and digest, in full."""
    reference = parse_reference(image)
    return reference.name if reference is not None else image
