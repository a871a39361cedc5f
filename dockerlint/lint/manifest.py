"""A Compose or Kubernetes file under check, as a rule sees it: its images, its containers, the Dockerfiles in it."""

from __future__ import annotations

import os

from dockerlint.deploy.builds import DeployError, builds_of
from dockerlint.deploy.manifests import is_template, manifest_kind, read_services
from dockerlint.graph.graph import Graph
from dockerlint.graph.stages import ImageUse
from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.syntax import parse
from dockerlint.syntax.items import Comment, ParseError
from dockerlint.syntax.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.context import Context
    from dockerlint.deploy.builds import Build
    from dockerlint.deploy.services import Service
    from dockerlint.deploy.values import Value
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.suppression import Suppression


_BUILD_FILES = ("compose.yaml", "docker-compose.yaml", "docker-compose.yml", "docker-bake.hcl", "skaffold.yaml")


class ManifestGraph(Graph):
    """The graph of a file without stages: images alone."""

    __slots__ = ()

    @property
    def images(self) -> list[ImageUse]:
        """The images that the file names, each place once."""
        return self._images or []


class Inline:
    """A Dockerfile that stands in the file, and where each of its characters comes from."""

    __slots__ = ("_offsets", "file")

    def __init__(self, file: Dockerfile, offsets: list[int]) -> None:
        self.file = file
        self._offsets = offsets

    def moved(self, finding: Finding) -> Finding:
        """Return a finding of the Dockerfile with its place in the whole file."""
        finding.start, finding.end = self._offsets[finding.start], self._offsets[finding.end]
        finding.is_inline = True
        finding.subject = None
        return finding


class Manifest(Dockerfile):
    """A Compose or Kubernetes file.

    To rules about images it is a Dockerfile whose `graph.images` are those of its containers; `services` are the
    containers, `inline` the Dockerfiles in it.
    """

    is_manifest = True

    __slots__ = ("_opened", "inline", "kind", "services")

    def __init__(
        self,
        tree: Tree,
        path: str,
        kind: str,
        services: list[Service],
        *,
        context: Context | None,
        settings: dict[str, object] | None,
        today: str,
    ) -> None:
        super().__init__(tree, path, context=context, settings=settings, today=today)
        self.kind = kind  # compose or kubernetes
        self.services = services
        graph = ManifestGraph(tree, None, None, {})
        graph._images = [use for service in services if (use := _use(service)) is not None]  # noqa: SLF001
        self._graph = graph
        self.inline = [
            inline
            for service in services
            if service.inline is not None and (inline := _inline(service.inline, self)) is not None
        ]
        self._opened: dict[tuple[str, str | None], Dockerfile | None] = {}

    def dockerfile_of(self, service: Service) -> Dockerfile | None:
        """Return the Dockerfile from which a container's image is built; None where that is not known."""
        build = service.build
        if build is None:
            return None
        key = build.dockerfile, build.target
        if key not in self._opened:
            self._opened[key] = self._open(build)
        return self._opened[key]

    def _open(self, build: Build) -> Dockerfile | None:
        root = getattr(self.context, "root", None)
        if root is not None:
            try:
                with open(build.dockerfile, "rb") as source:
                    content: bytes | None = source.read()
            except OSError:
                return None
        else:
            content = self.context.read(build.dockerfile) if self.context is not None else None
        if content is None:
            return None
        file = Dockerfile(parse(content), build.dockerfile, target=build.target, build_args=build.args)
        return file if file.graph.target is not None else None

    def join(self, builds: Sequence[Build]) -> None:
        """Say how other files of the run build images: containers that run one of them get its Dockerfile."""
        by_name = {_plain(image): build for build in builds for image in build.images}
        for service in self.services:
            if service.build is None and service.reference:
                service.build = by_name.get(_plain(service.reference))

    def suppressions(self) -> list[Suppression]:
        """Return the comments that silence findings: behind what they mean, or in the line above it."""
        from dockerlint.lint.suppression import find_suppressions

        text = self.tree.text
        found = find_suppressions(self.tree)
        for one in found:
            if (one.start, one.end) != (0, 0):
                continue
            start = text.rfind("\n", 0, one.comment.start) + 1
            if not text[start : one.comment.start].strip():
                start = one.comment.end + 1
                while text[start:].lstrip(" ").startswith("#"):
                    start = _line_end(text, start) + 1
            one.start, one.end = start, _line_end(text, start) + 1
        return found

    def release(self) -> None:
        """Forget what rules found out about it."""
        for file in self._opened.values():
            if file is not None:
                file.release()
        self._opened.clear()


def manifest(
    source: str | bytes, path: str, *, context: Context | None, settings: dict[str, object] | None, today: str
) -> Manifest | None:
    """Return a file as a manifest; None where it is none."""
    text = source if isinstance(source, str) else source.decode("utf-8", "surrogateescape")
    kind = manifest_kind(path, text)
    if not kind:
        return None
    from dockerlint.deploy.values import YamlError

    errors: list[ParseError] = []
    services: list[Service] = []
    root = getattr(context, "root", None)
    try:
        services = read_services(text, kind, os.path.dirname(path) if root is None else root, os.environ)
    except YamlError as error:
        if not is_template(text):
            errors.append(ParseError("invalid-yaml", str(error), error.offset, _line_end(text, error.offset)))
    starts = [0]
    while starts[-1] < len(text):
        starts.append(_line_end(text, starts[-1]) + 1)
    starts[-1] = len(text)
    tree = Tree(text, _comments(text), [], errors, "\\", starts)  # type: ignore[arg-type]
    found = Manifest(tree, path, kind, services, context=context, settings=settings, today=today)
    if kind == "kubernetes" and context is not None and services:
        found.join(_builds_beside(context))
    return found


def _builds_beside(context: Context) -> list[Build]:
    """Return what the Compose, Bake and Skaffold files in the same folder build."""
    builds: list[Build] = []
    root = getattr(context, "root", "")
    for name in _BUILD_FILES:
        text = context.read(name)
        if text is not None:
            try:
                builds += builds_of(name, text.decode("utf-8", "surrogateescape"), root, os.environ)
            except DeployError:
                continue  # told where that file is checked itself
    return builds


def _use(service: Service) -> ImageUse | None:
    image = service.image
    if image is None or service.is_built:
        return None
    return ImageUse("service", service.reference, image.text, image.span)


def _plain(image: str) -> str:
    """Return an image's name without tag, digest and Docker Hub's registry."""
    name = image.partition("@")[0]
    head, slash, last = name.rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}".removeprefix("docker.io/").removeprefix("library/")


def _comments(text: str) -> list[Comment]:
    """Return the comments of a YAML text; a `#` in a text of several lines may look like one."""
    found = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        at = 0 if line.startswith("#") else line.find(" #") + 1
        if at or line.startswith("#"):
            comment = Comment(text, start, start + len(line), number)
            comment.start, comment.end = start + at, start + len(line.rstrip("\r"))
            found.append(comment)
        start += len(line) + 1
    return found


def _inline(value: Value, owner: Manifest) -> Inline | None:
    """Return the Dockerfile in a text of the style `|`; Compose writes a dollar sign as two."""
    if not value.is_block:
        return None
    text = owner.tree.text
    begin, end = value.span
    begin = _line_end(text, begin) + 1
    lines = text[begin:end].split("\n")
    indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    content = ""
    offsets: list[int] = []
    for number, line in enumerate(lines):
        at = min(indent, len(line))
        while at < len(line):
            content += line[at]
            offsets.append(begin + at)
            at += 2 if line.startswith("$$", at) else 1
        if number < len(lines) - 1:
            content += "\n"
            offsets.append(begin + len(line))
        begin += len(line) + 1
    offsets.append(offsets[-1] + 1 if offsets else begin)
    file = Dockerfile(parse(content), owner.path, settings=owner.settings, today=owner.today)
    return Inline(file, offsets)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
