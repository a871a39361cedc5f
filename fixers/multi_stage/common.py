"""A file that may be converted, as recipes see it: one stage, what its RUNs do, what starts, what the context holds."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.plan import Answers, NoPlan
from dockerlint.graph.paths import base_name, covers, join
from dockerlint.shell.package_calls import package_call, unversioned
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.context import Context
    from dockerlint.graph import Stage
    from dockerlint.knowledge.images import BaseImage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

# Working directories that official images set; those of distributions set none.
_BASE_DIRECTORIES = {
    "golang": "/go",
    "oven/bun": "/home/bun/app",
    "dunglas/frankenphp": "/app",
    "gradle": "/home/gradle",
}
_AT_ROOT = (
    "buildpack-deps",
    "debian",
    "eclipse-temurin",
    "gcc",
    "maven",
    "node",
    "pypy",
    "python",
    "ruby",
    "rust",
    "ubuntu",
)
SYSTEM_MANAGERS = ("apt", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper")
# Files that people read, or other programs, never the application.
_NEVER_READ = (
    *(".dockerignore", ".editorconfig", ".gitattributes", ".gitignore", ".gitmodules", ".travis.yml", "Jenkinsfile"),
    *("benchmark_config.json", "skaffold.yaml", "cloudbuild.yaml", ".gitlab-ci.yml", ".golangci.yml"),
    *(".golangci.yaml",),
    *(
        ".prettierrc",
        ".eslintrc",
        ".eslintignore",
        ".clang-format",
        "Vagrantfile",
        "Makefile",
        "makefile",
        "GNUmakefile",
    ),
    *(
        "cover.out",
        ".eslintrc.json",
        ".eslintrc.js",
        ".prettierignore",
        ".nvmrc",
        "rustfmt.toml",
        "rust-toolchain.toml",
    ),
    *("rust-toolchain", "clippy.toml", "renovate.json", ".dockerlint.yaml", ".hadolint.yaml", ".hadolint.yml"),
)
_NEVER_READ_BEGINNINGS = (
    *(
        "README",
        "LICENSE",
        "LICENCE",
        "CHANGELOG",
        "CONTRIBUTING",
        "AUTHORS",
        "NOTICE",
        "Dockerfile",
        "docker-compose",
        "SECURITY",
        "CODEOWNERS",
    ),
    *("CODE_OF_CONDUCT", "compose.y"),
)
_NEVER_READ_FOLDERS = (
    ".circleci",
    ".git",
    ".github",
    ".idea",
    ".vscode",
    "docs",
    "test",
    "tests",
    "testdata",
    "__tests__",
    "node_modules",
)
# So many paths are still a list that people read; behind that, folders are copied whole.
_MOST_PATHS = 12
_MOST_BYTES = 1 << 20


class Project:
    """One file with what was answered about it."""

    __slots__ = (
        "answers",
        "argv",
        "context",
        "file",
        "graph",
        "image",
        "instructions",
        "root",
        "source",
        "stage",
        "tree",
    )

    def __init__(self, file: Dockerfile, answers: Answers | None = None) -> None:
        stage = file.graph.target
        if stage is None:
            raise NoPlan("the file has no stage")
        self.file = file
        self.answers = answers or Answers()
        self.graph = file.graph
        self.tree = file.tree
        self.source = file.tree.text
        self.context: Context | None = file.context
        self.stage: Stage = stage
        self.image: BaseImage | None = stage.base_image
        self.instructions: list[Instruction] = stage.instructions
        self.root = _base_directory(self.image)
        self.argv = self._argv()

    # Instructions

    def of(self, *kinds: type[Instruction]) -> list[Instruction]:
        """The stage's instructions of some kinds."""
        return [node for node in self.instructions if isinstance(node, kinds)]

    def last(self, keyword: str) -> Instruction | None:
        """The last instruction of a keyword: the one that counts."""
        return next((node for node in reversed(self.instructions) if node.keyword == keyword), None)

    def runs(self) -> Iterator[tuple[Run, list[Command]]]:
        """Every RUN with its commands."""
        for node in self.instructions:
            if isinstance(node, Run):
                yield node, self.file.commands(node)

    def commands(self, *names: str) -> Iterator[tuple[Run, Command]]:
        """Every command of RUN that has one of the names; a version behind a name does not count."""
        for node, commands in self.runs():
            for command in commands:
                if command.name in names or unversioned(command.name) in names:
                    yield node, command

    def calls(self, *managers: str) -> Iterator[tuple[Run, PackageCall]]:
        """Every call of a package manager in a RUN."""
        for node, commands in self.runs():
            for command in commands:
                call = package_call(command)
                if call is not None and call.name in managers:
                    yield node, call

    def user_at(self, node: Instruction) -> str:
        """The user that an instruction runs as; "" for root."""
        user = ""
        for other in self.instructions:
            if other.index >= node.index:
                break
            if other.keyword == "USER" and other.words:
                user = other.words[0].value.strip()
        return "" if user in ("root", "0", "0:0", "root:root") else user

    @property
    def begins_as_root(self) -> bool:
        """Whether root does what the file does first, so that something can be made in front of it."""
        first = next((node for node in self.instructions if isinstance(node, (Add, Copy, Run))), None)
        return first is not None and not self.user_at(first)

    @property
    def system_packages(self) -> dict[str, Run]:
        """The names of the system's packages that the file installs, without versions."""
        found: dict[str, Run] = {}
        for node, call in self.calls(*SYSTEM_MANAGERS):
            if call.does(call.manager["install"]):
                for word in call.about(call.manager["install"]):
                    found[word.text.partition("=")[0]] = node
        return found

    @property
    def written_base(self) -> str:
        """The base image as FROM writes it."""
        return self.stage.instruction.words[0].value

    # Paths

    def directory(self, node: Instruction) -> str | None:
        """The working directory where an instruction begins, absolute; None where it is not known."""
        return self.absolute(self.graph.working_directory(node))

    def absolute(self, path: str | None) -> str | None:
        """A path of the graph made absolute with what is known of the base image."""
        if path is None or path.startswith("/"):
            return path
        if path.startswith("."):
            return None if self.root is None else join(self.root, path[1:].lstrip("/") or ".")
        return join("/root", path[1:].lstrip("/") or ".") if self.last("USER") is None else None

    def path(self, node: Instruction, text: str, directory: str | None = None) -> str | None:
        """A path as an instruction writes it, absolute; None where it cannot be known."""
        expanded = self.graph.expand(node, text) if "$" in text else text
        if expanded is None:
            return None
        return join(directory or self.directory(node), expanded)

    def cwd(self, node: Instruction, command: Command) -> str | None:
        """The directory a command of a RUN works in: that of the RUN, or where a `cd` in front of it leads."""
        directory = self.directory(node)
        for other in self.file.commands(node):
            if other is command:
                return directory
            if (other.name == "cd" and not other.shells and not other.conditional) or (
                other.name == "cd" and other.scope is command.scope and command.scope is not None
            ):
                target = other.arguments[0].text if other.arguments else "~"
                directory = self.path(node, target, directory) if directory else None
        return directory

    # The context

    def copies(self) -> list[tuple[Instruction, str, str, bool]]:
        """What is copied from the context: instruction, source, destination, and whether the source is a folder."""
        found: list[tuple[Instruction, str, str, bool]] = []
        for node in self.instructions:
            if not isinstance(node, (Add, Copy)) or node.from_ is not None or node.heredocs:
                continue
            destination = node.destination
            if destination is None:
                continue
            target = self.path(node, destination.value)
            if target is None:
                continue
            into = destination.value.endswith(("/", "/.")) or destination.value in (".", "..") or len(node.sources) > 1
            for word in node.sources:
                source = self.graph.expand(node, word.value)
                if source is None or "://" in source:
                    continue
                clean = (join("/", source) or "/")[1:]
                paths = [clean]
                if self.context is not None and any(character in source for character in "*?["):
                    paths = self.context.glob(source)
                for path in paths:
                    folder = clean == "" or (self.context is not None and self.context.is_directory(path))
                    if self.context is None and not folder:
                        folder = "." not in base_name(path)
                    place = target if folder or not into else (join(target, base_name(path)) or target)
                    if not folder and not into and (target == self.directory(node)):
                        place = join(target, base_name(path)) or target
                    found.append((node, path, place, folder))
        return found

    def context_path(self, path: str) -> str | None:
        """The path in the context of what stands at a path of the image, by the last COPY that puts it there."""
        for _, source, target, folder in reversed(self.copies()):
            if target == path and not folder:
                return source
            if folder and self.context is not None and covers(target, path):
                rest = path[len(target.rstrip("/")) :].lstrip("/")
                found = f"{source}/{rest}".strip("/") if rest else source
                if self.context.find(found) is not None:
                    return found
        return None

    def text_at(self, path: str | None) -> str | None:
        """The text of a file of the image that comes from the context."""
        if path is None or self.context is None:
            return None
        found = self.context_path(path)
        if found is None:
            return None
        content = self.context.read(found)
        if content is None or len(content) > _MOST_BYTES:
            return None
        return content.decode("utf-8", "replace")

    def sources(self, *endings: str) -> Iterator[tuple[str, str]]:
        """Path and text of the context's files with some endings that the file copies, tests left out."""
        if self.context is None:
            return
        seen: set[str] = set()
        for _, source, _, folder in self.copies():
            entries = (
                self.context.files(source) if folder else [entry for entry in [self.context.find(source)] if entry]
            )
            for entry in entries:
                path = entry.path
                if path in seen or not path.endswith(endings) or entry.size > _MOST_BYTES:
                    continue
                if any(part in _NEVER_READ_FOLDERS or part == "vendor" for part in path.split("/")[:-1]):
                    continue
                seen.add(path)
                content = self.context.read(path)
                if content is not None:
                    yield path, content.decode("utf-8", "replace")

    def data(self, root: str, is_source: object) -> list[tuple[str, str]]:
        """What the program may read beside itself: context path and image path of everything that is no source.

        Only what is copied below `root` is looked at. Raises NoPlan where that is not known.
        """
        found: list[tuple[str, str]] = []
        for node, source, target, folder in self.copies():
            if not covers(root, target) and not covers(target, root):
                continue
            if self.context is None:
                if folder:
                    raise NoPlan(
                        f"what line {node.start_line} copies is not known, and so not what the program reads",
                        "Where is the build context? (`--context DIR`)",
                    )
                if not is_source(source) and not never_read(source):  # type: ignore[operator]
                    found.append((source, target))
                continue
            if not folder:
                if not is_source(source) and not never_read(source):  # type: ignore[operator]
                    found.append((source, target))
                continue
            found += _data_below(self.context, source, target, is_source)
        unique = dict.fromkeys(found)
        return list(unique)

    # What starts

    def _argv(self) -> list[list[str]]:
        """The command lines that the container starts, as words; those of scripts are left to who reads scripts."""
        entry, cmd = self.last("ENTRYPOINT"), self.last("CMD")
        if entry is not None and entry.is_json:
            words = list(entry.value)
            if cmd is not None and cmd.is_json and cmd.index > entry.index - len(self.tree.instructions):
                words += list(cmd.value)
            return [words]
        node = entry or cmd
        if node is None:
            return []
        if node.is_json:
            words = list(node.value)
            if (
                len(words) == 3
                and base_name(words[0]) in ("sh", "bash", "ash")
                and words[1].startswith("-")
                and "c" in words[1]
            ):
                return self._shell_lines(node)
            return [words]
        return self._shell_lines(node)

    def _shell_lines(self, node: Instruction) -> list[list[str]]:
        lines = []
        for command in self.file.commands(node):
            if command.name_word is not None and command.name not in ("exec", "sh", "bash"):
                lines.append([command.name_word.text, *(word.text for word in command.arguments)])
            elif command.name in ("sh", "bash") and not command.has("-c"):
                lines.append([command.name, *(word.text for word in command.arguments)])
        return lines

    @property
    def entry_line(self) -> int:
        """The line of the instruction that starts the program."""
        node = self.last("ENTRYPOINT") or self.last("CMD")
        return node.start_line if node is not None else 0

    def run_directory(self) -> str | None:
        """The working directory of the container."""
        if not self.instructions:
            return self.root
        directory = self.directory(self.instructions[-1])
        last = self.instructions[-1]
        if last.keyword == "WORKDIR":
            return self.path(last, last.words[0].value) if last.words else directory
        return directory

    def scripts(self) -> list[tuple[str, str]]:
        """Shell scripts that the container starts with: path in the image and text."""
        found = []
        for line in self.argv:
            for word in line[:3]:
                path = join(self.run_directory(), word) if "/" in word or word.endswith(".sh") else None
                if path is None and line and word == line[0] and "/" not in word:
                    path = f"/usr/local/bin/{word}"
                text = self.text_at(path)
                if (
                    path is not None
                    and text is not None
                    and (text.startswith("#!") or word.endswith(".sh"))
                    and "sh" in text.split("\n", 1)[0] + word
                ):
                    found.append((path, text))
        return found

    def unread_scripts(self) -> list[str]:
        """Paths that the container starts and whose content nobody can read: they may be scripts."""
        read = {path for path, _ in self.scripts()}
        found = []
        for line in self.argv:
            path = join(self.run_directory(), line[0]) if line and "/" in line[0] else None
            if (
                path is not None
                and path not in read
                and not path.startswith(("/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/"))
            ):
                found.append(path)
        return found

    def programs(self) -> dict[str, str]:
        """Names of programs that run in the container, as far as instructions and scripts tell, each with where."""
        found: dict[str, str] = {}
        for keyword in ("ENTRYPOINT", "CMD", "HEALTHCHECK"):
            node = self.last(keyword)
            if node is None:
                continue
            for command in self.file.commands(node):
                found.setdefault(command.name, f"{keyword} in line {node.start_line} calls it")
        for path, text in self.scripts():
            for name in names_in(text):
                found.setdefault(name, f"{base_name(path)} calls it")
        return found


def names_in(script: str) -> set[str]:
    """The names of the commands of a shell script."""
    from dockerlint.shell import commands
    from dockerlint.syntax import parse

    body = script.replace("\r\n", "\n")
    tree = parse(f"FROM scratch\nRUN <<'dockerlint-script'\n{body}\ndockerlint-script\n")
    runs = [node for node in tree.instructions if node.keyword == "RUN"]
    return {command.name for command in commands(runs[0])} if runs else set()


def never_read(path: str) -> bool:
    """Whether a file is for people or for tools of development by its name."""
    name = base_name(path)
    if name in _NEVER_READ or name.startswith(_NEVER_READ_BEGINNINGS) or name.lower().endswith((".md", ".dockerfile")):
        return True
    return any(part in _NEVER_READ_FOLDERS for part in path.split("/")[:-1])


def _data_below(context: Context, source: str, target: str, is_source: object) -> list[tuple[str, str]]:
    """What is no source below a folder: whole folders where nothing in them is one, else file by file."""
    files: list[tuple[str, bool]] = []
    for entry in context.files(source):
        if never_read(entry.path):
            continue
        files.append((entry.path, bool(is_source(entry.path))))  # type: ignore[operator]
    mixed: set[str] = set()
    for path, code in files:
        if code:
            folder = path.rpartition("/")[0]
            while True:
                mixed.add(folder)
                if not folder or folder == source:
                    break
                folder = folder.rpartition("/")[0]
    never = {entry.path.rpartition("/")[0] for entry in context.files(source) if never_read(entry.path)}
    for folder in never:
        above = folder
        while above:
            mixed.add(above)
            above = above.rpartition("/")[0]
    mixed.add(source)
    chosen: dict[str, None] = {}
    for path, code in files:
        if code:
            continue
        parts = path.split("/")
        place = path
        for count in range(1, len(parts)):
            folder = "/".join(parts[:count])
            if folder not in mixed and (not source or covers("/" + source, "/" + folder)):
                place = folder
                break
        chosen[place] = None
    if len(chosen) > _MOST_PATHS:
        chosen = dict.fromkeys(dict.fromkeys(_top(path, source) for path in chosen))
    found = []
    for path in chosen:
        rest = path[len(source) :].lstrip("/") if source else path
        found.append((path, join(target, rest) or target))
    return found


def _top(path: str, source: str) -> str:
    rest = path[len(source) :].lstrip("/") if source else path
    first = rest.partition("/")[0]
    return f"{source}/{first}" if source else first


def _base_directory(image: BaseImage | None) -> str | None:
    if image is None or image.name is None:
        return None
    if image.name == "php":
        return "/var/www/html" if "apache" in image.variant or "fpm" in image.variant else "/"
    name = image.name
    return _BASE_DIRECTORIES.get(name) or ("/" if name in _AT_ROOT else None)


def family_base(image: BaseImage | None) -> str | None:
    """The slim image of the same release of the distribution, where that is known."""
    if image is None:
        return None
    if image.distribution == "debian" and image.codename:
        return f"debian:{image.codename}-slim"
    if image.distribution == "ubuntu" and image.release:
        return f"ubuntu:{image.release}"
    if image.distribution == "alpine" and image.release:
        return f"alpine:{image.release}"
    return None
