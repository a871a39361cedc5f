"""What recipes of compiled languages share: outputs found again as what the container starts, certificates, bases."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.common import family_base
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import base_name, covers, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.fixers.multi_stage.draft import Draft

# What every image with a shell has.
BASIC = frozenset((
    *("[", "awk", "basename", "bash", "cat", "chmod", "chown", "cp", "cut", "date", "dirname", "echo", "env"),
    *("exec", "export", "expr", "false"),
    *("find", "grep", "head", "hostname", "id", "kill", "ln", "ls", "mkdir", "mv", "nproc", "printf", "pwd"),
    *("rm", "sed", "set", "sh", "sleep"),
    *("sort", "stat", "su", "tail", "tee", "test", "touch", "tr", "trap", "true", "uname", "wait", "wc"),
    *("which", "xargs", "cd", ":", "exit"),
    *("ulimit", "umask", "unset", "shift", "read", "return", "local", "eval", "if", "case", "let", "declare"),
    *("command", "type", "df", "du", "uniq"),
))  # fmt: skip


def called(project: Project) -> list[str]:
    """The absolute paths of what the container starts, its scripts' commands included."""
    directory = project.run_directory()
    found = []
    for line in project.argv:
        for word in line:
            if "/" in word and not word.startswith("-") and "://" not in word:
                path = join(directory, word)
                if path is not None:
                    found.append(path)
    for _, text in project.scripts():
        for word in text.replace('"', " ").replace("'", " ").replace(";", " ").split():
            if "/" in word and "$" not in word and "://" not in word and "=" not in word:
                path = join(directory, word)
                if path is not None:
                    found.append(path)
    return found


def check_start(project: Project, draft: Draft, tools: tuple[str, ...]) -> None:
    """Raise NoPlan where the container starts nothing, a tool of the build, or what nobody has made."""
    if not project.argv:
        raise NoPlan(
            "nothing in the file says what the container starts", "Which program? Write CMD or ENTRYPOINT into the file"
        )
    outputs = [artifact.path.partition(" ")[2] or artifact.path for artifact in draft.artifacts]
    outputs += project.answers.artifacts
    names = {base_name(path) for path in outputs}
    directory = project.run_directory()
    for line in project.argv:
        if not line:
            continue
        program = base_name(line[0])
        if program in tools:
            raise NoPlan(
                f"line {project.entry_line} starts the program with a tool of the build (`{' '.join(line[:2])}`)",
                "Which file does the build leave that could be started instead? Write it into CMD",
            )
        if program in BASIC or "$" in line[0] or program in draft.runs_program:
            continue
        path = join(directory, line[0]) if "/" in line[0] else None
        if path is None:
            if program in names or program in _installed(project) or project.context_path(f"/usr/local/bin/{program}"):
                continue
        elif (
            any(covers(output, path) for output in outputs)
            or project.context_path(path) is not None
            or any(_writes(project, node, path) for node in project.instructions)
        ):
            continue
        raise NoPlan(
            f"`{line[0]}`, which line {project.entry_line} starts, is not known to come from the build",
            f"Does the build leave {path or line[0]}? (`--artifact {path or 'PATH'}`)",
        )


def _writes(project: Project, node: object, path: str) -> bool:
    flow = project.graph.flow(node)  # type: ignore[arg-type]
    return any(project.absolute(write) == path for write in flow.writes)


def _installed(project: Project) -> set[str]:
    from dockerlint.fixers.multi_stage.packages import PROGRAMS

    names = set(project.system_packages)
    return names | {program for program, package in PROGRAMS.items() if package in names}


def choose_base(project: Project, draft: Draft, *, static: bool, libc: str = "cc") -> None:
    """Set the last stage's image: the slim one of the same release, or the kind that was asked for and is proved."""
    kind = project.answers.base
    image = project.image
    slim = family_base(image)
    if project.answers.runtime_base:
        draft.base, draft.base_reason = project.answers.runtime_base, "an answer names it"
        return
    if kind in ("", "slim"):
        if slim is None:
            raise NoPlan(
                f"the distribution of {project.written_base} is not known, and so not whose C library fits",
                "Which image shall run the program? (`--runtime-base IMAGE`)",
            )
        draft.base = slim
        draft.base_reason = "the same release of the same distribution: C library and packages fit"
        if (
            image is not None
            and image.reference.tag
            and image.codename
            and image.codename not in (image.reference.tag or "")
            and image.distribution == "debian"
        ):
            name = f"{image.reference.familiar}:{image.reference.tag}"
            draft.assumed.append(f"{name} is built on Debian {image.release} ({image.codename})")
        return
    if kind == "alpine":
        if not static and (image is None or image.distribution != "alpine"):
            raise NoPlan(
                "the program is linked against glibc, which Alpine has not",
                "Is it static? Set CGO_ENABLED=0, or take another base",
            )
        draft.base = slim if image is not None and image.distribution == "alpine" and slim else "alpine:3.22"
        draft.base_reason = "asked for; the program is static" if static else "asked for; the same C library"
        return
    _needs_no_shell(project, kind)
    if kind == "scratch":
        if not static:
            raise NoPlan(
                "nothing proves that the program is static, and the empty image has no C library",
                "Is it? (for Go: `ENV CGO_ENABLED=0`)",
            )
        draft.base, draft.base_reason = "scratch", "asked for; the program is static"
        return
    number = image.release if image is not None and image.distribution == "debian" else "12"
    draft.base = f"gcr.io/distroless/static-debian{number}" if static else f"gcr.io/distroless/{libc}-debian{number}"
    draft.base_reason = "asked for; no shell is needed"


def _needs_no_shell(project: Project, kind: str) -> None:
    for keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
        node = project.last(keyword)
        if (
            node is not None
            and not node.is_json
            and node.words
            and not (keyword == "HEALTHCHECK" and node.value[:1] == ("NONE",))
        ):
            raise NoPlan(
                f"line {node.start_line} needs a shell, which {kind} has not", f"Write {keyword} in its JSON form"
            )
    if project.scripts():
        raise NoPlan(f"the container starts a shell script, and {kind} has no shell")


def add_trust(project: Project, draft: Draft, reason: str, *, zones: str = "") -> None:
    """Give the last stage certificates, and time zones where something asks for them, unless its image has them."""
    from dockerlint.knowledge.images import describe_name

    base = describe_name(draft.base)
    if draft.base == "scratch":
        if reason:
            draft.artifacts.append(
                Artifact("/etc/ssl/certs/ca-certificates.crt", project.stage.instruction.start_line, reason)
            )
        if zones:
            draft.artifacts.append(Artifact("/usr/share/zoneinfo", project.stage.instruction.start_line, zones))
        return
    if "distroless" in draft.base:
        return
    has = project.image.has("ca-certificates") if project.image is not None else None
    if (
        reason
        and (base is None or base.has("ca-certificates") is not True)
        and (has or "ca-certificates" in project.system_packages)
    ):
        if base is not None and base.distribution == "alpine":
            return  # its bundle is a part of the base
        draft.libraries["ca-certificates"] = reason
    if zones and (base is None or base.has("tzdata") is not True):
        draft.libraries["tzdata"] = zones


def zone_reason(project: Project) -> str:
    """Why the program needs time zones, as far as the file tells."""
    for node in project.instructions:
        if node.keyword == "ENV" and any(pair.name == "TZ" for pair in node.pairs):  # type: ignore[attr-defined]
            return f"TZ is set in line {node.start_line}"
    return ""
