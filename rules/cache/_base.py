"""The external image that a stage begins with, as far as caches are concerned."""

from __future__ import annotations

from dockerlint.knowledge.package_managers import BASE_IMAGES
from dockerlint.knowledge.reference import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.knowledge.package_managers import BaseImage


class Base:
    """What is known of an image; `settings` are its variables and users, None where they are not known."""

    __slots__ = ("_releases", "image", "settings")

    def __init__(self, stage: Stage) -> None:
        edge = stage.edges[0]
        # Where a variable hides the tag, the rest of the name still tells most.
        self.image = parse_reference(edge.image or edge.written.partition("@")[0].partition(":$")[0])
        self.settings: BaseImage | None = None
        self._releases: dict[str, tuple[int, ...] | None] = {}
        if self.image is not None:
            publisher, slash, name = self.image.repository.rpartition("/")
            official = publisher.rpartition("/")[2] == "library"
            # Another registry's image of the same name is another image, unless it mirrors the official ones.
            self.settings = BASE_IMAGES.get(name if official else publisher + slash + name) if slash else None

    def release(self, distribution: str) -> tuple[int, ...] | None:
        """Return which release of a distribution the image is; None where it is not known to be one."""
        if distribution not in self._releases:
            self._releases[distribution] = self._release(distribution)
        return self._releases[distribution]

    def _release(self, distribution: str) -> tuple[int, ...] | None:
        from dockerlint.knowledge.images import describe

        known = describe(self.image) if self.image is not None else None
        if known is None or known.distribution != distribution or not known.release:
            return None
        return tuple(int(number) for number in known.release.split(".") if number.isdigit()) or None
