"""What a conversion to several stages will do, or why there is none: plans, refusals, and what people may answer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.syntax.instructions import Instruction

BASES = ("slim", "distroless", "alpine", "scratch")


class NoPlan(Exception):  # noqa: N818  # an answer, not an error
    """A file that is not converted: why, and the question that would settle it ("" where nothing would)."""

    def __init__(self, reason: str, question: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.question = question


class Answers:
    """What the command line or the configuration knows that the file does not tell.

    `artifacts` are paths of the build stage that the program needs at run time, `runtime_base` the image of the last
    stage, `base` a kind of image for it, `keep_packages` system packages that stay, `drop_packages` such as do not;
    `build_lines` and `runtime_lines` are lines of RUN instructions that are needed only there; `jlink` asks for a
    run-time image of Java made to measure.
    """

    __slots__ = (
        "artifacts",
        "base",
        "build_lines",
        "drop_packages",
        "jlink",
        "keep_packages",
        "runtime_base",
        "runtime_lines",
    )

    def __init__(
        self,
        *,
        artifacts: Sequence[str] = (),
        runtime_base: str = "",
        base: str = "",
        keep_packages: Sequence[str] = (),
        drop_packages: Sequence[str] = (),
        build_lines: Sequence[int] = (),
        runtime_lines: Sequence[int] = (),
        jlink: bool = False,
    ) -> None:
        self.artifacts = list(artifacts)
        self.runtime_base = runtime_base
        self.base = base
        self.keep_packages = set(keep_packages)
        self.drop_packages = set(drop_packages)
        self.build_lines = set(build_lines)
        self.runtime_lines = set(runtime_lines)
        self.jlink = jlink


class PlannedStage:
    """A stage of the result: its name ("" for none), its base, what it is for."""

    __slots__ = ("base", "name", "purpose")

    def __init__(self, name: str, base: str, purpose: str) -> None:
        self.name = name
        self.base = base
        self.purpose = purpose


class Artifact:
    """A path that the last stage copies from the build stage, with the line of the original that proves it.

    `owner` is what `--chown` says, "" for root; `stage` the stage that has it, "" for the build stage.
    """

    __slots__ = ("line", "owner", "path", "reason", "stage")

    def __init__(self, path: str, line: int, reason: str, owner: str = "") -> None:
        self.stage = ""
        self.path = path
        self.line = line
        self.reason = reason
        self.owner = owner


class Package:
    """A system package and why the last stage has it, or has it not."""

    __slots__ = ("line", "name", "reason")

    def __init__(self, name: str, reason: str, line: int = 0) -> None:
        self.name = name
        self.reason = reason
        self.line = line


class Dropped:
    """An instruction, or a part of one, that is in no stage of the result, or not in the last one, and why."""

    __slots__ = ("line", "reason")

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason


class Fate:
    """What becomes of an instruction: `kept` with the build, `moved` to the last stage, `both`, `split`, `dropped`."""

    __slots__ = ("instruction", "kind", "reason")

    def __init__(self, instruction: Instruction, kind: str, reason: str) -> None:
        self.instruction = instruction
        self.kind = kind
        self.reason = reason


class Plan:
    """A conversion that was proved. Lines are those of the original.

    `changes` names the fields of the run-time configuration that differ, each with the reason; `may_add` rules that
    may have more findings, each with the reason.
    """

    __slots__ = (
        "artifacts",
        "assumed",
        "carried",
        "changes",
        "dropped",
        "fates",
        "kept_packages",
        "left_packages",
        "may_add",
        "recipe",
        "runtime_base",
        "runtime_reason",
        "stages",
        "text",
    )

    def __init__(self, recipe: str) -> None:
        self.recipe = recipe
        self.stages: list[PlannedStage] = []
        self.artifacts: list[Artifact] = []
        self.runtime_base = ""
        self.runtime_reason = ""
        self.kept_packages: list[Package] = []
        self.left_packages: list[Package] = []
        self.carried: list[tuple[str, int]] = []
        self.assumed: list[str] = []
        self.dropped: list[Dropped] = []
        self.fates: list[Fate] = []
        self.changes: dict[str, str] = {}
        self.may_add: dict[str, str] = {}
        self.text = ""
