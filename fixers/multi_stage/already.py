"""Files that have several stages already: a smaller image for the last one, and no tools of the build in it."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import apply_edits, delete_word
from dockerlint.fixers.multi_stage import packages as table
from dockerlint.fixers.multi_stage import python_packages
from dockerlint.fixers.multi_stage.common import Project, family_base
from dockerlint.fixers.multi_stage.compiled import BASIC
from dockerlint.fixers.multi_stage.plan import Answers, Artifact, Dropped, Fate, NoPlan, Package, Plan, PlannedStage
from dockerlint.fixers.multi_stage.words import kind_of
from dockerlint.lint.finding import Edit
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.images import BaseImage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import ShellWord

_GOOD = "it is as good as it gets: the file has several stages, and the last one holds nothing of the build"
# What a RUN of the last stage may do although the image becomes a smaller one.
_HARMLESS = frozenset(("shell", "index", "packages", "purge", "cleanup", "accounts", "files"))
_RUNTIMES = ("python", "node", "ruby")


def improve(file: Dockerfile, answers: Answers) -> Plan:
    """Return a plan that makes the last stage smaller. Raises NoPlan."""
    project = Project(file, answers)
    plan = Plan("multi-stage")
    edits: list[Edit] = []
    node = project.stage.instruction
    written = node.words[0].value
    reason = ""
    base = answers.runtime_base
    if not base and project.stage.base is None and not project.stage.is_scratch and "$" not in written:
        base, reason = _smaller(project)
    if base and base != written:
        if file.tree.text[node.words[0].start : node.words[0].end] != written:
            raise NoPlan("the base of the last stage is not written in one piece")
        edits.append(Edit(node.words[0].start, node.words[0].end, base))
        plan.changes["base"] = f"{written} becomes {base}"
    edits += _without_tools(project, plan)
    if not edits:
        raise NoPlan(_GOOD)
    plan.text = apply_edits(file.tree.text, edits)
    plan.runtime_base = base or written
    plan.runtime_reason = reason or ("an answer names it" if answers.runtime_base else "it stays")
    for stage in file.graph.stages:
        last = stage is project.stage
        plan.stages.append(
            PlannedStage(
                stage.name,
                plan.runtime_base if last else stage.instruction.words[0].value,
                "runs" if last else "builds",
            )
        )
    for edge in project.stage.edges:
        if edge.kind == "copy" and edge.source is not None:
            for word in edge.instruction.words[:-1]:
                plan.artifacts.append(Artifact(word.value, edge.instruction.start_line, "the file copies it"))
    touched = {edit.start for edit in edits}
    for one in file.tree.instructions:
        kind = "split" if any(one.start <= start < one.end for start in touched) else "kept"
        plan.fates.append(Fate(one, kind, "a tool of the build is taken out" if kind == "split" else ""))
        if kind == "split":
            plan.dropped.append(
                Dropped(
                    one.start_line, "packages that only a build needs" if one.keyword == "RUN" else "the larger image"
                )
            )
    prove_same(file, plan)
    return plan


def _smaller(project: Project) -> tuple[str, str]:
    """A smaller image for the last stage, "" where none is certain to do."""
    image = project.image
    if image is None:
        return "", ""
    for _, commands in project.runs():
        if any(kind_of(command, (), ()) not in _HARMLESS for command in commands):
            return "", ""
    target = ""
    if image.name in _RUNTIMES and image.slim:
        target = image.slim
        reason = "the slim sibling: the same release of the same distribution"
        if not _fits(project, image):
            return "", ""
    elif image.toolchain and image.name in ("golang", "rust", "gcc") and family_base(image):
        target = str(family_base(image))
        reason = "the slim image of the same release of the distribution: the last stage builds nothing"
        if image.name == "gcc" or any(
            "lib" in edge.instruction.words[0].value for edge in project.stage.edges if edge.kind == "copy"
        ):
            return "", ""
        if not project.argv or any(words[0] in ("go", "cargo", "make") for words in project.argv if words):
            return "", ""
    elif image.toolchain and image.runtime and image.name in ("eclipse-temurin", "maven", "gradle"):
        target = image.runtime
        reason = "the run-time image of the same Java"
        if not project.argv or any(
            words[0] in ("mvn", "gradle", "./mvnw", "./gradlew", "javac", "jar", "jshell", "jcmd")
            for words in project.argv
            if words
        ):
            return "", ""
    if not target:
        return "", ""
    installed = project.system_packages
    for program in project.programs():
        package = table.package_of(program)
        if package is not None and package not in installed:
            return "", ""
    for words in project.argv:
        if (
            words
            and "/" not in words[0]
            and words[0] not in BASIC
            and table.package_of(words[0]) not in (None, *installed)
        ):
            return "", ""
    return target, reason


def _fits(project: Project, image: BaseImage) -> bool:
    """Whether the packages of a language are known to need nothing that only the full image has."""
    context = project.context
    if context is None:
        return False
    if image.name == "python":
        names = set()
        for entry in context.files():
            if entry.path.endswith((".txt", ".in")) and "requirement" in entry.path:
                content = context.read(entry.path) or b""
                names |= {name for name, _ in python_packages.names_in(content.decode("utf-8", "replace"))}
            elif entry.path.endswith(("pyproject.toml", "Pipfile", "setup.py")):
                content = context.read(entry.path) or b""
                text = content.decode("utf-8", "replace").lower()
                names |= {name for name in (*python_packages.LIBRARIES, *python_packages.UNKNOWN) if name in text}
        return not names & (set(python_packages.LIBRARIES) | python_packages.UNKNOWN | set(python_packages.PROGRAMS))
    if image.name == "node":
        from dockerlint.fixers.multi_stage.node import NATIVE

        for entry in context.files():
            if (
                entry.path.endswith(("package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"))
                and "node_modules/" not in entry.path
            ):
                text = (context.read(entry.path) or b"").decode("utf-8", "replace")
                if any(f'"{name}"' in text or f'/{name}"' in text or f"\n{name}@" in text for name in NATIVE):
                    return False
        return True
    return False


def _without_tools(project: Project, plan: Plan) -> list[Edit]:
    """Take packages that only a build needs out of the last stage, where nothing in it builds."""
    edits: list[Edit] = []
    for _, commands in project.runs():
        if any(kind_of(command, (), ()) in ("compile", "unknown", "fetch", "program") for command in commands):
            return []
    programs = project.programs()
    if not project.argv or any(
        project.context_path(path) is not None or path.endswith(".sh") for path in project.unread_scripts()
    ):
        return []
    for node, commands in project.runs():
        for command in commands:
            call = package_call(command)
            if call is None or kind_of(command, (), ()) != "packages":
                continue
            words = call.about(call.manager["install"])
            tools = [word for word in words if _is_tool(word, programs, project.answers)]
            for word in words:
                name = table.bare(word.text)
                (plan.left_packages if word in tools else plan.kept_packages).append(
                    Package(name, "a tool of the build" if word in tools else "it stays", node.start_line)
                )
            if tools and len(tools) < len(words):
                try:
                    edits += [delete_word(project.source, word, node.escape) for word in tools]
                except Refused:
                    return []
            elif tools:
                plan.left_packages = [one for one in plan.left_packages if one.line != node.start_line]
    return edits


def _is_tool(word: ShellWord, programs: dict[str, str], answers: Answers) -> bool:
    name = table.bare(word.text)
    return table.is_build_only(name) and name not in programs and name not in answers.keep_packages


def prove_same(file: Dockerfile, plan: Plan) -> None:
    """Raise NoPlan unless the result parses, has every comment, and configures the same container."""
    from dockerlint.fix.contract import FIELDS, contract
    from dockerlint.fix.style import comment_lines
    from dockerlint.graph import build_graph
    from dockerlint.syntax import parse

    tree = parse(plan.text)
    if tree.errors:
        raise NoPlan(f"the result would not parse: {tree.errors[0].message}")
    if sorted(comment_lines(tree)) != sorted(comment_lines(file.tree)):
        raise NoPlan("a comment would be lost")
    old, new = contract(file.graph), contract(build_graph(tree, file.context))
    for field in FIELDS:
        if field != "base" and old.get(field) != new.get(field):
            raise NoPlan(f"the image's configuration would differ ({field})")
