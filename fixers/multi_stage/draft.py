"""What a recipe finds out about a file: everything that the writer needs to know of an ecosystem."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.fixers.multi_stage.plan import Artifact
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class Branch:
    """A stage beside the build: it begins with what the build has behind an instruction, and has lines of its own then.

    So they do not run again where only what the build does further on changes. The build's part up to there gets a name
    of its own, `trunk`.
    """

    __slots__ = ("after", "lines", "name", "trunk")

    def __init__(self, trunk: str, name: str, after: Instruction, lines: list[str]) -> None:
        self.trunk = trunk
        self.name = name
        self.after = after
        self.lines = lines


class Draft:
    """A conversion in the words of one ecosystem.

    `build` are the commands that only the build needs, each with what it does; `artifacts` what they leave for the
    run; `base` and `base_reason` the last stage's image. `keeps_sources` says whether the program runs from its
    sources, which the last stage then copies as the original does; otherwise it gets what `is_source` does not name.
    `manifests` are names of files whose COPY only the build needs. `needs` are tools that the run needs although no
    instruction names them, `libraries` packages with a reason. `opening` are lines in front of all that the build stage
    does, `before_build` and `after_build` around its build commands (the first from the instruction `before_build_at`
    on), `after_copy` lines for the last stage behind the copied artifacts; `dependencies` are lines of the build stage
    in front of the instruction `dependencies_at`, `moved` a RUN that goes with them, and `after_moved` lines behind it.
    `leaves` are keywords of instructions that the last stage has not, each with the reason.
    """

    __slots__ = (
        "after_build",
        "after_copy",
        "after_moved",
        "artifacts",
        "assumed",
        "base",
        "base_reason",
        "before_build",
        "before_build_at",
        "branch",
        "build",
        "build_packages",
        "build_tools",
        "changes",
        "dependencies",
        "dependencies_at",
        "gains",
        "is_source",
        "keeps_sources",
        "leaves",
        "libraries",
        "manifests",
        "moved",
        "needs",
        "opening",
        "recipe",
        "root",
        "runs_program",
    )

    def __init__(self, recipe: str) -> None:
        self.recipe = recipe
        self.build: dict[Command, str] = {}
        self.artifacts: list[Artifact] = []
        self.base = ""
        self.base_reason = ""
        self.keeps_sources = True
        self.is_source: Callable[[str], bool] = lambda path: False  # noqa: ARG005  # a name for the reader
        self.leaves: dict[str, str] = {}
        self.manifests: tuple[str, ...] = ()
        self.needs: dict[str, str] = {}
        self.libraries: dict[str, str] = {}
        self.opening: list[str] = []
        self.before_build: list[str] = []
        self.before_build_at: int | None = None  # the index of an instruction; None: the first that builds
        self.after_build: list[str] = []
        self.after_copy: list[str] = []
        self.dependencies: list[str] = []
        self.dependencies_at: Instruction | None = None
        self.moved: Instruction | None = None
        self.after_moved: list[str] = []
        self.branch: Branch | None = None
        self.build_tools: tuple[str, ...] = ()  # paths of programs copied from other images that only build
        self.build_packages: dict[str, str] = {}  # packages that this ecosystem's build calls, with what for
        self.runs_program: tuple[str, ...] = ()  # interpreters that the last stage has
        self.root: str | None = None  # the application's folder
        self.assumed: list[str] = []
        self.changes: dict[str, str] = {}
        self.gains: list[str] = []  # why the result is worth it
