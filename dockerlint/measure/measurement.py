"""Everything that is measured of one image."""

from __future__ import annotations

from dockerlint.measure import contents
from dockerlint.measure.dive import measure_dive
from dockerlint.measure.errors import ArchiveError
from dockerlint.measure.history import read_history, steps_of_layers, tie
from dockerlint.measure.merge import WASTE, Merged
from dockerlint.measure.tar import FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dockerlint.graph.stages import Stage
    from dockerlint.measure.archive import Image
    from dockerlint.measure.dive import Dive
    from dockerlint.measure.history import Step
    from dockerlint.measure.merge import File
    from dockerlint.measure.predictions import Prediction
    from dockerlint.measure.rebuild import Rebuild

# What the build of a Dockerfile adds to its context when the file itself is not sent as it is; see build.py. Whatever
# has this name was not put into the image by anybody.
PLANTED = ".dockerlint-measured.Dockerfile"
_MOST_LARGE = 15


class MeasuredLayer:
    """A layer: `bytes` of regular files, `wasted` of them hidden by later layers, `hides` of lower layers' by it."""

    __slots__ = ("bytes", "compressed", "digest", "files", "hides", "opaques", "step", "wasted", "whiteouts")

    def __init__(self, size: int, step: Step | None, digest: str, compressed: int | None, files: int) -> None:
        self.bytes = size
        self.step = step
        self.digest = digest
        self.compressed = compressed
        self.files = files
        self.wasted = 0
        self.hides = 0
        self.whiteouts = 0
        self.opaques = 0

    @property
    def instruction(self) -> str | None:
        """The instruction that made it, on one line."""
        return self.step.text or None if self.step is not None else None

    @property
    def line(self) -> int | None:
        """The line of that instruction, where the Dockerfile is known; for a layer of the base image that of FROM."""
        return self.step.line if self.step is not None else None

    @property
    def is_base(self) -> bool | None:
        """Whether it came with the base image; None where the Dockerfile is not known."""
        return self.step.is_base if self.step is not None else None


class Blame:
    """The waste that one layer made of another's bytes, by one cause."""

    __slots__ = ("bytes", "cause", "example", "files", "hidden_by", "made_by")

    def __init__(self, cause: str, made_by: int, hidden_by: int) -> None:
        self.cause = cause
        self.made_by = made_by
        self.hidden_by = hidden_by
        self.bytes = 0
        self.files = 0
        self.example = ""  # the largest path


class Measurement:
    """An image, weighed. `name` is what the user asked for; `build_seconds` is set where it was built for this."""

    __slots__ = (
        "avoidable",
        "blames",
        "build_programs",
        "build_seconds",
        "dive",
        "image",
        "layers",
        "merged",
        "name",
        "notes",
        "predictions",
        "rebuild",
        "secrets",
        "set_id_files",
        "users",
    )

    def __init__(self, image: Image, name: str, stage: Stage | None = None) -> None:
        for layer in image.layers:
            if any(entry.path.endswith(PLANTED) for entry in layer.entries):
                layer.entries = [entry for entry in layer.entries if entry.path.rpartition("/")[2] != PLANTED]
        self.image = image
        self.name = name
        self.notes: list[str] = []
        self.build_seconds: float | None = None
        self.rebuild: Rebuild | None = None
        self.predictions: list[Prediction] | None = None  # of the findings that its Dockerfile has
        try:
            self.merged = Merged(image.layers)
        except ArchiveError as error:
            raise ArchiveError(f"{name}: {error}") from error
        self.dive: Dive = measure_dive(image.layers)
        self.layers = self._layers(stage)
        self.blames = self._blame()
        self.avoidable = contents.avoidable(self.merged, image.settings)
        self.set_id_files = contents.set_id_files(self.merged)
        self.users = contents.users(self.merged)
        self.secrets = contents.secrets(self.merged)
        self.build_programs = contents.build_programs(self.merged)
        # From here on only the merged file system is needed.
        for layer in image.layers:
            layer.entries = []

    def _layers(self, stage: Stage | None) -> list[MeasuredLayer]:
        image = self.image
        steps = read_history(image.history)
        if stage is not None:
            tie(steps, stage)
        found = []
        digests = image.diff_ids or [""] * len(image.layers)
        for layer, size, step, digest, markers in zip(
            image.layers,
            self.merged.layer_bytes,
            steps_of_layers(steps, len(image.layers)),
            digests,
            self.merged.markers,
            strict=True,
        ):
            files = sum(entry.kind == FILE for entry in layer.entries) - sum(markers)
            measured = MeasuredLayer(size, step, digest, layer.compressed, max(files, 0))
            measured.whiteouts, measured.opaques = markers
            found.append(measured)
        for waste in self.merged.waste:
            found[waste.made_by].wasted += waste.bytes
            found[waste.hidden_by].hides += waste.bytes
        return found

    def _blame(self) -> list[Blame]:
        found: dict[tuple[str, int, int], Blame] = {}
        largest: dict[tuple[str, int, int], int] = {}
        for waste in self.merged.waste:
            key = (waste.cause, waste.made_by, waste.hidden_by)
            blame = found.setdefault(key, Blame(*key))
            blame.bytes += waste.bytes
            blame.files += 1
            if waste.bytes > largest.get(key, -1):
                largest[key] = waste.bytes
                blame.example = waste.path
        return sorted(found.values(), key=lambda one: (-one.bytes, one.hidden_by, one.made_by, one.cause))

    @property
    def has_contents(self) -> bool:
        """Whether the layers were read; of an image in a registry compressed sizes and history alone are known."""
        return self.image.has_contents

    @property
    def bytes(self) -> int:
        """Layer bytes: what a machine stores that has none of the layers yet."""
        return sum(layer.bytes for layer in self.layers)

    @property
    def merged_bytes(self) -> int:
        """What a container sees."""
        return self.merged.bytes

    @property
    def compressed_bytes(self) -> int | None:
        """What the archive's layers take in it, where all that hold something are compressed."""
        sizes = [layer.compressed for layer in self.layers]
        return sum(size or 0 for size in sizes) if sizes and all(size is not None for size in sizes) else None

    @property
    def waste(self) -> dict[str, int]:
        """Bytes by cause: layer bytes minus merged bytes in all."""
        found = dict.fromkeys(WASTE, 0)
        for waste in self.merged.waste:
            found[waste.cause] += waste.bytes
        return found

    @property
    def avoidable_bytes(self) -> dict[str, int]:
        """Bytes of the merged file system that nobody needs, by cause."""
        found = dict.fromkeys(contents.AVOIDABLE, 0)
        for each in self.avoidable:
            found[each.cause] += each.bytes
        return found

    @property
    def settings(self) -> Mapping[str, Any]:
        """What a container starts with."""
        return self.image.settings

    @property
    def user(self) -> str:
        """The user that a container runs as, `root` where nothing is set."""
        user = self.settings.get("User")
        return user if isinstance(user, str) and user else "root"

    def largest_files(self, most: int = _MOST_LARGE) -> list[tuple[str, File]]:
        """Return the largest files."""
        import heapq

        return heapq.nlargest(most, self.merged.contents(), key=lambda one: one[1].size)

    def largest_folders(self, most: int = _MOST_LARGE) -> list[tuple[str, int]]:
        """Return folders that hold much, with the bytes below each; none lies in another.

        From the root on, a folder gives way to those in it while it holds a tenth of everything, and they most of it.
        """
        sizes: dict[str, int] = {}
        for path, file in self.merged.contents():
            folder = path.rpartition("/")[0]
            while folder:
                sizes[folder] = sizes.get(folder, 0) + file.size
                folder = folder.rpartition("/")[0]
        below: dict[str, list[str]] = {}
        for folder in sizes:
            below.setdefault(folder.rpartition("/")[0], []).append(folder)
        found = []
        pending = below.get("", [])
        while pending:
            folder = pending.pop()
            inner = below.get(folder, [])
            if 10 * sizes[folder] > self.merged_bytes and 2 * sum(sizes[one] for one in inner) > sizes[folder]:
                pending += inner
            else:
                found.append((folder, sizes[folder]))
        found.sort(key=lambda one: (-one[1], one[0]))
        return found[:most]
