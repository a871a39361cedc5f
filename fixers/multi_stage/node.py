"""Node.js: production dependencies and what a build script leaves; servers, TypeScript, front ends."""

from __future__ import annotations

from dockerlint.fixers.multi_stage import node_workspaces, static_server
from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.node_dependencies import add_dependencies
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import base_name, covers, join
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax.instructions import Arg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Run

_MANAGERS = ("npm", "yarn", "pnpm", "bun")
# Programs that serve while somebody works on the sources.
_DEVELOPMENT = frozenset((
    *("nodemon", "ts-node-dev", "tsnd", "react-scripts", "vite", "ng", "webpack", "webpack-dev-server"),
    *("vue-cli-service", "gatsby"),
    *("expo", "parcel", "next-dev", "nuxt-dev", "supervisor", "nest-start", "tsc-watch", "concurrently"),
    *("craco", "rsbuild"),
))  # fmt: skip
# Commands that build, and the folder that they leave where no option and no setting says another.
_BUILDERS = {
    "craco": "build",
    "gatsby": "public",
    "nest": "dist",
    "next": ".next",
    "ng": "dist",
    "nuxt": ".output",
    "parcel": "dist",
    "react-scripts": "build",
    "tsup": "dist",
    "vite": "dist",
    "vue-cli-service": "dist",
    "webpack": "dist",
}
_SOURCES = (".ts", ".tsx", ".jsx", ".vue", ".svelte", ".scss", ".sass", ".less", ".map")
_NOT_READ = (
    *(
        "package-lock.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lockb",
        "bun.lock",
        "tsconfig.json",
        "tsconfig.build.json",
        "nest-cli.json",
    ),
    *(
        "angular.json",
        ".babelrc",
        "babel.config.js",
        "jest.config.js",
        "webpack.config.js",
        "vite.config.js",
        "rollup.config.js",
        "tslint.json",
    ),
    *(
        "nodemon.json",
        "nodemon-debug.json",
        "eslint.config.mjs",
        "eslint.config.js",
        "vue.config.js",
        ".browserslistrc",
        "postcss.config.js",
        "tailwind.config.js",
    ),
)
# Modules that need libraries of the system, and which ("" where that cannot be told).
NATIVE = {
    "pg-native": "libpq5",
    "puppeteer": "",
    "playwright": "",
    "playwright-chromium": "",
    "node-rdkafka": "",
    "ibm_db": "",
    "oracledb": "",
}
# Builds that write nothing into `node_modules` that is needed at run time (caches are not).
_LEAVE_MODULES = frozenset((
    *("babel", "copyfiles", "cp", "cpx", "cpy", "echo", "esbuild", "gulp", "lessc", "mkdir", "nest", "ng", "parcel"),
    *("postcss", "rimraf", "rm", "rollup", "sass", "swc", "tsc", "tsc-alias", "tsup", "vite", "vue-cli-service"),
    *("vue-tsc", "webpack"),
))  # fmt: skip
_SERVERS = ("serve", "http-server", "superstatic", "sirv", "sirv-cli", "local-web-server", "live-server")
_GLOBAL_TOOLS = (
    "npm",
    "typescript",
    "@angular/cli",
    "@nestjs/cli",
    "node-gyp",
    "turbo",
    "@vue/cli",
    "gulp",
    "gulp-cli",
    "grunt-cli",
    "webpack",
    "webpack-cli",
    "rimraf",
    "nx",
)


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a Node.js program; None where the file installs no Node.js packages."""
    calls = list(project.calls(*_MANAGERS))
    installs = [(node, call) for node, call in calls if _installs(call) and not _is_global(call)]
    if not installs:
        return None
    found = Draft("node")
    found.build_packages = dict.fromkeys(("python", "python2", "python3", "python-is-python3"), "node-gyp calls it")
    found.runs_program = ("node", "nodejs", "npm", "npx", "yarn", "pnpm", "bun", "bunx", "corepack")
    state = _State(project, installs)
    _mark(project, found, state, calls)
    _check_start(project, state)
    _choose_base(project, found, state)
    _modules(project, found, state)
    _builds(project, found, state)
    if static_server.is_wanted(project):
        folders = [covered for covered in found.artifacts if not covered.path.endswith("/node_modules")]
        folder = folders[0].path if folders else ""
        static_server.serve(project, found, state.starts, state.directory or "/", folder)
        return found
    _natives(project, found, state)
    _gains(project, found, state)
    packages = {"": state.package, **state.members}
    builds, apart = bool(state.builds), _may_prune_apart(project, found, state)
    add_dependencies(project, found, state.installs, state.directory, packages, builds=builds, pruned_apart=apart)
    return found


class _State:
    """What the recipe knows of the project: its folder, its package.json, how it starts."""

    __slots__ = ("builds", "directory", "folder", "installs", "is_read", "members", "node", "package", "starts")

    def __init__(self, project: Project, installs: list[tuple[Run, PackageCall]]) -> None:
        self.installs = installs
        self.node, call = installs[0]
        given = call.command.option_value("--prefix", "--cwd", "-C")
        directory = project.cwd(self.node, call.command)
        self.directory = project.path(self.node, given.text, directory) if given is not None else directory
        if self.directory is None:
            raise NoPlan(
                f"where line {self.node.start_line} installs to is not known", "Write an absolute WORKDIR into the file"
            )
        for node, other in installs[1:]:
            if project.cwd(node, other.command) != directory:
                raise NoPlan(
                    "packages are installed in several folders", "Which does the program need? (`--artifact PATH`)"
                )
        self.package = _package(project, self.directory)
        self.is_read = project.text_at(join(self.directory, "package.json")) is not None
        self.builds: list[tuple[Run, Command, list[str]]] = []
        # Packages of a workspace, by folder, relative to the project's.
        self.members = node_workspaces.members(project, self.directory, self.package)
        self.folder = ""  # the one whose scripts start
        self.starts: list[list[str]] = []
        for line in project.argv:
            folder, package, words = node_workspaces.addressed(self.package, self.members, line)
            self.folder = folder or self.folder
            self.starts += _resolved(package, words, 5)

    @property
    def development(self) -> dict[str, str]:
        """What is needed for development alone, by any package of the project."""
        packages = [self.package, *self.members.values()]
        regular = {name for one in packages for name in _table(one, "dependencies")}
        found = {name: value for one in packages for name, value in _table(one, "devDependencies").items()}
        return {name: value for name, value in found.items() if name not in regular or not self.members}


def _package(project: Project, directory: str) -> dict[str, object]:
    import json

    text = project.text_at(join(directory, "package.json"))
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _table(package: dict[str, object], key: str) -> dict[str, str]:
    found = package.get(key)
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _resolved(package: dict[str, object], line: list[str], depth: int) -> list[list[str]]:
    """The commands behind `npm start` and the like, by the scripts of package.json."""
    script = script_of(line)
    if script is None or not depth:
        words = line[1:] if line[:1] in (["npx"], ["bunx"]) else line
        while words and words[0].startswith("-"):
            words = words[1:]
        return [words] if words else []
    text = _table(package, "scripts").get(script)
    if text is None:
        return [line]
    found = []
    for part in text.replace("&&", ";").replace("||", ";").replace("|", ";").replace("&", ";").split(";"):
        words = part.split()
        while words and "=" in words[0] and not words[0].startswith(("-", "=")):
            words = words[1:]
        if words[:1] in (["cross-env"], ["exec"], ["dotenv"]):
            words = words[1:]
            while words and "=" in words[0]:
                words = words[1:]
        if words:
            found += _resolved(package, words, depth - 1)
    return found


def script_of(line: list[str]) -> str | None:
    """The script of package.json that a command runs, None where it runs none."""
    words = [word for word in line if not word.startswith("-")]
    if not words or base_name(words[0]) not in _MANAGERS:
        return None
    manager, rest = base_name(words[0]), words[1:]
    if rest[:1] in (["run"], ["run-script"]):
        return rest[1] if len(rest) > 1 else None
    if rest[:1] in (["start"], ["test"]):
        return rest[0]
    known = (
        "install",
        "ci",
        "add",
        "i",
        "exec",
        "dlx",
        "global",
        "config",
        "cache",
        "prune",
        "set",
        "version",
        "x",
        "link",
        "update",
    )
    if manager in ("yarn", "pnpm") and rest and rest[0] not in known:
        return rest[0]
    return None


def _installs(call: PackageCall) -> bool:
    if call.name == "yarn" and not call.words:
        return not call.command.has("--version", "-v")
    return call.verb in ("install", "i", "ci", "clean-install", "add") or call.does(call.manager["install"])


def _is_global(call: PackageCall) -> bool:
    return call.command.has("-g", "--global", "--location=global") or call.verb == "global"


def _mark(project: Project, found: Draft, state: _State, calls: list[tuple[Run, PackageCall]]) -> None:
    """Tell build commands from those whose tools the run needs."""
    programs = {base_name(words[0]) for words in (*state.starts, *project.argv) if words}
    for _, call in calls:
        if _is_global(call):
            names = {_bare(word.text) for word in call.words[1:]}
            if names & programs or (
                names - set(_GLOBAL_TOOLS) and not names & set(_GLOBAL_TOOLS) and not _only_managers(names)
            ):
                continue  # the run needs it: it stands in the last stage too
        found.build[call.command] = f"{call.name} {call.verb}".strip()
    for node, commands in project.runs():
        for command in commands:
            words = [base_name(command.name), *(word.text for word in command.arguments)]
            name = words[0]
            if name == "corepack" and not programs & {"yarn", "pnpm"}:
                found.build[command] = "corepack"
            elif name in ("tsc", "webpack", "vite", "ng", "nest", "gulp", "grunt", "rollup", "esbuild", "turbo", "nx"):
                found.build[command] = name
            elif name == "npx" and len(words) > 1:
                found.build[command] = f"npx {words[1]}"
            script = script_of(words)
            if command in found.build and (script is not None or name in ("npx", "tsc", *_BUILDERS)):
                state.builds.append((node, command, words))


def _only_managers(names: set[str]) -> bool:
    return names <= {"pnpm", "yarn", "npm", "bun", "corepack"}


def _bare(name: str) -> str:
    head, at, _ = name.rpartition("@")
    return head if at and head else name


def _check_start(project: Project, state: _State) -> None:
    if not project.argv:
        raise NoPlan(
            "nothing in the file says what the container starts", "Which program? Write CMD or ENTRYPOINT into the file"
        )
    if node_workspaces.has(project, state.directory, state.package) and not state.members:
        raise NoPlan(
            "the project has workspaces, and which packages they hold is not known",
            "Which paths does the program need? (`--artifact PATH`)",
        )
    if project.text_at(f"{state.directory}/.pnp.cjs") is not None:
        raise NoPlan("Yarn keeps the packages in its cache instead of node_modules", "Set `nodeLinker: node-modules`")
    for line in project.argv:
        script = script_of(line)
        if script in ("dev", "develop", "start:dev", "watch", "serve:dev"):
            raise NoPlan(
                f"line {project.entry_line} starts the development server (`{' '.join(line)}`)",
                "Which command starts it in production? Write it into CMD",
            )
        if script is not None and not state.is_read:
            raise NoPlan(
                "what the script runs is not known: package.json cannot be read",
                "Where is the build context? (`--context DIR`)",
            )
    for words in state.starts:
        name = base_name(words[0])
        if name in _DEVELOPMENT and not (name in ("next", "nuxt") and "start" in words) and "preview" not in words:
            raise NoPlan(
                f"line {project.entry_line} starts the development server (`{' '.join(words)}`)",
                "Which command starts it in production? Write it into CMD",
            )
        if name in ("next", "nuxt", "nest") and "dev" in words:
            raise NoPlan(
                f"line {project.entry_line} starts the development server (`{' '.join(words)}`)",
                "Which command starts it in production? Write it into CMD",
            )
        if name == "tsc" or (name in _BUILDERS and "build" in words):
            raise NoPlan(
                f"line {project.entry_line} builds whenever the container starts (`{' '.join(words)}`)",
                "Build it in the image instead",
            )


def _choose_base(project: Project, found: Draft, state: _State) -> None:
    image = project.image
    written = project.written_base
    name = image.name if image is not None else None
    kind = project.answers.base
    del state
    if project.answers.runtime_base:
        found.base, found.base_reason = project.answers.runtime_base, "an answer names it"
        return
    if kind not in ("", "slim"):
        raise NoPlan(f"nothing proves that the modules fit {kind}", "Which image? (`--runtime-base IMAGE`)")
    if name == "node" and image is not None and image.slim:
        found.base = image.slim
        found.base_reason = "the slim sibling: the same Node.js on the same release of the distribution"
    elif (
        name == "oven/bun"
        and image is not None
        and not image.variant
        and image.reference.tag
        and not image.reference.digest
    ):
        found.base = f"{image.reference.familiar}:{image.reference.tag}-slim"
        found.base_reason = "the slim sibling: the same Bun"
    else:
        found.base = written
        found.base_reason = "the same image, without what the build leaves"


def _modules(project: Project, found: Draft, state: _State) -> None:
    """The dependencies, those of development left out where nothing needs them at run time."""
    served = [words for words in state.starts if words and base_name(words[0]) in _SERVERS]
    if served and len(served) == len(state.starts) and not _table(state.package, "dependencies").keys() & set(_SERVERS):
        return  # a static server of its own: nothing of the project's modules runs
    owner = project.user_at(state.node)
    line = state.node.start_line
    found.artifacts.append(Artifact(f"{state.directory.rstrip('/')}/node_modules", line, "the dependencies", owner))  # type: ignore[union-attr]
    if project.text_at(f"{str(state.directory).rstrip('/')}/binding.gyp") is not None:
        path = f"{str(state.directory).rstrip('/')}/build/Release"
        found.artifacts.append(Artifact(path, line, "the project's own native module: it has a binding.gyp", owner))
    dev = state.development
    without = any(_omits_dev(project, node, call) for node, call in state.installs)
    if not dev or without:
        return
    needed = _needed_at_run(project, state, dev)
    if needed:
        found.assumed.append(f"dependencies of development stay: {needed}")
        return
    call = state.installs[-1][1]
    if state.members and call.name not in ("npm", "yarn"):
        found.assumed.append(f"dependencies of development stay: {call.name} does not prune workspaces")
        return
    script = _table(state.package, "scripts")
    if "postprune" in script:
        return
    old = (
        project.image is not None
        and project.image.version.split(".")[0].isdigit()
        and int(project.image.version.split(".")[0]) < 16
    )
    prune = {
        "npm": "npm prune --production" if old else "npm prune --omit=dev",
        "yarn": "yarn install --production --ignore-scripts --prefer-offline",
        "pnpm": "CI=true pnpm prune --prod",
    }.get(call.name)
    if prune is None:
        return
    if state.directory != project.directory(state.node) or _moved(project, state):
        prune = f"cd {state.directory} && {prune}"
    if call.name == "npm" and "prepare" in script:
        prune += " --ignore-scripts"
    found.after_build.append(f"RUN {prune}")
    found.gains.append("dependencies of development stay with the build")


def _may_prune_apart(project: Project, found: Draft, state: _State) -> bool:
    """Whether the build is known to leave the modules as they are, so that they may be pruned in a stage beside it."""
    if len(found.after_build) != 1 or not state.builds or state.members or len(state.installs) != 1:
        return False
    install = state.installs[0][0]
    if any(isinstance(other, Arg) for other in project.instructions if other.index < install.index):
        return False  # stages that are built on a stage do not have its arguments in every engine
    known = {state.installs[0][1].command, *(command for node, command, _ in state.builds if node is not install)}
    later = [command for node, commands in project.runs() if node.index >= install.index for command in commands]
    if not known.issuperset(later):
        return False
    scripts = _table(state.package, "scripts")
    around = [f"{prefix}{name}" for name in scripts for prefix in ("pre", "post")]
    calls = [words for _, _, words in state.builds] + [["npm", "run", name] for name in around if name in scripts]
    lines = [line for words in calls for line in _resolved(state.package, words, 5) if line]
    return all(
        base_name(line[0]) in _LEAVE_MODULES and not any("node_modules" in word for word in line) for line in lines
    )


def _moved(project: Project, state: _State) -> bool:
    """Whether the build ends in another folder than that of the packages."""
    last = [node for node, commands in project.runs() if any(package_call(command) for command in commands)]
    return bool(last) and project.directory(last[-1]) != state.directory


def _omits_dev(project: Project, node: Run, call: PackageCall) -> bool:
    command = call.command
    environment = project.graph.environment(node)
    if any(one.name == "NODE_ENV" and one.value == "production" for one in command.assignments):
        return True
    omitted = command.option_value("--omit", "--only")
    if omitted is not None and omitted.text in ("dev", "prod", "production"):
        return True
    return command.has("--production", "--omit=dev", "--prod", "-P") or environment.get("NODE_ENV") == "production"


def _needed_at_run(project: Project, state: _State, dev: dict[str, str]) -> str:
    """Why dependencies of development are needed when the program runs, "" where they are not."""
    if project.context is None:
        return "the sources are not known"
    programs = {base_name(words[0]) for words in state.starts}
    arguments = {word for words in state.starts for word in words}
    for name in dev:
        short = "" if name.startswith("@types/") else name.rpartition("/")[2]
        if (
            short in programs
            or name in arguments
            or (name == "typescript" and programs & {"tsc"})
            or f"{name}/register" in arguments
        ):
            return f"the program is started with {name}"
    regular = _table(state.package, "dependencies")
    for path, text in project.sources(".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx"):
        name = base_name(path)
        if (
            ".config." in name
            or ".test." in name
            or ".spec." in name
            or name.startswith((".", "gulpfile", "webpack", "karma", "jest"))
        ):
            continue
        for module in dev:
            if module not in regular and module in text and _imports(text, module):
                if state.builds and (path.endswith(_SOURCES) or "import type" in text) and module.startswith("@types/"):
                    continue
                if state.builds and _front_end(state):
                    continue
                return f"{path} imports {module}"
    return ""


def _front_end(state: _State) -> bool:
    return all(base_name(words[0]) in _SERVERS or base_name(words[0]) in ("nginx", "apache2") for words in state.starts)


def _imports(text: str, module: str) -> bool:
    for quote in "'\"":
        for end in (quote, "/"):
            name = f"{quote}{module}{end}"
            for mark in (f"require({name}", f"from {name}", f"import({name}", f"import {name}"):
                if mark in text:
                    return True
    return False


def _builds(project: Project, found: Draft, state: _State) -> None:
    """What a build script leaves."""
    directory = state.directory or "/"
    if not state.builds:
        _check_entry(project, state)
        if state.members:
            _whole(project, found, state, state.node.start_line)
        return
    line = state.builds[-1][0].start_line
    if state.members:  # each package may have modules of its own, and what its build leaves
        _whole(project, found, state, line)
        return
    folders: dict[str, str] = {}
    for _, _, words in state.builds:
        for command in _resolved(state.package, words, 5):
            folders.update(_left_by(project, directory, command))
    for words in state.starts:
        for word in _places(words):
            path = _started(project, directory, word)
            if path is not None:
                folders.setdefault(path, f"line {project.entry_line} starts what is in it")
    entry = [
        path
        for path in folders
        if any(_started(project, directory, word) == path for words in state.starts for word in _places(words))
    ]
    if not folders:
        _whole(project, found, state, line)
        return
    for folder, reason in folders.items():
        path = join(directory, folder)
        if path is None or path == directory:
            continue
        if not any(covers(one.path, path) for one in found.artifacts):
            found.artifacts.append(Artifact(path, line, reason, project.user_at(state.node)))
    next_like = any(base_name(words[0]) in ("next", "nuxt") for words in state.starts)
    previews = any(words[:2] == ["vite", "preview"] for words in state.starts)
    if project.context is not None and directory != "/" and (entry or next_like or previews or _front_end(state)):
        found.keeps_sources = False
        found.root = directory
        tools = [name for name, wanted in (("next", next_like), ("vite", previews)) if wanted]
        kept = tuple(f"{tool}.config.{ending}" for tool in tools for ending in ("js", "mjs", "ts"))
        places = tuple(folder.strip("/") for folder in folders)

        def is_source(path: str) -> bool:
            name = base_name(path)
            if name in kept:
                return False
            return (
                name in _NOT_READ
                or path.endswith(_SOURCES)
                or path.startswith(tuple(f"{place}/" for place in places))
                or ".config." in name
                or name.startswith((".eslint", ".prettier", "tsconfig"))
            )

        found.is_source = is_source
        if _front_end(state) and not _serves_sources(project, state):
            found.is_source = lambda path: True  # noqa: ARG005  # the bundle holds all that is served


def _whole(project: Project, found: Draft, state: _State, line: int) -> None:
    """Where it is not known what a build leaves, the whole folder of the application comes from the build."""
    root = state.directory
    if root in (None, "/") or root is None:
        raise NoPlan(f"what the build in line {line} leaves is not known", "Which folder? (`--artifact PATH`)")
    found.artifacts = [Artifact(root, line, "the application as the build leaves it", project.user_at(state.node))]
    found.root, found.keeps_sources = root, False
    found.is_source = lambda path: True  # noqa: ARG005  # the build's folder has them


def _serves_sources(project: Project, state: _State) -> bool:
    """Whether a static server has a folder of the context."""
    directory = state.directory or "/"
    for words in state.starts:
        for word in words[1:]:
            path = None if word.startswith("-") or "://" in word else join(directory, word)
            if path is not None and path != directory and project.context_path(path) is not None:
                return True
    return False


def _places(words: list[str]) -> list[str]:
    """Return the words of a start that may be paths: a bare one is a subcommand or a number, but for static servers."""
    serves = base_name(words[0]) in _SERVERS if words else False
    return [word for word in words[1:] if "/" in word or "." in word or (serves and not word.isdigit())]


def _started(project: Project, directory: str, word: str) -> str | None:
    """The top folder, below the project's, of a path that the build must have made: it is not in the context."""
    if word.startswith("-") or "://" in word or "=" in word:
        return None
    path = join(project.run_directory() or directory, word)
    if path is None or not covers(directory, path) or path == directory:
        return None
    rest = path[len(directory.rstrip("/")) :].strip("/")
    top = rest.partition("/")[0]
    if top in ("node_modules", "") or ("/" not in rest and not word.rstrip("/").count("/") and "." in rest):
        return None
    if project.context_path(f"{directory.rstrip('/')}/{top}") is not None:
        return None
    return top


def _left_by(project: Project, directory: str, words: list[str]) -> list[tuple[str, str]]:
    """The folders that a command of a build script leaves, relative to the project's."""
    if not words:
        return []
    name = base_name(words[0])
    for option in ("--outDir", "--outdir", "--out-dir", "-d", "--dist-dir", "--output-path", "--dir", "-o"):
        for index, word in enumerate(words):
            if (
                word == option
                and index + 1 < len(words)
                and name in ("tsc", "babel", "esbuild", "vite", "ng", "webpack", "parcel", "tsup", "swc", "rollup")
            ):
                return [(_folder(words[index + 1]), f"{name} {option} names it")]
            if word.startswith(option + "=") and option.startswith("--"):
                return [(_folder(word.partition("=")[2]), f"{name} {option} names it")]
    if name == "sass":
        pairs = [word.partition(":")[2] for word in words[1:] if ":" in word and not word.startswith("-")]
        return [(_folder(pair), "sass leaves it") for pair in pairs]
    if name in ("tsc", "nest"):
        project_file = "tsconfig.build.json" if name == "nest" else "tsconfig.json"
        for index, word in enumerate(words):
            if word in ("-p", "--project", "-b", "--build") and index + 1 < len(words):
                project_file = words[index + 1]
        out = _out_dir(project, directory, project_file, 3)
        if out:
            return [(_folder(out), f"outDir of {base_name(project_file)}")]
        if name == "tsc":
            return []
    if name in _BUILDERS and ("build" in words or name in ("webpack", "tsup", "parcel") or name == "next"):
        return [(_BUILDERS[name], f"{name} leaves it")]
    return []


def _folder(path: str) -> str:
    path = path.strip("'\"").removeprefix("./").rstrip("/")
    head, slash, name = path.rpartition("/")
    return head if slash and "." in name else path


def _out_dir(project: Project, directory: str, name: str, depth: int) -> str:
    """OutDir of a tsconfig, by way of what it extends; comments are allowed in these files."""
    path = join(directory, name)
    text = project.text_at(path)
    if text is None or path is None:
        other = join(directory, "tsconfig.json")
        text = project.text_at(other) if path != other else None
        if text is None:
            return ""
    lines = [line.partition("//")[0] if "://" not in line else line for line in text.split("\n")]
    body = "\n".join(lines)
    for key in ('"outDir"', '"outdir"'):
        if key in body:
            value = body.partition(key)[2].partition(":")[2].strip()
            if value[:1] == '"':
                return value[1:].partition('"')[0]
    if '"extends"' in body and depth:
        value = body.partition('"extends"')[2].partition(":")[2].strip()
        if value[:2] == '".':
            return _out_dir(project, directory, value[1:].partition('"')[0], depth - 1)
    return ""


def _check_entry(project: Project, state: _State) -> None:
    """Raise NoPlan where the program is a file that nobody brings."""
    if project.context is None:
        return
    for words in state.starts:
        if base_name(words[0]) not in ("node", "nodejs", "bun"):
            continue
        for word in words[1:]:
            if word.startswith("-"):
                continue
            path = join(join(state.directory, state.folder) if state.folder else project.run_directory(), word)
            if path is not None and not any(
                project.context_path(path + end) for end in ("", ".js", ".mjs", ".cjs", "/index.js", ".ts")
            ):
                raise NoPlan(
                    f"`{word}`, which line {project.entry_line} starts, is not in the build context",
                    f"Does a build leave it? (`--artifact {path}`)",
                )
            break


def _natives(project: Project, found: Draft, state: _State) -> None:
    if found.base == project.written_base:
        return
    names = set(_table(state.package, "dependencies"))
    lock = (
        project.text_at(f"{(state.directory or '').rstrip('/')}/package-lock.json")
        or project.text_at(f"{(state.directory or '').rstrip('/')}/yarn.lock")
        or ""
    )
    for name, library in NATIVE.items():
        if name not in names and f'"node_modules/{name}"' not in lock and f"\n{name}@" not in lock:
            continue
        if not library and project.answers.runtime_base:
            found.assumed.append(f"{project.answers.runtime_base} has the libraries that the module {name} needs")
            continue
        if not library:
            raise NoPlan(
                f"which libraries the module {name} needs is not known",
                "Which image has them? (`--runtime-base IMAGE`)",
            )
        found.libraries[library] = f"the module {name} loads it"
    if not state.is_read:
        raise NoPlan(
            "what is installed is not known: package.json cannot be read",
            "Where is the build context? (`--context DIR`)",
        )
    found.assumed.append("modules bring their libraries, or need none beside the C++ one, which the image has")


def _gains(project: Project, found: Draft, state: _State) -> None:
    if found.base != project.written_base:
        found.gains.append("the slim image is smaller")
    for node, call in state.installs:
        mounted = any(mount.type == "cache" for mount in node.mounts)
        text = node.text
        if not mounted and "cache clean" not in text and ".npm" not in text and ".cache" not in text:
            found.gains.append(f"the packages that {call.name} keeps stay with the build")
