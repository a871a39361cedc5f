"""From a file to a plan with its text, or to the reason why there is none."""

from __future__ import annotations

from importlib import import_module

from dockerlint.fixers.multi_stage import roles as roles_of
from dockerlint.fixers.multi_stage.common import Project
from dockerlint.fixers.multi_stage.packages import REMOVED_AGAIN
from dockerlint.fixers.multi_stage.plan import Answers, Artifact, Dropped, Fate, NoPlan, Plan, PlannedStage
from dockerlint.fixers.multi_stage.prove import prove
from dockerlint.fixers.multi_stage.writer import stage_name, write
from dockerlint.graph.paths import base_name, covers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.draft import Draft
    from dockerlint.fixers.multi_stage.roles import Piece
    from dockerlint.knowledge.images import BaseImage
    from dockerlint.lint.dockerfile import Dockerfile

# In the order in which they are asked: the first one whose ecosystem the file builds answers. What compiles to a
# program comes before what may only be a tool of its build.
RECIPES = ("go", "rust", "java", "dotnet", "elixir", "php", "ruby", "python", "node", "c_family")
_CARRIED = (
    "CMD",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "HEALTHCHECK",
    "LABEL",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
)


def plan_for(file: Dockerfile, answers: Answers | None = None) -> Plan:
    """Return a proved plan for a file. Raises NoPlan with the reason."""
    if file.tree.errors:
        error = file.tree.errors[0]
        raise NoPlan(f"the file does not parse: {error.message}")
    if all(stage.is_implied for stage in file.graph.stages):
        raise NoPlan("the file has no FROM")
    if len(file.graph.stages) > 1:
        from dockerlint.fixers.multi_stage.already import improve

        return improve(file, answers or Answers())
    return _converted(file, answers or Answers())


def _converted(file: Dockerfile, answers: Answers) -> Plan:
    project = Project(file, answers)
    if project.stage.is_scratch:
        raise NoPlan("the base is empty: there is nothing that could be left out")
    if project.image is not None and project.image.distribution == "windows":
        raise NoPlan("images of Windows are not converted")
    _for_work(project)
    draft = _draft(project)
    if draft is None:
        from dockerlint.fixers.multi_stage.lean import lean

        return lean(project)
    return assemble(project, draft)


def _for_work(project: Project) -> None:
    """Refuse an image that only waits for somebody: its tools are what it is for."""
    waiting = [words for words in project.argv if _waits(words)]
    if waiting and len(waiting) == len(project.argv):
        command = " ".join(waiting[0])
        raise NoPlan(f"line {project.entry_line} starts `{command}`: somebody works in the container, with what it has")


def _waits(words: list[str]) -> bool:
    name = base_name(words[0]) if words else ""
    if name in ("ash", "bash", "dash", "sh", "zsh"):
        return not any(not word.startswith("-") for word in words[1:])
    return (name == "sleep" and words[1:2] != []) or (name == "tail" and words[-1] == "/dev/null")


def _draft(project: Project) -> Draft | None:
    """What the first recipe says whose ecosystem the file builds; None where no recipe knows it."""
    for name in RECIPES:
        module = import_module(f"dockerlint.fixers.multi_stage.{name}")
        draft: Draft | None = module.draft(project)
        if draft is not None:
            return draft
    if not any(project.runs()):
        raise NoPlan("nothing is built or installed in the file: there is no build to part from the run")
    return None


def assemble(project: Project, draft: Draft) -> Plan:
    """Return the plan that follows from what a recipe has found out. Raises NoPlan."""
    from dockerlint.knowledge.images import describe_name

    plan = Plan(draft.recipe)
    for path in project.answers.artifacts:
        if not any(covers(one.path, path) for one in draft.artifacts):
            draft.artifacts.append(Artifact(path, 0, "an answer names it"))
    if project.answers.runtime_base:
        draft.base, draft.base_reason = project.answers.runtime_base, "an answer names it"
    if not draft.base:
        raise NoPlan("which image the program needs to run is not known", "Which one? (`--runtime-base IMAGE`)")
    base: BaseImage | None = describe_name(draft.base)
    name = stage_name(project)
    roles = roles_of.Roles(project, draft, plan, base)
    pieces = roles.settle()
    _keep_directory(project, base)
    if not draft.artifacts:
        raise NoPlan("what the build leaves for the run is not known", "Which paths? (`--artifact PATH`)")
    _gain(project, draft, plan)
    _unread(project, draft, plan)
    plan.text = write(project, draft, roles, pieces, name)
    _tell(project, draft, plan, pieces, name)
    prove(project, draft, plan, pieces, name)
    return plan


def _keep_directory(project: Project, base: BaseImage | None) -> None:
    """Set the working directory that only the build's image has."""
    from dockerlint.fixers.multi_stage.common import _base_directory

    if project.root in (None, "/") or base is None:
        return
    own = _base_directory(base) or "/"
    if own != project.root and any(
        project.graph.working_directory(node) in (None, ".") for node in project.instructions
    ):
        first = project.instructions[0] if project.instructions else None
        directory = project.run_directory()
        if first is not None and directory == project.root:
            raise NoPlan(
                f"the file has no WORKDIR and works in that of its base image ({project.root})",
                "Write `WORKDIR` into the file",
            )


def _gain(project: Project, draft: Draft, plan: Plan) -> None:
    """Refuse what would change nothing: the same base, no tool left out, nothing that the build leaves behind."""
    same = draft.base in (project.stage.image, project.written_base)
    is_lighter = any(package.reason != REMOVED_AGAIN for package in plan.left_packages)
    if same and not is_lighter and not draft.gains:
        raise NoPlan(
            "it is as good as it gets: the base is the run-time image already, and the build leaves nothing behind"
        )


def _unread(project: Project, draft: Draft, plan: Plan) -> None:
    for path in project.unread_scripts():
        if not any(covers(one.path.partition(" ")[2] or one.path.partition(" ")[0], path) for one in draft.artifacts):
            plan.assumed.append(f"{path}, which cannot be read here, calls no tool of the build")


def _tell(project: Project, draft: Draft, plan: Plan, pieces: list[Piece], name: str) -> None:
    node = project.stage.instruction
    plan.runtime_base, plan.runtime_reason = draft.base, draft.base_reason
    image, branch = project.stage.image or node.words[0].value, draft.branch
    plan.stages = [PlannedStage(name, image, "builds")]
    if branch is not None:
        plan.stages = [
            PlannedStage(branch.trunk, image, "installs"),
            PlannedStage(branch.name, branch.trunk, "has what the run needs of that"),
            PlannedStage(name, branch.trunk, "builds"),
        ]
    plan.stages += [
        PlannedStage(node.alias.value if node.alias is not None else "", draft.base, "runs"),
    ]
    plan.artifacts = list(draft.artifacts)
    plan.assumed = [*draft.assumed, *plan.assumed]
    plan.changes = dict(draft.changes)
    for piece in pieces:
        keyword = piece.node.keyword
        if piece.final and keyword in _CARRIED:
            plan.carried.append((keyword, piece.node.start_line))
        plan.fates.append(Fate(piece.node, piece.kind, piece.reason))
        if not piece.final:
            plan.dropped.append(Dropped(piece.node.start_line, piece.reason or "only the build needs it"))
        elif piece.kind == "split":
            plan.dropped.append(Dropped(piece.node.start_line, "only the part that the run needs is in the last stage"))
