"""What an installation of dependencies reads of a project, and why it cannot run without the rest of it.

The graph tells which files the commands of a RUN name or are documented to read. What stands in these files may lead to
others: requirements that include requirements, dependencies that are folders of the project, scripts that run at
installation. They are read here, for each ecosystem. What is not understood is refused.
"""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.layer_order._brought import AllBrought
from dockerlint.graph.effects import COMMANDS
from dockerlint.graph.order import PROGRAMS, search_path
from dockerlint.graph.paths import base_name, covers, has_wildcard, join, overlap, parent
from dockerlint.shell.package_calls import package_call, package_calls, unversioned
from dockerlint.shell.project_calls import project_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dockerlint.fixers.layer_order._brought import Brought
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command, ShellWord
    from dockerlint.shell.project_calls import ProjectCall
    from dockerlint.syntax.instructions import Run

# Folders that an installation reads whole, and that hold nothing of the project's own.
_FOLDERS = (".bundle", ".cargo", ".mvn", ".yarn", "gradle", "patches")
_MOST_FILES = 60


class Manifests:
    """The files of the build context that a RUN reads, as paths of the image. Raises Refused where they are not known.

    They may have been brought by several instructions.
    """

    __slots__ = ("_brought", "_calls", "_commands", "_file", "_flow", "_reads", "_run", "kept", "paths")

    def __init__(self, run: Run, file: Dockerfile) -> None:
        self._file = file
        self._run = run
        self._commands = file.commands(run)
        self._calls = [call for call in map(project_call, self._commands) if call is not None]
        self._flow = file.graph.flow(run)
        self.paths: dict[str, None] = {}
        self.kept: set[str] = set()  # files that it may write and leaves as they are
        if self._flow.unknown_reads or self._flow.unknown_writes:
            raise Refused(f"{self._unknown()} may need the sources")
        self._brought = AllBrought(run, file)
        for path in self._flow.reads:
            for found in self._brought.possible(path):
                if not self._brought.is_directory(found) or base_name(found) in _FOLDERS:
                    self.paths[found] = None
        self._add_named()
        if len(self.paths) > _MOST_FILES:
            raise Refused("the installation reads too many files")
        for call in self._calls:
            for word in call.files:
                named = self._path(word)
                if named is None or not any(covers(named, found) for found in self.paths):
                    raise Refused(f"the build context shows no manifest `{word.text}`")
        self._reads: list[str] = list(self._flow.reads)
        for path in list(self.paths):
            self._look_into(path)

    def _add_named(self) -> None:
        """Add the files that options or variables of the managers name (`-s settings.xml`, `PIP_CONSTRAINT`)."""
        folder = self._file.graph.working_directory(self._run)
        values: list[tuple[str | None, str]] = []
        for command in self._commands:
            words = [word.text for word in command.arguments]
            if command.name == "cd":
                folder = join(folder, words[0]) if words else None
            values += [(folder, word.rpartition("=")[2] if word[:1] == "-" else word) for word in words]
        for name, value in self._file.graph.environment(self._run).items():
            if value and name.startswith(_VARIABLES):
                values.append((folder, value))
        for place, value in values:
            path = join(place, value) if value and place is not None else None
            if path is not None and self._brought.sources(path) and not self._brought.is_directory(path):
                self.paths[path] = None

    def _path(self, word: ShellWord) -> str | None:
        """Return the file that an option names, wherever a `cd` has led."""
        text = self._file.graph.expand(self._run, word.raw)
        name = base_name(text or "")
        return next((path for path in self._flow.reads if base_name(path) == name), None)

    def _unknown(self) -> str:
        for command in self._commands:
            name = unversioned(command.name)
            if command.name and (name not in COMMANDS or name in _RUNNERS) and not _is_known(command):
                return f"`{_shown(command)}`"
        return "the RUN"

    def _reader(self) -> str:
        call = self._calls[0] if self._calls else None
        command = call.command if call else next((one for one in self._commands if one.name), None)
        return f"`{_shown(command)}`" if command is not None else "the RUN"

    def of(self, brought: Brought) -> list[str]:
        """Return those that one instruction brings."""
        return [path for path in self.paths if brought.sources(path)]

    def allow(self, brought: Brought) -> None:
        """Raise Refused where the RUN needs more of what an instruction brings, or changes some of it."""
        place = brought.place
        for path in self._reads:
            self._allow_read(path, brought)
        for path in (*PROGRAMS, "/bin", "/lib", "/lib64", "/sbin", *search_path(self._file.graph, self._run)):
            if overlap(path, place) and (covers(path, place) or brought.possible(path)):
                raise Refused("it copies to where programs and their settings are")
        own = self.of(brought)
        if self._calls and not own and any(overlap(path, place) for path in self._flow.writes):
            raise Refused("the build context shows no manifest for the installation")
        for path in (*self._flow.writes, *self._flow.deletes):
            if overlap(path, place):
                self._allow_write(path, brought)
        self._allow_folders(own, brought)

    def _allow_read(self, path: str, brought: Brought) -> None:
        if not overlap(path, brought.place):
            return
        if covers(path, brought.place):
            if brought.has_folder or path != brought.place:
                raise Refused(f"{self._reader()} reads the whole folder")
            return
        found = brought.possible(path)
        if has_wildcard(path):
            return
        for one in found:
            if one not in self.paths and brought.is_directory(one) and base_name(one) != "vendor":
                raise Refused(f"{self._reader()} reads the folder `{base_name(one)}`")
        if not found and not self.of(brought):
            raise Refused(f"{self._reader()} may read `{base_name(path)}`")

    def _allow_write(self, path: str, brought: Brought) -> None:
        """What the later copy brings would take the place of what is written now."""
        if covers(path, brought.place):
            raise Refused(f"{self._reader()} writes all over the folder")
        if not covers(brought.place, path):
            for found in brought.possible(path):
                raise Refused(f"{self._reader()} may write `{found}`, which is in the build context, too")
            return
        for found in brought.glob(path):
            if found not in self.kept:
                name = found[len(brought.place) :].strip("/") or base_name(found)
                if brought.is_directory(found):
                    raise Refused(f"`{name}` is in the build context, and would be laid over what is installed")
                raise Refused(f"{self._reader()} may rewrite `{name}`, which the later copy would put back")

    def _allow_folders(self, own: list[str], brought: Brought) -> None:
        """Every `cd` must lead to a folder that the manifests bring, or that is there already."""
        folder = self._file.graph.working_directory(self._run)
        for command in self._commands:
            if command.name == "cd":
                word = next(iter(command.positionals()), None)
                text = None if word is None else self._file.graph.expand(self._run, word.raw)
                folder = None if text is None else join(folder, text)
                if folder is None:
                    raise Refused("it is not known where `cd` leads")
                if overlap(folder, brought.place) and not any(covers(folder, parent(path)) for path in own):
                    raise Refused(f"`cd {text}` leads into a folder that the sources bring")
        is_there = bool(own) or folder is None or brought.place != folder
        if not is_there and any(covers(brought.place, path) for path in self._flow.writes):
            raise Refused("it writes into the folder that the sources bring")

    # What stands in the manifests

    def _look_into(self, path: str) -> None:
        name = base_name(path)
        programs = {call.program: call for call in self._calls}
        node = [programs[program] for program in ("npm", "yarn", "pnpm", "bun") if program in programs]
        if name == "package.json" and node:
            self._package_json(path, node)
        elif name.endswith((".txt", ".in")) and "pip" in {*programs, *_module_names(self._commands)}:
            self._requirements(path, set())
        elif name == "pyproject.toml":
            self._pyproject(path, programs)
        elif name == "Pipfile":
            self._pipfile(path, programs.get("pipenv"))
        elif name == "composer.json":
            self._composer(path, programs.get("composer"))
        elif name == "Gemfile":
            self._gemfile(path, programs.get("bundler"))
        elif name == "go.mod":
            self._go_mod(path)
        elif name == "pom.xml":
            self._has_none_of(path, ("<modules>", "<systemPath>", "file://", "<relativePath>../", "${project.basedir}"))
        elif name.endswith((".gradle", ".gradle.kts")):
            self._has_none_of(path, ("file(", "files(", "fileTree(", "apply from", "include ", "include(", "readText"))
        elif name == "Cargo.toml":
            raise Refused("cargo reads no manifest without the sources that it names")
        elif name == "mix.exs":
            self._has_none_of(path, ("path:", "in_umbrella", "File.", "System.cmd", "apps_path"))
            self.kept.add(f"{parent(path)}/mix.lock")
        elif name.endswith((".csproj", ".fsproj", ".vbproj", ".props", ".targets")):
            self._has_none_of(path, ("<Exec ", "RestoreSources", "<RestoreAdditionalProjectSources"))
            self._imports(path)
        elif name.endswith((".sln", ".slnx")):
            self._has_none_of(path, (".dcproj", ".esproj", ".vcxproj", ".shproj", ".sqlproj", ".pyproj", ".wapproj"))
        elif name.lower() == "nuget.config":
            self._nuget_sources(path)
        elif name.endswith((".yml", ".yaml")) and _calls_any(self._commands, ("conda", "mamba", "micromamba")):
            self._has_none_of(path, ("-r ", "-e ", "file:", "- ./", "- ."))

    def _imports(self, path: str) -> None:
        """What a project imports is copied where it is known by its name; and no project may lie too deep."""
        for part in self._text(path).split("<Import ")[1:]:
            target = part.partition("Project=")[2][1:].partition('"')[0]
            if target and not target.endswith((".props", ".targets")):
                raise Refused(f"`{base_name(path)}` imports `{target}`")
        for found in self._brought.ending_in((".csproj", ".fsproj", ".vbproj", ".props", ".targets")):
            if found not in self.paths:
                raise Refused(f"`{base_name(found)}` lies too deep to be sure that it is not needed")

    def _text(self, path: str) -> str:
        text = self._brought.text(path)
        if text is None:
            raise Refused(f"`{base_name(path)}` cannot be read")
        return text

    def _has_none_of(self, path: str, signs: tuple[str, ...]) -> None:
        text = self._text(path)
        for sign in signs:
            if sign in text:
                raise Refused(f"`{base_name(path)}` has `{sign.strip()}`: it may need the sources")

    def _add(self, folder: str, name: str, of: str) -> str:
        """Add a file that a manifest names, and return its path."""
        path = join(folder, name)
        if path is None or not self._brought.sources(path) or self._brought.is_directory(path):
            raise Refused(f"`{base_name(of)}` names `{name}`, which is not among what is copied")
        self.paths[path] = None
        return path

    def _add_folder(self, folder: str, name: str, what: str) -> None:
        """Add a folder that a manifest names as a package of its own."""
        path = join(folder, name)
        is_plain = path is not None and not has_wildcard(path) and covers(folder, path) and path != folder
        if path is None or not is_plain or not self._brought.is_directory(path):
            raise Refused(f"{what} is a folder of the project")
        self.paths[path] = None

    def _requirements(self, path: str, seen: set[str]) -> None:
        seen.add(path)
        folder = parent(path)
        for line in self._text(path).replace("\\\n", " ").split("\n"):
            entry = line.strip().partition(" #")[0].strip()
            if not entry or entry.startswith("#"):
                continue
            option, _, value = entry.replace("=", " ", 1).partition(" ") if entry[0] == "-" else ("", "", "")
            value = value.strip().strip("\"'")
            if option[:2] in ("-r", "-c") and len(option) > 2 and option[1] != "-":
                option, value = option[:2], option[2:]
            if option in ("-r", "--requirement", "-c", "--constraint"):
                if "://" not in value:
                    included = self._add(folder, value, path)
                    if included not in seen:
                        self._requirements(included, seen)
            elif option in ("-e", "--editable"):
                if "://" not in value:
                    raise Refused(f"`{base_name(path)}` installs the folder `{value}` of the project")
            elif option in ("-f", "--find-links"):
                if "://" not in value:
                    raise Refused(f"`{base_name(path)}` looks for packages in `{value}`")
            elif not option:
                self._requirement(entry, folder, path)

    def _requirement(self, entry: str, folder: str, path: str) -> None:
        name = entry.partition(";")[0].strip()
        name = name.partition(" --hash")[0].strip()
        if "@" in name and "file:" in name:
            raise Refused(f"`{base_name(path)}` installs `{name}` from a folder")
        if "://" in name:
            return
        if name.endswith((".whl", ".tar.gz", ".zip")):
            self._add(folder, name, path)
        elif name.startswith((".", "/", "~")) or "/" in name:
            raise Refused(f"`{base_name(path)}` installs the folder `{name}` of the project")

    def _package_json(self, path: str, calls: list[ProjectCall]) -> None:
        import json

        folder = parent(path)
        try:
            data = json.loads(self._text(path).lstrip("\ufeff"))
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise Refused("`package.json` is not understood")
        if data.get("workspaces"):
            raise Refused("`package.json` has workspaces: the installation reads all members")
        if not all(call.command.has("--ignore-scripts") for call in calls):
            self._hooks(folder, data)
        for name, value in _node_dependencies(data):
            if value.startswith(_LOCAL):
                raise Refused(f"`{name}` is installed from a folder of the project (`{value}`)")
        for config in (data, data.get("pnpm") or {}):
            patched = config.get("patchedDependencies") if isinstance(config, dict) else None
            for file in (patched or {}).values():
                self._add(folder, str(file), path)
        workspace = self._brought.text(f"{folder}/pnpm-workspace.yaml")
        if workspace is not None and ("packages:" in workspace or "patchedDependencies" in workspace):
            raise Refused("`pnpm-workspace.yaml` names members or patches")
        self.kept.add(path)
        if not any(self._brought.sources(f"{folder}/.yarn/{name}") for name in _YARN_WRITES):
            self.kept.add(f"{folder}/.yarn")
        for call in calls:
            self._node_locks(folder, data, call)

    def _hooks(self, folder: str, data: dict[str, Any]) -> None:
        scripts = data.get("scripts")
        for hook in _NODE_HOOKS:
            script = str(scripts.get(hook, "")) if isinstance(scripts, dict) else ""
            words = script.replace("npx ", "").split()
            if not words:
                continue
            if words == ["patch-package"]:
                continue  # the folder `patches` is read anyway
            if words[0] == "husky" and not self._brought.has_repository:
                continue  # without a repository it does nothing
            raise Refused(f"`{hook}` of `package.json` runs `{script}`")
        if self._brought.sources(f"{folder}/binding.gyp"):
            raise Refused("`binding.gyp` makes the installation compile the sources")

    def _node_locks(self, folder: str, data: dict[str, Any], call: ProjectCall) -> None:
        locks = [f"{folder}/{name}" for name in call.manager.get("lock_files", ())]
        frozen = call.command.has(*call.manager.get("frozen_options", ("--frozen-lockfile",)))
        if frozen or (call.program in ("npm", "bun") and call.command.subcommand() in ("ci", "clean-install")):
            self.kept.update(locks)
            return
        for lock in locks:
            text = self._brought.text(lock)
            if text is not None and _in_step(base_name(lock), text, data):
                self.kept.add(lock)

    def _pyproject(self, path: str, programs: dict[str, ProjectCall]) -> None:
        import tomllib

        try:
            data = tomllib.loads(self._text(path).lstrip("\ufeff"))
        except ValueError:
            raise Refused("`pyproject.toml` is not understood") from None
        for name, value in _dependency_tables(data.get("tool", {})):
            if "path" in value or value.get("workspace") is True:
                raise Refused(f"`{name}` is installed from a folder of the project")
        if "workspace" in data.get("tool", {}).get("uv", {}):
            raise Refused("`pyproject.toml` has a workspace: the installation reads all members")
        folder = parent(path)
        call = programs.get("uv")
        if call is not None:
            if not self._brought.sources(f"{folder}/uv.lock"):
                raise Refused("there is no `uv.lock`: uv may have to build the project to lock it")
            if not call.command.has("--frozen"):
                if data.get("project", {}).get("dynamic"):
                    raise Refused("the project's metadata is dynamic: uv builds it to compare it with the lock file")
                if not call.command.has("--locked"):
                    raise Refused("`uv sync` may rewrite `uv.lock`, which the later copy would put back")
            self.kept.add(f"{folder}/uv.lock")
            if not _is_package(data) and folder in self._reads:
                self._reads.remove(folder)  # nothing is built of it

    def _pipfile(self, path: str, call: ProjectCall | None) -> None:
        self._has_none_of(path, ("path =", "path=", "file ="))
        verb = "" if call is None else call.command.subcommand()
        if call is not None and (verb == "sync" or call.command.has("--deploy", "--ignore-pipfile")):
            self.kept.add(f"{parent(path)}/Pipfile.lock")

    def _composer(self, path: str, call: ProjectCall | None) -> None:
        import json

        try:
            data = json.loads(self._text(path).lstrip("\ufeff"))
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise Refused("`composer.json` is not understood")
        has = (lambda *_: False) if call is None else call.command.has
        scripts = data.get("scripts") or {}
        if not has("--no-scripts"):
            for hook in _COMPOSER_HOOKS:
                if hook in scripts:
                    raise Refused(f"`{hook}` of `composer.json` runs a script of the project")
        elif self._is_repeated_with_scripts():
            for hook in _COMPOSER_PACKAGE_HOOKS:
                if hook in scripts:
                    raise Refused(f"`{hook}` of `composer.json` runs before packages are there, or for each of them")
        repositories = data.get("repositories") or []
        for one in repositories.values() if isinstance(repositories, dict) else repositories:
            if isinstance(one, dict) and one.get("type") in ("path", "artifact"):
                self._add_folder(parent(path), str(one.get("url", "")), "a repository of `composer.json`")
        for key in ("installer-paths", "drupal-scaffold", "merge-plugin", "wordpress-install-dir"):
            if key in (data.get("extra") or {}) and not has("--no-plugins"):
                raise Refused(f"`{key}` of `composer.json` puts files among those of the project")
        if "vendor-dir" in (data.get("config") or {}):
            raise Refused("`vendor-dir` of `composer.json` names another folder")
        if "symfony/flex" in (data.get("require") or {}) and not has("--no-plugins"):
            raise Refused("symfony/flex changes files of the project")
        config = data.get("config") or {}
        if not has("--no-autoloader"):
            autoloads = [data.get("autoload") or {}, {} if has("--no-dev") else data.get("autoload-dev") or {}]
            scans = any(one.get("classmap") for one in autoloads)
            optimised = has("-o", "--optimize-autoloader", "-a", "--classmap-authoritative")
            if scans or optimised or config.get("optimize-autoloader") or config.get("classmap-authoritative"):
                raise Refused("composer makes a map of the project's classes: it reads the sources")
        if self._brought.has_repository:
            raise Refused("composer notes the commit of the `.git` folder, which is in the build context")
        self.kept.update((path, f"{parent(path)}/composer.lock"))

    def _is_repeated_with_scripts(self) -> bool:
        """Whether a later `composer install` finds the packages in place, and runs the scripts."""
        stage = self._file.graph.stage_of(self._run)
        return any(
            call.program == "composer" and not call.command.has("--no-scripts")
            for node in (stage.instructions if stage is not None else ())
            if node.keyword == "RUN" and node.index > self._run.index
            for call in map(project_call, self._file.commands(node))
            if call is not None
        )

    def _gemfile(self, path: str, call: ProjectCall | None) -> None:
        text = self._text(path)
        for line in text.split("\n"):
            code = line.partition("#")[0]
            if self._gem_in_folder(code, path):
                continue
            if code.strip().startswith("gemspec") or any(sign in code for sign in _GEM_PATHS):
                raise Refused(f"`Gemfile` has `{code.strip()}`: it reads other files")
            if code.strip().startswith("ruby ") and "file:" in code:
                name = code.rpartition("file:")[2].strip(" \"'()")
                self._add(parent(path), name, path)
        lock = f"{parent(path)}/Gemfile.lock"
        locked = self._brought.text(lock)
        frozen = call is not None and call.command.has("--frozen", "--deployment")
        configured = any(
            command.name == "bundle" and any(word.text in ("frozen", "deployment") for word in command.arguments)
            for command in self._commands
        )
        platforms = (locked or "").partition("PLATFORMS")[2].partition("\n\n")[0].split()
        if frozen or configured or any(one == "ruby" or "linux" in one for one in platforms):
            self.kept.add(lock)
        self.kept.add(path)

    def _gem_in_folder(self, code: str, path: str) -> bool:
        """Whether a line of a Gemfile names a gem that is a folder, which is then among what is read."""
        words = code.replace(",", " ").replace("=>", " ").split()
        marks = [index for index, word in enumerate(words) if word in ("path:", ":path")]
        if words[:1] != ["gem"] or len(marks) != 1 or len(words) <= marks[0] + 1:
            return False
        folder = words[marks[0] + 1].strip("'\"")
        place = join(parent(path), folder)
        if place is None or any(found.startswith(f"{place}/") for found in self._brought.ending_in(("extconf.rb",))):
            return False  # its modules are compiled beside its sources
        name = words[1].strip("'\"")
        self._add_folder(parent(path), folder, f"`{name}` of `Gemfile`")
        return True

    def _go_mod(self, path: str) -> None:
        folder = parent(path)
        if self._brought.sources(f"{folder}/go.work"):
            raise Refused("`go.work` makes several modules one: their files are read too")
        for line in self._text(path).split("\n"):
            target = line.partition("//")[0].rpartition("=>")
            if target[1] and target[2].strip().startswith((".", "/")):
                raise Refused(f"`go.mod` replaces a module by the folder `{target[2].strip()}`")
        self.kept.update((path, f"{folder}/go.sum"))

    def _nuget_sources(self, path: str) -> None:
        for part in self._text(path).split("<add ")[1:]:
            value = part.partition("value=")[2][1:].partition('"')[0]
            inside = part.partition(">")[0]
            if "key=" in inside and value and "://" not in value and ("/" in value or "\\" in value or value == "."):
                raise Refused(f"`{base_name(path)}` names the folder `{value}` as a source of packages")


# What runs scripts of the project under its own known name.
_RUNNERS = (
    "npm",
    "yarn",
    "pnpm",
    "bun",
    "python",
    "go",
    "mvn",
    "mvnw",
    "gradle",
    "gradlew",
    "dotnet",
    "cargo",
    "bundle",
)
# What managers take from the environment.
_VARIABLES = (
    *("BUNDLE_", "COMPOSER", "CONDA_", "GO", "GRADLE_", "MAVEN_", "MIX_", "NODE_", "NPM_", "npm_", "NUGET_", "PDM_"),
    *("PIP_", "PIPENV_", "PNPM_", "POETRY_", "UV_", "YARN_"),
)
_YARN_WRITES = ("cache", "unplugged", "install-state.gz", "build-state.yml")
_LOCAL = ("file:", "link:", "portal:", "workspace:", "./", "../", "/", "~/", "patch:")
_NODE_HOOKS = (
    *("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare", "dependencies"),
    "pnpm:devPreinstall",
)
_COMPOSER_HOOKS = (
    *("pre-install-cmd", "post-install-cmd", "pre-autoload-dump", "post-autoload-dump", "pre-operations-exec"),
    *("pre-package-install", "post-package-install", "post-root-package-install", "pre-update-cmd", "post-update-cmd"),
)
_COMPOSER_PACKAGE_HOOKS = (
    *("pre-install-cmd", "pre-operations-exec", "pre-package-install", "post-package-install", "pre-pool-create"),
    *("pre-update-cmd", "pre-package-update", "post-package-update", "pre-file-download", "post-file-download"),
)
_GEM_PATHS = (
    "path:",
    ":path",
    'path "',
    "path '",
    "eval_gemfile",
    "require_relative",
    "File.",
    "Dir[",
    "Dir.",
    "instance_eval",
)


def reads_manifests(commands: list[Command]) -> bool:
    """Whether commands install what files name, which may name other files."""
    if any(map(project_call, commands)):
        return True
    files = ("-r", "-c", "--requirement", "--constraint", "-f", "--file")
    return any(call.name in _FILE_READERS and call.command.has(*files) for call in package_calls(commands))


_FILE_READERS = ("conda", "micromamba", "pip", "uv")


def _module_names(commands: list[Command]) -> set[str]:
    """Return the package managers that commands call, whatever they do."""
    return {call.name for call in map(package_call, commands) if call is not None}


def _calls_any(commands: list[Command], names: tuple[str, ...]) -> bool:
    return any(command.name in names for command in commands)


def _is_known(command: Command) -> bool:
    return project_call(command) is not None or command.has("--version")


def _shown(command: Command) -> str:
    words = [word.raw for word in command.words[:3]]
    return " ".join(words) if sum(map(len, words)) < 60 else words[0]


def _node_dependencies(data: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for table in ("dependencies", "devDependencies", "optionalDependencies", "resolutions", "overrides"):
        content = data.get(table)
        if isinstance(content, dict):
            found += [(name, value) for name, value in content.items() if isinstance(value, str)]
    return found


def _in_step(name: str, text: str, data: dict[str, Any]) -> bool:
    """Whether a lock file has what the manifest asks for, so that no installation rewrites it."""
    import json

    tables = ("dependencies", "devDependencies", "optionalDependencies")
    if name in ("package-lock.json", "npm-shrinkwrap.json"):
        try:
            lock = json.loads(text)
            root = lock["packages"][""]
        except (ValueError, KeyError, TypeError):
            return False
        same = all((root.get(table) or {}) == (data.get(table) or {}) for table in tables)
        return lock.get("lockfileVersion") in (2, 3) and same
    wanted = [(one, value) for table in tables for one, value in (data.get(table) or {}).items()]
    if name == "yarn.lock":
        return all(f"{one}@{value}" in text or f"{one}@npm:{value}" in text for one, value in wanted)
    if name == "pnpm-lock.yaml":
        return all(f"specifier: {value}" in text or f"specifier: '{value}'" in text for _, value in wanted)
    return False


def _is_package(data: dict[str, Any]) -> bool:
    """Whether uv builds and installs the project of a `pyproject.toml` itself."""
    stated = data.get("tool", {}).get("uv", {}).get("package")
    return bool(stated) if stated is not None else "build-system" in data


def _dependency_tables(table: object, name: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Return what a tool's section says of dependencies in more than a version."""
    found: list[tuple[str, dict[str, Any]]] = []
    if isinstance(table, dict):
        for key, value in table.items():
            if name.endswith("dependencies") or name == "sources":
                entries = value if isinstance(value, list) else [value]
                found += [(key, entry) for entry in entries if isinstance(entry, dict)]
            else:
                found += _dependency_tables(value, key)
    return found
