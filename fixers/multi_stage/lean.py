"""Files that build nothing and yet install what only builds or people need: the image without it, in one stage."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import apply_edits, delete_word
from dockerlint.fixers.multi_stage import packages as table
from dockerlint.fixers.multi_stage.already import prove_same
from dockerlint.fixers.multi_stage.plan import Dropped, Fate, NoPlan, Package, Plan, PlannedStage
from dockerlint.fixers.multi_stage.roles import CODE
from dockerlint.fixers.multi_stage.words import kind_of
from dockerlint.lint.finding import Edit
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction

_HARMLESS = frozenset(("shell", "index", "packages", "purge", "cleanup", "accounts", "files", "system"))
_ONLY_PACKAGES = frozenset(("shell", "index", "packages", "cleanup"))
# Tools of people and of package managers: they go where no source names them, and nobody works in the container.
_UNCALLED = frozenset((
    *("emacs", "git", "htop", "less", "mercurial", "nano", "openssh-client", "subversion", "unzip", "vim", "zip"),
))  # fmt: skip
# Health checks that stand elsewhere may call these.
_ASKED = table.FETCHERS | {"iputils-ping", "net-tools", "procps"} | _UNCALLED


def lean(project: Project) -> Plan:
    """Return a plan without the packages that only a build needs. Raises NoPlan."""
    for _, commands in project.runs():
        if not commands or any(kind_of(command, (), ()) not in _HARMLESS for command in commands):
            raise NoPlan(
                "no recipe knows how this file builds its program",
                "Which command builds it, and which paths does it leave? (`--artifact PATH`, `--runtime-base IMAGE`)",
            )
    plan = Plan("packages")
    edits: list[Edit] = []
    empty: list[Run] = []
    others: list[str] = []
    for node, commands in project.runs():
        for command in commands:
            if kind_of(command, (), ()) == "packages":
                edits += _tools(project, plan, node, command, commands, empty, others)
    if not plan.left_packages:
        _refuse(others)
    if not project.argv or project.context is None:
        raise NoPlan(
            "what the container runs is not known, and so not whether it needs the tools of a build",
            "Where is the build context? (`--context DIR`)",
        )
    dropped = [*empty, *_indexes(project, empty)]
    plan.text = _written(project, edits, dropped)
    _tell(project, plan, edits, dropped)
    prove_same(project.file, plan)
    return plan


def _refuse(others: list[str]) -> None:
    names = ", ".join(others)
    raise NoPlan(
        "nothing is built in the file: there is no build to part from the run",
        f"Does the program need {names} when it runs? (`answers: drop-packages: [{names}]` if not)" if others else "",
    )


def _tools(
    project: Project,
    plan: Plan,
    node: Run,
    command: Command,
    commands: list[Command],
    empty: list[Run],
    others: list[str],
) -> list[Edit]:
    """The edits that take the tools of a build out of a call, and put libraries where headers were."""
    call = package_call(command)
    words = call.about(call.manager["install"]) if call is not None else []
    programs = project.programs()
    removed: list[ShellWord] = []
    swapped: dict[ShellWord, str] = {}
    for word in words:
        name = table.bare(word.text)
        if name in project.answers.keep_packages or name in programs:
            plan.kept_packages.append(Package(name, "it is called", node.start_line))
        elif name in project.answers.drop_packages or table.is_build_only(name):
            removed.append(word)
        elif name in _UNCALLED and _is_uncalled(project, name):
            removed.append(word)
            note = f"nobody works in the container: {name} is called by no source"
            plan.assumed += [note] if note not in plan.assumed else []
        elif table.is_headers(name) and table.library_of(name, project.image):
            swapped[word] = str(table.library_of(name, project.image))
        else:
            others += [name] if name in _ASKED else []
            plan.kept_packages.append(Package(name, "what needs it is not known: it stays", node.start_line))
    try:
        edits = [delete_word(project.source, word, node.escape) for word in removed]
    except Refused:
        return []
    if removed and len(removed) == len(words):
        kinds = {kind_of(one, (), ()) for one in commands}
        if kinds > _ONLY_PACKAGES or sum(kind_of(one, (), ()) == "packages" for one in commands) > 1:
            return []  # the rest of the RUN would be left with an installation of nothing
        empty.append(node)
        edits = []
    for word in removed:
        reason = "nothing is built in the file, and nothing calls it"
        plan.left_packages.append(Package(table.bare(word.text), reason, node.start_line))
    for word, library in swapped.items():
        edits.append(Edit(word.start, word.end, library))
        plan.left_packages.append(Package(table.bare(word.text), "headers, which only compilers read", node.start_line))
        plan.kept_packages += [
            Package(name, f"the run-time library behind {word.text}", node.start_line) for name in library.split()
        ]
    return edits


def _is_uncalled(project: Project, name: str) -> bool:
    """Whether no source names a program, where all that is copied is known."""
    if project.context is None or not project.argv:
        return False
    marks = [f"{before}{name}{after}" for before in "'\"`\n " for after in "'\"` "]
    return not any(
        mark in text for _, text in project.sources(*CODE, ".ini", ".conf", ".yml", ".json") for mark in marks
    )


def _indexes(project: Project, empty: list[Run]) -> list[Instruction]:
    """RUNs that only fetch a package index, where no installation is left that would read it."""
    installing = [
        node
        for node, commands in project.runs()
        if node not in empty and any(kind_of(command, (), ()) == "packages" for command in commands)
    ]
    if installing:
        return []
    return [
        node
        for node, commands in project.runs()
        if node not in empty and {kind_of(command, (), ()) for command in commands} <= {"index", "cleanup", "shell"}
    ]


def _written(project: Project, edits: list[Edit], dropped: list[Instruction]) -> str:
    inside = [edit for edit in edits if not any(one.full_start <= edit.start < one.full_end for one in dropped)]
    if any(node.inner_comments for node in dropped if isinstance(node, Run)):
        raise NoPlan("a comment would be lost")
    return apply_edits(project.source, [*inside, *(Edit(one.full_start, one.full_end, "") for one in dropped)])


def _tell(project: Project, plan: Plan, edits: list[Edit], dropped: list[Instruction]) -> None:
    plan.runtime_base, plan.runtime_reason = project.written_base, "it stays: nothing is built in the file"
    plan.stages = [PlannedStage(project.stage.name, project.written_base, "runs")]
    plan.assumed.append("no program that runs calls a tool of a build")
    for node in project.instructions:
        if node in dropped:
            plan.dropped.append(Dropped(node.start_line, "packages that only a build needs"))
            plan.fates.append(Fate(node, "dropped", "packages that only a build needs"))
        elif any(node.start <= edit.start < node.end for edit in edits):
            plan.dropped.append(Dropped(node.start_line, "packages that only a build needs are not installed"))
            plan.fates.append(Fate(node, "split", "packages that only a build needs"))
        else:
            plan.fates.append(Fate(node, "kept", ""))
