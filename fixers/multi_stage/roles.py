"""What becomes of each instruction: it stays with the build, goes to the last stage, stands in both, or is split."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import apply_edits, cased, delete_word
from dockerlint.fixers.multi_stage import packages as table
from dockerlint.fixers.multi_stage.common import never_read
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan, Package
from dockerlint.fixers.multi_stage.words import in_scratch, kind_of
from dockerlint.graph.paths import base_name, covers, join, matches
from dockerlint.lint.finding import Edit
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax.instructions import Add, Arg, Copy, Run, User, Volume, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.fixers.multi_stage.draft import Draft
    from dockerlint.fixers.multi_stage.plan import Plan
    from dockerlint.knowledge.images import BaseImage
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction

_QUIET = ("ENV", "WORKDIR", "SHELL", "USER")  # what the build needs as much as the run
_PURE = frozenset(("build", "shell", "index", "packages", "purge", "cleanup"))
# The programs that package managers call to fetch and unpack.
_REPOSITORIES = ("git", "git-core", "mercurial", "openssh-client", "subversion")
_FETCHES_WITH = {
    **dict.fromkeys(("pip", "poetry", "pipenv", "uv", "bundler", "npm", "yarn", "pnpm", "go", "cargo"), _REPOSITORIES),
    "composer": (*_REPOSITORIES, "unzip", "zip"),
}
CODE = (
    ".py",
    ".js",
    ".mjs",
    ".cjs",
    ".ts",
    ".rb",
    ".php",
    ".sh",
    ".go",
    ".rs",
    ".java",
    ".kt",
    ".ex",
    ".pl",
    ".c",
    ".cc",
    ".cpp",
    ".cs",
)


class Piece:
    """An instruction and where it stands in the result; texts are None for the original's own."""

    __slots__ = ("build", "final", "final_text", "node", "reason")

    def __init__(self, node: Instruction) -> None:
        self.node = node
        self.build = False
        self.final = False
        self.final_text: str | None = None
        self.reason = ""

    @property
    def kind(self) -> str:
        """`kept`, `moved`, `both`, `split` or `dropped`."""
        if self.final_text is not None and self.build:
            return "split"
        if self.build and self.final:
            return "both"
        return "kept" if self.build else "moved" if self.final else "dropped"


class Roles:
    """The roles of all instructions of a file, by what a recipe has found out about it."""

    def __init__(self, project: Project, draft: Draft, plan: Plan, base: BaseImage | None) -> None:
        self.project = project
        self.draft = draft
        self.plan = plan
        self.base = base  # the last stage's
        self.pieces = {node: Piece(node) for node in project.instructions}
        nodes = [node for node, commands in project.runs() if any(command in draft.build for command in commands)]
        if not nodes:
            raise NoPlan("nothing is built or installed in the file")
        self.first_build, self.last_build = nodes[0].index, nodes[-1].index
        self.kinds = {
            node: {command: kind_of(command, draft.build, draft.runs_program) for command in commands}
            for node, commands in project.runs()
        }
        programs = {} if {"CMD", "ENTRYPOINT"} <= draft.leaves.keys() else project.programs()
        self.final_programs: dict[str, str] = {**programs, **draft.needs}
        self.libraries: dict[str, str] = dict(draft.libraries)
        for name in sorted(project.answers.keep_packages - project.system_packages.keys()):
            self.libraries.setdefault(name, "an answer names it")
        self._areas = self._build_areas()
        self.late_packages: list[str] = []
        self.called_by_runs: set[str] = set()  # programs that RUNs of the last stage call
        self.early_packages: list[str] = []  # their packages, which come before everything else
        self.recommends = False  # whether packages come with those that they recommend, as in the original
        self.data: list[tuple[str, str]] = []
        self.data_at: Instruction | None = None

    def settle(self) -> list[Piece]:
        """Return the pieces in the order of the file. Raises NoPlan."""
        self._sources()
        for node in self.project.instructions:
            piece = self.pieces[node]
            if node.keyword == "ONBUILD":
                raise NoPlan(f"line {node.start_line} sets a trigger: the image is made to be built on")
            if isinstance(node, Run):
                self._run(node, piece)
            elif isinstance(node, (Add, Copy)):
                self._copy(node, piece)
            elif node.keyword in _QUIET:
                piece.build = node.index < self.last_build
                piece.final = True
            elif isinstance(node, Arg):
                piece.build = node.index < self.last_build
            elif node.keyword in self.draft.leaves:
                piece.reason = self.draft.leaves[node.keyword]
            elif isinstance(node, Volume):
                self._volume(node)
                piece.final = True
            else:
                piece.final = True
        self._packages()
        self._arguments()
        return [self.pieces[node] for node in self.project.instructions]

    # RUN

    def _run(self, node: Run, piece: Piece) -> None:
        kinds = self.kinds[node]
        found = set(kinds.values())
        line = node.start_line
        before = node.index < self.last_build
        answers = self.project.answers
        if not kinds and line not in answers.runtime_lines | answers.build_lines:
            raise NoPlan(
                f"what line {line} does is not known: its script is for another shell, or cannot be read",
                f"Is it for the build or the run? (`answers: build-lines: [{line}]` or `runtime-lines: [{line}]`)",
            )
        if line in answers.runtime_lines:
            piece.build, piece.final, piece.reason = before, True, "an answer says that the run needs it"
        elif "build" in found:
            piece.build = True
            piece.reason = next(self.draft.build[command] for command in kinds if command in self.draft.build)
            self._split(node, piece, kinds)
        elif line in answers.build_lines:
            piece.build, piece.reason = True, "an answer says that only the build needs it"
        elif found <= _PURE:
            piece.build = before  # the packages of both stages are looked at later
            piece.reason = "prepares the build" if before else ""
        elif "compile" in found:
            if not self.project.answers.artifacts:
                raise NoPlan(
                    f"line {line} compiles or installs something, and what it leaves for the run is not known",
                    f"Which paths does the program need of what line {line} makes? (`--artifact PATH`, "
                    f"or `build-lines: [{line}]` for none)",
                )
            piece.build, piece.reason = True, "what the run needs of it is among the artifacts"
        elif self._only_in_build_areas(node, kinds):
            piece.build = before
            piece.final = not before and not self._only_deletes(node, kinds)
            piece.reason = "works on files that only the build has"
        elif found & {"fetch"} and self._fetches(node, kinds):
            piece.build, piece.reason = True, "fetches what the last stage copies"
        else:
            self._run_of_application(node, piece, kinds, before=before)

    def _run_of_application(self, node: Run, piece: Piece, kinds: dict[Command, str], *, before: bool) -> None:
        """A RUN that the image needs for its run: it stands in the last stage, and in the build if that may need it."""
        line = node.start_line
        unknown = [
            command
            for command, kind in kinds.items()
            if kind == "unknown" or (kind == "program" and not command.has("-g", "--global"))
        ]
        if unknown and not self.draft.keeps_sources:
            if self.project.answers.artifacts and before:
                piece.build, piece.reason = True, "what the run needs of it is among the artifacts"
                return
            raise NoPlan(
                f"what line {line} leaves behind is not known (`{unknown[0].name}`)",
                f"Is it for the build or the run? (`answers: build-lines: [{line}]` or `runtime-lines: [{line}]`)",
            )
        piece.final = True
        piece.build = before and not self._is_free(node)
        for command, kind in kinds.items():
            if kind in ("fetch", "unknown", "system", "files"):
                self.final_programs.setdefault(command.name, f"line {line} calls it")
                self.called_by_runs.add(command.name)
        if unknown and any(kind == "unknown" for kind in kinds.values()):
            self.plan.assumed.append(
                f"line {line} does in the last stage what it did: the programs that it calls are there"
            )

    def _is_free(self, node: Instruction) -> bool:
        """Whether nothing of the build that follows can tell that an instruction is not there."""
        graph = self.project.graph
        return all(
            graph.independent(node, other)
            for other in self.project.instructions
            if node.index < other.index <= self.last_build and isinstance(other, (Run, Copy, Add, Workdir, User))
        )

    def _split(self, node: Run, piece: Piece, kinds: dict[Command, str]) -> None:
        """Look at what a RUN does beside building; packages come later."""
        carried: list[Command] = []
        for command, kind in kinds.items():
            if kind in _PURE:
                continue
            if kind == "compile" and self.project.answers.artifacts:
                continue
            if command.name == "cd" or (kind in ("files", "fetch") and self._stays_in_build(node, command)):
                continue
            if (
                kind in ("accounts", "files")
                and not command.context
                and command.connector != "|"
                and command.follower != "|"
            ):
                carried.append(command)
                continue
            line = node.start_line
            raise NoPlan(
                f"`{command.name}` in line {line} stands beside the build, and what it leaves for the run is not known",
                f"Which paths does the program need of what line {line} makes? (`--artifact PATH`), "
                "or write it as a RUN of its own",
            )
        if carried:
            text = " && ".join(self.project.source[command.start : command.end] for command in carried)
            moved = any(command.name == "cd" for command in kinds)
            if moved or "\n" in text or any("$" in word.raw for command in carried for word in command.words):
                raise NoPlan(
                    f"line {node.start_line} does several things at once: write `{carried[0].name}` as a RUN of its own"
                )
            piece.final = True
            piece.final_text = f"{cased('RUN', node)} {text}"

    def _stays_in_build(self, node: Run, command: Command) -> bool:
        directory = self.project.cwd(node, command)
        words = command.positionals(("-o", "-O", "-C", "-P", "-f", "-d", "-m", "-t"))
        words += [word for word in (command.option_value("-o", "-O", "-C", "-P", "-d"),) if word is not None]
        words += [redirect.target for redirect in command.redirects if redirect.writes]
        if command.name == "sed" and words:
            words = words[1:] if not command.has("-e") else words
        if command.name in ("echo", "printf", "cat", "grep", "head", "tail", "sort", "awk", "cut", "tr"):
            words = [redirect.target for redirect in command.redirects if redirect.writes]
        if command.name in ("chown", "chgrp"):
            return command.name == "chown" and self._take_owner(node, command, directory)
        if command.name == "chmod":
            words = words[1:]
        for word in words:
            text = word.text
            if "://" in text or text.startswith(("-", "/dev/")):
                continue
            path = self.project.path(node, text.rstrip("*") or ".", directory) if "*" not in text.rstrip("*") else None
            if path is None:
                return False
            if not (in_scratch(path) or self._in_area(path) or self._is_artifact(path)):
                return False
        return True

    def _take_owner(self, node: Run, command: Command, directory: str | None) -> bool:
        """Whether copying can do what a `chown -R` of whole artifacts does: the copied folder itself is root's."""
        words = command.positionals()
        if len(words) < 2 or not command.has("-R", "--recursive") or words[0].value is None:
            return False
        name = words[0].text.partition(":")[0]
        for other, kinds in self.kinds.items():
            makes = [
                one
                for one, kind in kinds.items()
                if kind == "accounts" and any(word.text == name for word in one.arguments)
            ]
            if makes and other.index >= self.last_build:
                return False
        paths = [self.project.path(node, word.text, directory) for word in words[1:]]
        owned = [artifact for artifact in self.draft.artifacts if any(path == artifact.path for path in paths)]
        if len(owned) != len(paths):
            return False
        for artifact in owned:
            artifact.owner = words[0].text
        return True

    def _build_areas(self) -> list[str]:
        """Folders whose content the last stage gets from nobody but the artifacts and the copied data."""
        areas = ["/usr/src", "/go", "/root/.cache", "/usr/local/cargo", "/usr/local/go"]
        if not self.draft.keeps_sources and self.draft.root and self.draft.root != "/":
            areas.append(self.draft.root)
        return areas

    def _in_area(self, path: str) -> bool:
        return any(covers(area, path) for area in self._areas)

    def _is_artifact(self, path: str | None) -> bool:
        return path is not None and any(covers(artifact.path, path) for artifact in self.draft.artifacts)

    def _only_in_build_areas(self, node: Run, kinds: dict[Command, str]) -> bool:
        if not set(kinds.values()) <= _PURE | {"files", "fetch"}:
            return False
        return all(
            self._stays_in_build(node, command) for command, kind in kinds.items() if kind in ("files", "fetch")
        ) and any(kind in ("files", "fetch") for kind in kinds.values())

    def _only_deletes(self, node: Run, kinds: dict[Command, str]) -> bool:
        """Whether a RUN does nothing but delete what is neither an artifact nor copied to the last stage."""
        places = [artifact.path.partition(" ")[2] or artifact.path for artifact in self.draft.artifacts]
        places += [target for _, target in self.data]
        for command, kind in kinds.items():
            if kind in ("shell", "cleanup"):
                continue
            if command.name != "rm" or command.context:
                return False
            for word in command.positionals():
                path = self.project.path(node, word.text, self.project.cwd(node, command))
                is_pattern = any(character in word.text for character in "*?[$")
                if path is None or is_pattern or any(covers(path, one) or covers(one, path) for one in places):
                    return False
        return True

    def _fetches(self, node: Run, kinds: dict[Command, str]) -> bool:
        """Whether all that a RUN leaves are files at known places: these become artifacts."""
        if not set(kinds.values()) <= _PURE | {"files", "fetch"} or node.index > self.last_build:
            return False
        flow = self.project.graph.flow(node)
        if flow.unknown_writes:
            return False
        wanted = []
        for write in flow.writes:
            path = self.project.absolute(write)
            if path is None or "*" in path:
                return False
            if in_scratch(path) or self._in_area(path):
                continue
            if path in _SYSTEM_PLACES and any(kind in ("packages", "index", "purge") for kind in kinds.values()):
                continue
            if path in _SYSTEM_PLACES or path.count("/") < 2:
                return False
            wanted.append(path)
        for path in wanted:
            if not self._is_artifact(path):
                self.draft.artifacts.append(Artifact(path, node.start_line, f"line {node.start_line} fetches it"))
        return bool(wanted)

    # COPY and ADD

    def _sources(self) -> None:
        if self.draft.keeps_sources or self.draft.root is None:
            return
        self.data = [
            pair for pair in self.project.data(self.draft.root, self.draft.is_source) if not self._is_artifact(pair[1])
        ]

    def _copy(self, node: Add | Copy, piece: Piece) -> None:
        before = node.index < self.last_build
        destination = self.project.path(node, node.destination.value) if node.destination else None
        same = self.draft.base == self.project.written_base
        if destination is None and not (self.draft.keeps_sources and same):
            raise NoPlan(
                f"where line {node.start_line} copies to is not known", "Write an absolute WORKDIR into the file"
            )
        if node.from_ is not None:
            places = _places(node, destination) if destination else []
            if places and all(any(covers(tool, place) for tool in self.draft.build_tools) for place in places):
                piece.build, piece.reason = True, "a tool of the build"
                if not before:
                    piece.reason = "a tool of the build that nothing uses afterwards"
                return
            piece.final = True
            piece.build = before and not self._is_free(node)
            return
        if self.draft.keeps_sources:
            names = [base_name(word.value) for word in node.sources]
            manifest = before and all(any(matches(pattern, name) for pattern in self.draft.manifests) for name in names)
            if manifest and self.draft.manifests:
                piece.build = True
                piece.reason = "only the installation reads it"
                return
            again = self._copied_again(node, destination) if before else None
            if again is not None:
                piece.build = True
                piece.reason = f"line {again.start_line} copies it to the last stage"
                return
            piece.final = True
            piece.build = before and not self._is_free(node)
            return
        assert destination is not None  # noqa: S101  # only programs that run from their sources get here without
        inside = self.draft.root is not None and covers(self.draft.root, destination)
        if not before:
            piece.final = True
        elif inside or (
            self.draft.root is not None and self.draft.root != "/" and covers(destination, self.draft.root)
        ):
            piece.build = True
            piece.reason = "sources of the build"
            if self.data_at is None:
                self.data_at = node
        else:
            piece.final = True
            piece.build = not self._is_free(node)

    def _copied_again(self, node: Add | Copy, destination: str | None) -> Instruction | None:
        """A later COPY of the whole context to the same folder, where nothing of the last stage stands between."""
        if destination is None or node.chown is not None or node.chmod is not None or node.heredocs:
            return None
        directory = self.project.directory(node)
        for other in self.project.instructions:
            if other.index <= node.index:
                continue
            if (
                isinstance(other, Run)
                and "build" not in self.kinds[other].values()
                and not set(self.kinds[other].values()) <= _PURE
            ):
                return None
            if not isinstance(other, (Add, Copy)) or other.from_ is not None or other.destination is None:
                continue
            sources = [(join("/", word.value) or "/") for word in other.sources]
            target = self.project.path(other, other.destination.value)
            if sources == ["/"] and target is not None and not other.excludes:
                for word in node.sources:
                    source = join("/", word.value)
                    if source is None or "$" in word.value:
                        return None
                    folder = source.rpartition("/")[0]
                    single = len(node.sources) == 1 and "*" not in source
                    into = (
                        (node.destination is not None and node.destination.value.endswith(("/", ".")))
                        or destination == directory
                        or not single
                    )
                    there = (
                        join(destination, base_name(source)) if into and not self._is_folder(source) else destination
                    )
                    wanted = join(target, source[1:])
                    if there != wanted and not ("*" in source and join(target, folder[1:] or ".") == destination):
                        return None
                return other
        return None

    def _is_folder(self, source: str) -> bool:
        context = self.project.context
        return context is not None and context.is_directory(source[1:])

    def _volume(self, node: Volume) -> None:
        for word in node.paths:
            path = self.project.path(node, word.value)
            if path is None or any(covers(path, artifact.path) for artifact in self.draft.artifacts):
                raise NoPlan(
                    f"the volume in line {node.start_line} holds what is built: what a build writes to a volume is lost"
                )

    # Packages

    def _packages(self) -> None:
        """Decide on every system package, and cut those that only the build needs out of the last stage."""
        runs = [
            (node, [command for command, kind in self.kinds[node].items() if kind == "packages"])
            for node in self.project.instructions
            if isinstance(node, Run)
        ]
        wanted_late: list[str] = []
        for node, commands in runs:
            piece = self.pieces[node]
            if not commands:
                continue
            removed: list[ShellWord] = []
            kept: list[ShellWord] = []
            for command in commands:
                for word in self._words(command):
                    (kept if self._keeps(word, node, command) else removed).append(word)
            self._place(node, piece, commands, kept, removed, wanted_late)
        self._libraries(wanted_late)
        self._indexes()

    def _place(
        self,
        node: Run,
        piece: Piece,
        commands: list[Command],
        kept: list[ShellWord],
        removed: list[ShellWord],
        late: list[str],
    ) -> None:
        kinds = set(self.kinds[node].values())
        pure = kinds <= _PURE - {"build"} or piece.final
        if not kept:
            if piece.final and piece.final_text is None and kinds - _PURE:
                self._cut(node, piece, commands, removed)
            elif not piece.final:
                piece.reason = piece.reason or "packages that only the build needs"
                piece.build = True
            return
        if "build" in kinds or not pure:
            late += [word.text for word in kept if not self._purged(node, word.text)]
            self.recommends |= any(not command.has("--no-install-recommends") for command in commands)
            return
        piece.final = True
        if removed:
            self._cut(node, piece, commands, removed)
        if node.index < self.last_build:
            piece.build = True

    def _cut(self, node: Run, piece: Piece, commands: list[Command], removed: list[ShellWord]) -> None:
        """Take words out of a RUN's copy in the last stage."""
        source = self.project.source
        whole = any(words and all(word in removed for word in words) for words in map(self._words, commands))
        try:
            edits = [delete_word(source, word, node.escape) for word in removed]
            edits = _joined(edits)
            text = apply_edits(source[: node.full_end], edits)[node.full_start :]
        except Refused:
            whole = True
            text = ""
        if whole:
            raise NoPlan(
                f"line {node.start_line} installs packages of the build and does other work for the run",
                "Install what only the build needs in a RUN of its own",
            )
        piece.final = True
        piece.final_text = text.rstrip("\r\n")

    def _purged(self, node: Run, name: str) -> bool:
        """Whether a RUN removes a package again that it installs."""
        for command, kind in self.kinds[node].items():
            if kind == "purge" and any(table.bare(word.text) == table.bare(name) for word in command.positionals()[1:]):
                return True
        return False

    def _purges_all(self, node: Run) -> bool:
        """Whether a RUN removes with packages what they have brought: then its layer holds nothing of them."""
        commands = [command for command, kind in self.kinds[node].items() if kind == "purge"]
        return any(
            command.name == "apk"
            or command.has("--auto-remove", "--autoremove")
            or command.subcommand() == "autoremove"
            for command in (*commands, *self.project.file.commands(node))
            if package_call(command) is not None
        )

    def _words(self, command: Command) -> list[ShellWord]:
        call = package_call(command)
        if call is None:
            return []
        virtual = command.option_value("--virtual", "-t") if call.name in ("apk", "apt") else None
        return [word for word in call.about(call.manager["install"]) if virtual is None or word.start != virtual.start]

    def _keeps(self, word: ShellWord, node: Run, command: Command) -> bool:
        """Whether the last stage has a package, with the reason in the plan."""
        name = table.bare(word.text)
        line = node.start_line
        answers = self.project.answers
        call = package_call(command)
        virtual = call is not None and call.name == "apk" and command.option_value("--virtual", "-t") is not None
        if name in answers.keep_packages:
            return self._note(name, "an answer keeps it", line, keep=True)
        if name in answers.drop_packages:
            return self._note(name, "an answer drops it", line, keep=False)
        if self._purged(node, name) or (virtual and self._purged(node, command.option_value("--virtual", "-t").text)):  # type: ignore[union-attr]
            self._library(name, line)
            reason = table.REMOVED_AGAIN
            if not self._purges_all(node):
                reason = f"{reason}, but not what came with it"
            return self._note(name, reason, line, keep=False)
        if table.is_build_only(name):
            if name in self.final_programs:
                return self._note(name, self.final_programs[name], line, keep=True)
            return self._note(name, "a tool of the build", line, keep=False)
        if table.is_headers(name):
            if self._library(name, line):
                return self._note(name, "headers, which only compilers read", line, keep=False)
            return self._note(name, "the library behind these headers is not known by name", line, keep=True)
        if name in self.draft.build_packages and name not in self.final_programs and self._unmentioned(name):
            return self._note(name, self.draft.build_packages[name], line, keep=False)
        if name in table.FETCHERS:
            program = "xz" if name.startswith("xz") else name
            if program in self.final_programs:
                return self._note(name, self.final_programs[program], line, keep=True)
            # An image of somebody's that starts nothing of its own may be there to work with.
            is_known = self.project.argv or self.project.image is not None
            used = self._used_by_build(program) if is_known else ""
            if used and self._unmentioned(program):
                return self._note(name, used, line, keep=False)
        return self._note(name, "what needs it is not known: it stays", line, keep=True)

    def _library(self, name: str, line: int) -> bool:
        library = table.library_of(
            name, self.base if self.base is not None and self.base.codename else self.project.image
        )
        if library is None:
            return False
        for one in library.split():
            self.libraries.setdefault(one, f"the run-time library behind {name}, line {line}")
        return True

    def _used_by_build(self, program: str) -> str:
        """Why a tool is one of the build, "" where nothing tells."""
        for node, commands in self.project.runs():
            if any(command.name == program for command in commands) and not self.pieces[node].final:
                return f"only the build in line {node.start_line} calls it"
        for command in self.draft.build:
            call = package_call(command)
            if call is not None and program in _FETCHES_WITH.get(call.name, ()):
                return f"{call.name} fetches with it while it builds"
        return ""

    def _unmentioned(self, program: str) -> bool:
        """Whether no source names a program as something to run."""
        if self.project.context is None:
            return False
        marks = [f"{quote}{program}{end}" for quote in "'\"`" for end in (quote, " ")]
        for path, text in self.project.sources(*CODE):
            if program in text and not never_read(path):
                lines = text.split("\n") if path.endswith(".sh") else ()
                if any(mark in text for mark in marks) or any(
                    line.lstrip().startswith(program + " ") for line in lines
                ):
                    return False
        return True

    def _note(self, name: str, reason: str, line: int, *, keep: bool) -> bool:
        (self.plan.kept_packages if keep else self.plan.left_packages).append(Package(name, reason, line))
        return keep

    def _libraries(self, late: list[str]) -> None:
        """Install in the last stage what linked programs and called programs need there."""
        base = self.base
        installed = {table.bare(package.name) for package in self.plan.kept_packages}
        for program, reason in self.final_programs.items():
            package = table.package_of(program)
            if package is None or (base is not None and base.has(program)):
                continue
            image = self.project.image
            if image is not None and (image.has(program) is False or image.distribution == "alpine"):
                continue  # it is not in the original either, unless that installs it
            if image is None and self.draft.base == self.project.stage.image:
                continue
            if (
                base is not None
                and image is not None
                and base.reference.familiar == image.reference.familiar
                and base.variant == image.variant
            ):
                continue
            if program in self.called_by_runs and package not in installed:
                self.early_packages.append(package)
                self.plan.kept_packages.append(Package(package, reason))
                continue
            self.libraries.setdefault(package, reason)
        for package in sorted(self.project.answers.keep_packages - set(self.project.system_packages)):
            self.libraries.setdefault(package, "an answer names it")
        kept = {table.bare(package.name) for package in self.plan.kept_packages}
        names = [name for name in late if table.bare(name) not in self.libraries]
        for name, reason in self.libraries.items():
            if name not in kept and name not in names and (base is None or base.has(name) is not True):
                names.append(name)
                self.plan.kept_packages.append(Package(name, reason))
        if not names:
            return
        self._check_manager(names)
        self.late_packages = names

    def _check_manager(self, names: list[str]) -> None:
        manager = self.base.package_manager if self.base is not None else None
        original = self.project.image.package_manager if self.project.image is not None else None
        if manager == "none":
            raise NoPlan(
                f"the run needs packages ({', '.join(names)}), and {self.draft.base} has no package manager",
                "Which image has them? (`--runtime-base IMAGE`)",
            )
        if manager is not None and original is not None and manager != original:
            raise NoPlan(
                f"the run needs packages ({', '.join(names)}), whose names in {self.draft.base} are not known",
                "Which image of the same distribution shall run it? (`--runtime-base IMAGE`)",
            )

    def _indexes(self) -> None:
        """Take the RUNs that only fetch the package index to the last stage where something there needs it."""
        needs = False
        for node in reversed(self.project.instructions):
            if not isinstance(node, Run):
                continue
            kinds = self.kinds[node]
            found = set(kinds.values())
            piece = self.pieces[node]
            if "packages" in found and piece.final:
                order = [kind for command, kind in kinds.items() if kind in ("index", "packages")]
                needs = order[0] == "packages" if order else needs
            elif found <= {"index", "shell", "cleanup"} and "index" in found:
                upgrades = any("upgrade" in command.subcommand() for command in kinds)
                piece.final = needs or upgrades or (node.index > self.last_build)
                piece.build = node.index < self.last_build
                if not piece.final:
                    piece.reason = "the index of packages that only the build needs"
                if piece.final and not upgrades:
                    needs = False
            elif found <= _PURE and "packages" not in found and "build" not in found and node.index < self.last_build:
                piece.build = True
        self._missing_indexes()

    def _missing_indexes(self) -> None:
        """Join installations whose package index only the build fetches with those that the last stage begins with."""
        there = False
        names: list[str] = []
        for node in self.project.instructions:
            piece = self.pieces[node]
            if not isinstance(node, Run) or not piece.final:
                continue
            for command, kind in self.kinds[node].items():
                call = package_call(command)
                if kind == "index" and call is not None and call.verb == "update":
                    there = there or piece.final_text is None or "update" in piece.final_text
                elif kind == "cleanup" and "/lists" in command.words[-1].text:
                    there = False
                elif kind == "packages" and call is not None and call.name == "apt" and not there:
                    if set(self.kinds[node].values()) - _PURE:
                        raise NoPlan(
                            f"line {node.start_line} installs packages from an index that only the build fetches",
                            "Write `apt-get update` into the same RUN",
                        )
                    dropped = {package.name for package in self.plan.left_packages}
                    self.recommends |= not command.has("--no-install-recommends")
                    names += [word.text for word in self._words(command) if table.bare(word.text) not in dropped]
                    piece.final, piece.final_text = False, None
                    piece.build = True
                    piece.reason = "its packages are installed with the others"
        known = {table.bare(name) for name in self.late_packages}
        self.late_packages = [*self.late_packages, *(name for name in names if table.bare(name) not in known)]

    # ARG

    def _arguments(self) -> None:
        graph = self.project.graph
        late = [piece for piece in self.pieces.values() if piece.final]
        runs = any(isinstance(piece.node, Run) for piece in late) or bool(self.late_packages)
        for piece in self.pieces.values():
            node = piece.node
            if not isinstance(node, Arg):
                continue
            names = {pair.name for pair in node.pairs}
            used = False
            for definition in graph.definitions:
                if definition.instruction is node:
                    used = used or any(
                        self.pieces.get(use.instruction, None) in late for use in graph.uses_of(definition)
                    )
            piece.final = used or node.index > self.last_build or (runs and "DEBIAN_FRONTEND" in names)
            if not piece.build and not piece.final:
                piece.final = True


def _places(node: Add | Copy, destination: str) -> list[str]:
    """The paths that a copy of single files writes."""
    into = len(node.sources) > 1 or (node.destination is not None and node.destination.value.endswith("/"))
    if not into and base_name(destination) != "bin":
        return [destination]
    return [join(destination, base_name(word.value)) or destination for word in node.sources]


_SYSTEM_PLACES = frozenset(
    (
        "/",
        "/bin",
        "/etc",
        "/lib",
        "/opt",
        "/run",
        "/sbin",
        "/srv",
        "/usr",
        "/usr/bin",
        "/usr/lib",
        "/usr/local",
        "/usr/local/bin",
        "/usr/local/lib",
        "/usr/sbin",
        "/usr/share",
        "/var",
        "/var/lib",
        "/var/cache",
        "/var/log",
        "/usr/src/linux*",
    )
)


def _joined(edits: list[Edit]) -> list[Edit]:
    """Return edits that do not overlap: words that follow each other share blanks."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if found and edit.start < found[-1].end:
            found[-1] = Edit(found[-1].start, max(edit.end, found[-1].end), "")
        else:
            found.append(edit)
    return found
