"""The text of a conversion: the author's lines in two stages, in the author's style, every comment with them."""

from __future__ import annotations

from dockerlint.fix.style import cased, line_end
from dockerlint.graph.paths import covers
from dockerlint.syntax.instructions import Add, Arg, Copy, Env, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.fixers.multi_stage.draft import Branch, Draft
    from dockerlint.fixers.multi_stage.roles import Piece, Roles
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.items import Item

_NAMES = ("build", "builder", "build-stage")
_LONGEST_LINE = 100


def stage_name(project: Project, names: tuple[str, ...] = (*_NAMES, "stage-of-the-build")) -> str:
    """Return the first of some names that the file does not use, for a stage; those for the build stage by default."""
    taken = {stage.name for stage in project.graph.stages} | {edge.written.lower() for edge in project.graph.edges}
    return next(name for name in names if name not in taken)


def write(project: Project, draft: Draft, roles: Roles, pieces: list[Piece], name: str) -> str:
    """Return the text of the file with a build stage and a last stage."""
    source = project.source
    end = line_end(source)
    node = project.stage.instruction
    leading = _leading(project)
    at = roles.first_build if draft.before_build_at is None else draft.before_build_at
    building = [piece.node for piece in pieces if piece.build]
    first_build = next((node for node in building if node.index >= at), None)
    opening = next((node for node in building if isinstance(node, (Add, Copy, Run))), None)

    branch = draft.branch
    build = [source[: node.full_start], _from_line(project, branch.trunk if branch is not None else name, end)]
    last: list[str] = []
    pending = ""  # comments of instructions that are dropped
    alias = node.alias
    flags = "".join(f" {flag.word.raw}" for flag in node.flags) if draft.base != "scratch" else ""
    last_from = f"{cased('FROM', node)}{flags} {draft.base}"
    if alias is not None and alias.value.lower() != name:
        as_word = node.as_word
        last_from += f" {as_word.value if as_word is not None else 'AS'} {alias.value}"

    packages_at, artifacts_at = _places(draft, roles, pieces)
    if packages_at is None:
        last += _packages(project, roles, [*roles.early_packages, *roles.late_packages], end)
    else:
        last += _packages(project, roles, roles.early_packages, end)
    for piece in pieces:
        own = piece.node
        detached, attached = leading[own]
        if own is artifacts_at and own.index <= roles.last_build:
            last += _artifacts(project, draft, name, end) + _lines(draft.after_copy, end)
        if not piece.build and not piece.final:
            pending += detached + attached
            continue
        if piece.build:
            if own is draft.dependencies_at:
                build += _lines(draft.dependencies, end)
                if draft.moved is not None:
                    build.append(leading[draft.moved][1] + _whole(draft.moved.full_text, end))
                    build += _lines(draft.after_moved, end)
                    if branch is not None and branch.after is draft.moved:
                        build += _branch(project, branch, name, end)
            before = "".join(_lines(draft.opening, end)) if own is opening else ""
            before += "".join(_lines(draft.before_build, end)) if own is first_build else ""
            if own is draft.moved:
                build.append(pending + before + detached)
            else:
                build.append(pending + detached + before + attached + _whole(own.full_text, end))
                if branch is not None and branch.after is own:
                    build += _branch(project, branch, name, end)
            pending = ""
        if piece.final:
            if piece.build:
                comments = attached if piece.final_text is None else _hushes(attached)
                last.append((end if _has_blank(detached) else "") + comments)
            else:
                last.append(pending + detached + attached)
                pending = ""
            last.append(_whole(own.full_text if piece.final_text is None else piece.final_text, end))
        if own is packages_at:
            last += _packages(project, roles, roles.late_packages, end)
        if own is roles.data_at:
            last += _data(project, roles, end)
        if own.index == roles.last_build:
            build += _lines(draft.after_build, end)
            if artifacts_at is None:
                last += _artifacts(project, draft, name, end) + _lines(draft.after_copy, end)
    head = "".join(build).rstrip("\r\n \t")
    body = "".join(last).lstrip("\r\n")
    tail = source[pieces[-1].node.full_end :] if pieces else ""
    text = head + end + end + last_from + end + _settled(body, end)
    if pending:
        text += pending
    text += tail
    if not source.endswith("\n") and not tail:
        text = text.rstrip("\r\n")
    return text


def _places(draft: Draft, roles: Roles, pieces: list[Piece]) -> tuple[Instruction | None, Instruction | None]:
    """Behind which instruction packages are installed (None: first of all), in front of which artifacts are copied.

    What changes least comes first: artifacts stand in front of the sources, unless they lie among them, or belong to
    somebody who is made later; then (None) they come where the build ends.
    """
    packages_at = None
    for piece in pieces:
        kinds = set(roles.kinds.get(piece.node, {}).values())  # type: ignore[call-overload]
        speaks = isinstance(piece.node, (Arg, Env)) and any(pair.name == "DEBIAN_FRONTEND" for pair in piece.node.pairs)
        if piece.final and piece.node.index < roles.last_build and (speaks or kinds & {"system", "packages", "fetch"}):
            packages_at = piece.node
    if any(artifact.owner for artifact in draft.artifacts) or not draft.keeps_sources:
        return packages_at, None
    project = roles.project
    places = [target for _, _, target, _ in project.copies()]
    for piece in pieces:
        if piece.final and isinstance(piece.node, (Add, Copy)) and piece.node.index < roles.last_build:
            for artifact in draft.artifacts:
                path = artifact.path.partition(" ")[2] or artifact.path
                if any(covers(path, place) for place in places):
                    return packages_at, None
                if any(covers(place, path) for place in places) and not _is_left_out(project, path):
                    return packages_at, None
            return packages_at, piece.node
    return packages_at, None


def _is_left_out(project: Project, path: str) -> bool:
    """Whether `.dockerignore` keeps the context's own folder of this name away from what is copied there."""
    context = project.context
    if context is None:
        return False
    own = [
        f"{source}/{path[len(target.rstrip('/')) :].strip('/')}".strip("/")
        for _, source, target, folder in project.copies()
        if folder and covers(target, path)
    ]
    return bool(own) and all(context.ignore.excludes(one) for one in own)


def _settled(text: str, end: str) -> str:
    """Return lines with at most two empty ones in a row where stages lost what stood between."""
    while end * 4 in text:
        text = text.replace(end * 4, end * 2)
    return text


def _leading(project: Project) -> dict[object, tuple[str, str]]:
    """Comments and empty lines in front of each instruction: those apart, and those right above it."""
    found: dict[object, tuple[str, str]] = {}
    waiting: list[Item] = []
    for item in project.tree.items:
        if item.kind == "instruction":
            comments = {id(comment) for comment in item.comments}  # type: ignore[attr-defined]
            split = next((number for number, other in enumerate(waiting) if id(other) in comments), len(waiting))
            found[item] = (
                "".join(other.full_text for other in waiting[:split]),
                "".join(other.full_text for other in waiting[split:]),
            )
            waiting = []
        else:
            waiting.append(item)
    return found


def _has_blank(text: str) -> bool:
    return any(not line.strip() for line in text.split("\n")[:-1])


def _hushes(comments: str) -> str:
    """The comments that tools read: they are about the copy too."""
    marks = ("hadolint", "dockerlint", "check=")
    return "".join(line for line in comments.splitlines(keepends=True) if any(mark in line for mark in marks))


def _whole(text: str, end: str) -> str:
    return text if text.endswith("\n") else text + end


def _lines(lines: list[str], end: str) -> list[str]:
    return [line.replace("\n", end) + end for line in lines]


def _from_line(project: Project, name: str, end: str) -> str:
    node = project.stage.instruction
    source = project.source
    alias = node.alias
    if alias is not None:
        return source[node.full_start : alias.start] + name + _whole(source[alias.end : node.full_end], end)
    word = node.words[-1]
    lower = node.keyword_word.value.islower()
    return (
        source[node.full_start : word.end]
        + (" as " if lower else " AS ")
        + name
        + _whole(source[word.end : node.full_end], end)
    )


def _branch(project: Project, branch: Branch, name: str, end: str) -> list[str]:
    node = project.stage.instruction
    begin, as_ = f"{cased('FROM', node)} {branch.trunk}", cased("AS", node)
    return _lines(["", f"{begin} {as_} {branch.name}", *branch.lines, "", f"{begin} {as_} {name}"], end)


def _artifacts(project: Project, draft: Draft, name: str, end: str) -> list[str]:
    keyword = cased("COPY", project.stage.instruction)
    lines = []
    for artifact in draft.artifacts:
        source, _, target = artifact.path.partition(" ")
        owner = f" --chown={artifact.owner}" if artifact.owner else ""
        lines.append(f"{keyword} --from={artifact.stage or name}{owner} {_word(source)} {_word(target or source)}{end}")
    return lines


def _data(project: Project, roles: Roles, end: str) -> list[str]:
    keyword = cased("COPY", project.stage.instruction)
    node = roles.data_at
    flags = ""
    if node is not None:
        flags = "".join(f" {flag.word.raw}" for flag in node.flags if flag.name in ("chown", "chmod"))
    return [f"{keyword}{flags} {_word(source)} {_word(target)}{end}" for source, target in roles.data]


def _word(path: str) -> str:
    return path


def _packages(project: Project, roles: Roles, packages: list[str], end: str) -> list[str]:
    names = sorted(set(packages))
    if not names:
        return []
    manager = roles.base.package_manager if roles.base is not None else None
    if manager is None:
        manager = _manager_of(project)
    like = project.stage.instruction
    escape = project.tree.escape
    run = cased("RUN", like)
    if manager == "apk":
        return [f"{run} apk add --no-cache {' '.join(names)}{end}"]
    if manager in ("yum", "dnf", "microdnf"):
        return [f"{run} {manager} install -y {' '.join(names)} {escape}{end}    && {manager} clean all{end}"]
    option = "" if roles.recommends else "--no-install-recommends "
    lines = [f"{run} apt-get update {escape}", f"    && apt-get install -y {option}{escape}"]
    lines += [f"        {package} {escape}" for package in names]
    lines.append("    && rm -rf /var/lib/apt/lists/*")
    return [end.join(lines) + end]


def _manager_of(project: Project) -> str:
    for _, call in project.calls("apt", "apk", "yum", "dnf", "microdnf"):
        return "apt-get" if call.name == "apt" else call.name
    return "apt-get"
