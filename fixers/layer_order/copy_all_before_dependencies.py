"""The installation of dependencies moves in front of the sources; what it reads is copied before it."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import insert_instruction
from dockerlint.fixers.layer_order.common import between
from dockerlint.graph.paths import matches
from dockerlint.lint.finding import Edit, Fix
from dockerlint.lint.suppression import is_suppression
from dockerlint.rules.layer_order.common import resolved, source_path
from dockerlint.rules.layer_order.copy_all_before_dependencies import manifest_names, project_calls
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.shell.project_calls import ProjectCall
    from dockerlint.syntax.instructions import Add, Copy, Instruction, Run
    from dockerlint.syntax.text import Word

# An installation may run scripts of the project.
SAFETY = "unsafe"
# What managers read beside manifest and lock file, and what says that they need sources.
_SETTINGS = (
    *(".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml", ".bundle/config", "pip.conf", "poetry.toml"),
    *("uv.toml", ".python-version", "nuget.config", "NuGet.config", "NuGet.Config", "global.json"),
    *("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"),
)
# Options with which a manager leaves the project itself out, so that it reads none of its sources.
_WITHOUT_PROJECT = {
    "poetry": ("--no-root",),
    "uv": ("--no-install-project", "--no-install-workspace"),
    "pdm": ("--no-self", "--no-project"),
}
_HOOKS = ('"preinstall"', '"install"', '"postinstall"', '"prepare"', '"workspaces"', '"file:', '"link:', '"portal:')
_FOLDERS_READ = (
    *("patches", ".yarn/releases", ".yarn/plugins", ".yarn/patches", "vendor/cache", "node_modules", "go.work"),
)


def fix(finding: Finding, file: Dockerfile) -> Fix:
    copy: Copy | Add
    source: Word
    run: Run
    command: Command
    copy, source, run, command = finding.subject  # type: ignore[misc]
    if copy.in_onbuild or run.in_onbuild:
        raise Refused("the instruction is a trigger inside ONBUILD")
    if any(is_suppression(comment) for comment in (*copy.comments, *run.comments)):
        raise Refused("a comment above it silences findings")
    call = next((one for one in project_calls(run, file) if one.command is command), None)
    if call is None:
        return _moved(copy, run, file)
    names, place = manifests(call, copy, source, run, file)
    _check(copy, run, names, file)
    if not all(_installs_only(one, call) for one in file.commands(run)):
        raise Refused("the RUN does more than install: it may need the sources")
    for step in between(copy, run, file):
        if not file.graph.independent(copy, step):
            raise Refused(f"line {step.start_line} may need the sources")
    flags = "".join(f"{flag.word.raw} " for flag in copy.flags)
    text = f"{copy.keyword_word.value} {flags}{' '.join(names)} {place}"
    start, end = _lines(copy, file)
    replaced = Edit(start, end, insert_instruction(file.tree.text, text, before=copy).text)
    behind = Edit(run.full_end, run.full_end, _text_behind(copy, run, file))
    return Fix("Copy what the installation reads, install, and copy the rest", SAFETY, [replaced, behind])


def _check(copy: Copy | Add, run: Run, manifests: list[str], file: Dockerfile) -> None:
    """Raise Refused where what stands in the manifests needs the sources, or other files of them."""
    from dockerlint.fixers.layer_order._brought import Brought
    from dockerlint.fixers.layer_order._manifests import Manifests

    brought = Brought(copy, file)
    needed = Manifests(run, file)
    needed.allow(brought)
    for path in needed.of(brought):
        if brought.sources(path)[-1] not in manifests:
            raise Refused(f"the installation reads `{brought.sources(path)[-1]}`, too")


def _moved(copy: Copy | Add, run: Run, file: Dockerfile) -> Fix:
    """Move a RUN that reads nothing of what is copied in front of it, or the COPY behind the RUN."""
    steps = between(copy, run, file)
    title = "Install before the sources are copied"
    if all(file.graph.independent(step, run) for step in (copy, *steps)):
        start, end = _lines(run, file)
        place, _ = _lines(copy, file)
        text = file.tree.text[start:end]
        if not text.endswith("\n"):
            raise Refused("the file does not end with a line end")
        return Fix(title, SAFETY, [Edit(place, place, text), Edit(start, end, "")])
    for step in (*steps, run):
        if not file.graph.independent(copy, step):
            raise Refused(f"line {step.start_line} may need what is copied")
    start, end = _lines(copy, file)
    return Fix(title, SAFETY, [Edit(start, end, ""), Edit(run.full_end, run.full_end, _text_behind(copy, run, file))])


def _lines(node: Instruction, file: Dockerfile) -> tuple[int, int]:
    """Return where an instruction's lines begin and end, the comments above it included."""
    start = node.comments[0].full_start if node.comments else node.full_start
    return (1 if start == 0 and file.tree.text[:1] == "\ufeff" else start), node.full_end


def _text_behind(copy: Copy | Add, run: Run, file: Dockerfile) -> str:
    start, end = _lines(copy, file)
    text = file.tree.text[start:end]
    if not file.tree.text[: run.full_end].endswith("\n"):
        return insert_instruction(file.tree.text, text.strip("\r\n"), after=run).text
    return text


def _installs_only(command: Command, call: ProjectCall) -> bool:
    other = package_call(command)
    return (
        command is call.command
        or (other is not None and other.name == call.program and other.verb in ("cache", "config"))
        or (other is not None and _installs_a_tool(other))
        or command.name == "corepack"
    )


def _installs_a_tool(call: PackageCall) -> bool:
    """Whether it is `pip install poetry` and the like: packages by name, nothing of the project."""
    if call.verb not in ("install", "i") or call.command.has("-r", "-c", "-e", "--requirement", "--constraint"):
        return False
    if call.name == "npm" and not call.command.has("-g", "--global"):
        return False
    names = call.words[1:]
    return call.name in ("gem", "npm", "pip") and bool(names) and all(word.text[:1].isalpha() for word in names)


def manifests(call: ProjectCall, copy: Copy | Add, source: Word, run: Run, file: Dockerfile) -> tuple[list[str], str]:
    """Return the files that the installation reads, as sources of a COPY, and where they go."""
    context = file.context
    if context is None:
        raise Refused("the build context is not known: give it with `--context`")
    destination = copy.destination
    if destination is None or copy.is_json or len(copy.sources) != 1 or copy.flag("exclude") or copy.flag("parents"):
        raise Refused("the instruction is more than a plain copy of a folder")
    target = resolved(destination, copy, file)
    folder = resolved(call.files[0], run, file) if call.files else resolved(call.folder, run, file)
    folder = (folder or "").rpartition("/")[0] or "/" if call.files else folder
    if target is None or folder is None or any("$" in word.value for word in copy.words):
        raise Refused("it is not known where the manifest stands")
    inside = folder[len(target) :].strip("/") if folder.startswith(target) else ""
    below = "/".join(part for part in (source_path(source), inside) if part)
    names = dict.fromkeys((*manifest_names(call), *call.manager.get("lock_files", ()), *_SETTINGS))
    found: list[str] = []
    for name in names:
        if "*" not in name:
            found += [name] if context.exists(f"{below}/{name}" if below else name) else []
            continue
        matching = [path.rpartition("/")[2] for path in context.glob(f"{below}/{name}" if below else name)]
        if len(matching) > 1:
            raise Refused(f"the build context has several files `{name}`")
        found += matching
    if not any(matches(name, one) for name in manifest_names(call) for one in found):
        raise Refused("the build context shows no manifest")
    # `obj` would come over what `dotnet restore` writes.
    for name in (*_FOLDERS_READ, *(("obj",) if call.program == "nuget" else ())):
        if context.exists(f"{below}/{name}" if below else name):
            raise Refused(f"`{name}` is in the build context, too")
    for name in found:
        text = (context.read(f"{below}/{name}" if below else name) or b"").decode(errors="replace")
        if name == "package.json" and any(hook in text for hook in _HOOKS):
            raise Refused("`package.json` runs scripts, or names folders, of the project")
        lines = [line.strip() for line in text.split("\n")] if name.endswith(".txt") else []
        if any(line.startswith(("-", ".", "/")) and not line.startswith("--hash") for line in lines):
            raise Refused(f"`{name}` names other files")
        _refuse_needy(name, text, call)
    place = destination.value.rstrip("/") or "/"
    if inside:
        place = f"{place}/{inside}"
    return [f"{below}/{name}" if below else name for name in found], place if place == "/" else f"{place}/"


def _refuse_needy(name: str, text: str, call: ProjectCall) -> None:
    """Refuse a manifest with which an installation reads more of the project than that."""
    if name == "pyproject.toml" and call.command.has(*_WITHOUT_PROJECT.get(call.program, ("--no-root",))):
        if any(sign in text for sign in ("path =", "path=", "workspace", "file:", "dynamic")):
            raise Refused("`pyproject.toml` names folders of the project, or is completed by its sources")
        if call.program == "uv" and not call.command.has("--frozen", "--locked"):
            raise Refused("`uv sync` may rewrite `uv.lock`, which the later copy would put back")
    elif name == "pom.xml":
        if any(sign in text for sign in ("<modules>", "<systemPath>", "${project.basedir}", "${basedir}")):
            raise Refused("`pom.xml` names other folders of the project")
        parent = text.partition("<parent>")[2].partition("</parent>")[0]
        path = parent.partition("<relativePath>")[2].partition("</relativePath>")[0].strip()
        if path or (parent and "<relativePath" not in parent and ">org.springframework.boot<" not in parent):
            raise Refused("the parent of `pom.xml` may be a folder of the project")
    elif name.endswith((".csproj", ".fsproj", ".vbproj", ".sln", ".slnx")):
        if "<ProjectReference" in text or "<Import " in text or name.endswith((".sln", ".slnx")):
            raise Refused(f"`{name}` names other files of the project")
    elif name == "go.mod":
        targets = [line.partition("//")[0].rpartition("=>") for line in text.split("\n")]
        if any(arrow and target.strip().startswith((".", "/")) for _, arrow, target in targets):
            raise Refused("`go.mod` replaces a module by a folder")
    elif name in ("environment.yml", "environment.yaml"):
        if any(line.strip().removeprefix("- ").startswith(("-e", "-r", ".", "/")) for line in text.split("\n")):
            raise Refused(f"`{name}` names other files")
    elif name in _NEEDY or name.endswith(".cabal"):
        raise Refused(f"`{name}` may need the sources beside it")


_NEEDY = ("Cargo.toml", "build.gradle", "build.gradle.kts", "build.sbt", "package.yaml", "pyproject.toml", "setup.py")
