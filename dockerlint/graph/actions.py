"""How the families of well-known commands act on files, in terms of what they read, write, create and delete.

The actions tell what a command's documentation tells, not what a project's hooks might do: `npm ci` runs
install scripts, and they read what they like.
"""

from __future__ import annotations

from dockerlint.graph.paths import SYSTEM, base_name, covers, join
from dockerlint.shell.vocabulary import ShellWord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.shell import Command

    Place = ShellWord | str  # a word of the command, or a path that an action knows
    Action = Callable[["Effects"], None]

# Scripts that write more paths are not searched for those that they delete again.
_MOST_FORGOTTEN = 500

# Letters that take no value, wherever one with a value may follow in a cluster: curl, wget, tar, cp, gpg.
_FLAGS = frozenset("afghijklnpqrsvxzFJLNRSVZ#046")


# Normalised as they stand; each installation names them all.
_NORMAL = frozenset((*SYSTEM, "/opt", "/srv", "/usr/src/linux*"))


class Effects:
    """Collects the effects of the commands of one RUN.

    `expand` gives the value of a word with variables, None where it is not known; `home` is the home
    directory where it is known; `python_homes` are the virtual environments in force.
    """

    __slots__ = (
        "_created",
        "_expand",
        "certain",
        "command",
        "cwd",
        "deletes",
        "home",
        "python_homes",
        "reads",
        "unknown_reads",
        "unknown_writes",
        "writes",
    )

    command: Command  # the one at hand

    def __init__(
        self,
        cwd: str | None,
        expand: Callable[[str], str | None],
        home: str | None = None,
        python_homes: tuple[str, ...] = (),
    ) -> None:
        self.cwd = cwd  # the shell's working directory; None where a `cd` leads nobody knows where
        self.home = home
        self.python_homes = python_homes
        self.certain = True  # whether the command at hand runs whenever the RUN succeeds
        self.reads: dict[str, None] = {}
        self.writes: dict[str, None] = {}
        self.deletes: dict[str, None] = {}
        self.unknown_reads = False
        self.unknown_writes = False
        self._created: set[str] = set()
        self._expand = expand

    def unknown(self) -> None:
        """The command may read and write anything."""
        self.unknown_reads = self.unknown_writes = True

    def text(self, word: ShellWord) -> str | None:
        """Return a word's value with variables replaced; None where it is not known."""
        value = word.value
        return self.expand(word.raw) if value is None else value

    def expand(self, raw: str) -> str | None:
        """Return the value of a word or a part of one."""
        if self.cwd is not None and ("PWD" in raw or "(pwd)" in raw):
            for name in ("$(pwd)", "$PWD", "${PWD}"):
                raw = raw.replace(name, self.cwd)
        return raw if "$" not in raw and "`" not in raw else self._expand(raw)

    def path(self, place: Place) -> str | None:
        """Return the path a word names, up to a brace expansion; None where it is not known."""
        if isinstance(place, str):
            if place in _NORMAL:
                return place
            text: str | None = place
        else:
            text = self.text(place)
        if not text:
            return None
        if "{" in text:
            text = text[: text.index("{")].rpartition("/")[0] or ("/" if text.startswith("/") else ".")
        path = join(self.cwd, text)
        if path is not None and path[0] == "~" and self.home is not None:
            return join(self.home, path[1:].lstrip("/"))
        return path

    def read(self, *places: Place) -> None:
        """Files are read; those that this RUN has created itself are nobody else's."""
        for place in places:
            if not isinstance(place, str) and place.raw == "-":
                continue  # standard input
            path = self.path(place)
            if path is None:
                self.unknown_reads = True
            elif path not in self._created:
                self.reads[path] = None

    def write(self, *places: Place) -> None:
        """Files or directories are created or changed, with what was there before."""
        for place in places:
            path = self.path(place)
            if path is None:
                self.unknown_writes = True
            else:
                self.writes[path] = None

    def create(self, *places: Place) -> None:
        """Files are written from nothing: reading them later in the same RUN needs no earlier instruction."""
        self.write(*places)
        if self.certain:
            self._created.update(path for path in map(self.path, places) if path is not None)

    def delete(self, *places: Place) -> None:
        """Files are deleted; where that is not certain, they count as changed only."""
        for place in places:
            path = self.path(place)
            if path is None:
                self.unknown_writes = True
            elif not self.certain or (not isinstance(place, str) and "{" in place.raw):
                self.writes[path] = None
            else:
                if len(self.writes) <= _MOST_FORGOTTEN:
                    self.writes = {made: None for made in self.writes if not covers(path, made)}
                self.deletes[path] = None

    def below(self, directory: str | None, names: str) -> list[str]:
        """Return the paths of names in a directory; none, and everything unknown, where it is not known."""
        if directory is None:
            self.unknown()
            return []
        return [path for path in (join(directory, name) for name in names.split()) if path is not None]

    def operands(self, valued: str = "") -> list[ShellWord]:
        """Return the arguments that are no options; `valued` are the options that take the next word."""
        return self.command.positionals(valued.split())

    def option(self, names: str) -> ShellWord | None:
        """Return an option's value, also where its letter ends a cluster (`-sSLo FILE`, `-qO-`)."""
        arguments = self.command.arguments
        wanted = names.split()
        for index, word in enumerate(arguments):
            raw = word.raw
            if len(raw) < 3 or raw[0] != "-" or raw[1] == "-":
                continue
            for position, letter in enumerate(raw[2:], 2):
                if raw[position - 1] not in _FLAGS:
                    break
                if "-" + letter in wanted:
                    if position + 1 < len(raw):
                        return ShellWord(word.line, word.first + position + 1, word.last)
                    return arguments[index + 1] if index + 1 < len(arguments) else None
        return self.command.option_value(*wanted)


def nothing(_: Effects) -> None:
    """Standard output only, or the shell's own state."""


def reads(valued: str = "", *, skip: int = 0) -> Action:
    """Read the operands, but for the first `skip`."""
    return lambda effects: effects.read(*effects.operands(valued)[skip:])


def writes(valued: str = "", *, skip: int = 0) -> Action:
    """Write the operands, but for the first `skip`."""
    return lambda effects: effects.write(*effects.operands(valued)[skip:])


def deletes(effects: Effects) -> None:
    """Delete the operands."""
    effects.delete(*effects.operands())


def fixed(places: str, *, also_reads: tuple[str, ...] = ()) -> Action:
    """Read and write the same places whatever the arguments are."""

    def action(effects: Effects) -> None:
        effects.read(*places.split(), *also_reads)
        effects.write(*places.split())

    return action


# Files


def copy(effects: Effects) -> None:
    """Act as cp, mv or install."""
    command = effects.command
    directory = effects.option("-t --target-directory")
    words = effects.operands("-t --target-directory -S --suffix -m -o -g --mode --owner --group")
    if command.name == "install" and command.has("-d", "--directory"):
        effects.write(*words)
        return
    sources = words if directory is not None else words[:-1]
    target = directory if directory is not None else next(iter(words[-1:]), None)
    effects.read(*sources)
    if command.name == "mv":
        effects.delete(*sources)
    if target is None:
        return
    path = effects.path(target)
    into = len(sources) > 1 or directory is not None or (effects.text(target) or "").endswith("/")
    if path is None or not into:
        effects.write(target)
        return
    for source in sources:
        name = base_name(effects.text(source) or "")
        whole = not name or name in (".", "..") or "{" in name
        effects.write(path if whole else f"{path}/{name}")


def link(effects: Effects) -> None:
    """Act as ln: the last operand, or the only one's name here."""
    words = effects.operands("-t -S")
    # A relative target counts from where the link stands.
    effects.read(*(word for word in words[:-1] if word.raw.startswith("/")))
    if len(words) > 1:
        effects.write(words[-1])
    elif words:
        effects.write(base_name(effects.text(words[0]) or "") or ".")


def sed(effects: Effects) -> None:
    """Read the files, and change them with `-i`."""
    command = effects.command
    short = [word.raw for word in command.arguments if word.raw[:1] == "-" and word.raw[:2] != "--"]
    scripted = command.has("--expression", "--file") or any(raw[-1] in "ef" for raw in short)
    files = effects.operands("-e --expression -f --file -l")[0 if scripted else 1 :]
    effects.read(*files)
    if command.has("--in-place") or any(raw[:2] == "-i" or raw in ("-ri", "-Ei", "-ni") for raw in short):
        effects.write(*files)


def find(effects: Effects) -> None:
    """Read trees; change them where an action says so."""
    words = effects.command.arguments
    places: list[Place] = []
    for word in words:
        if word.text[:1] in ("-", "(", "!", "\\"):
            break
        places.append(word)
    rest = [word.text for word in words[len(places) :]]
    places = places or ["."]
    effects.read(*places)
    if "-delete" in rest:
        effects.write(*places)
    for index, action in enumerate(rest[:-1]):
        if action in ("-exec", "-execdir", "-ok"):
            effects.write(*places)
            if base_name(rest[index + 1]) not in _INSIDE_FIND:
                effects.unknown()


_INSIDE_FIND = (
    "cat",
    "chgrp",
    "chmod",
    "chown",
    "file",
    "grep",
    "ls",
    "rm",
    "rmdir",
    "sed",
    "strip",
    "touch",
)


def grep(effects: Effects) -> None:
    """Read the files behind the pattern."""
    given = effects.command.has("-e", "-f", "--regexp", "--file")
    effects.read(*effects.operands("-e -f -m -A -B -C --include --regexp --file")[0 if given else 1 :])


def test(effects: Effects) -> None:
    """Act as `test`, `[` and `[[`: ask whether files are there."""
    previous = ""
    for word in effects.command.arguments:
        if previous in _FILE_TESTS:
            effects.read(word)
        previous = word.raw


_FILE_TESTS = (
    "-b",
    "-c",
    "-d",
    "-e",
    "-f",
    "-g",
    "-h",
    "-k",
    "-L",
    "-p",
    "-r",
    "-s",
    "-S",
    "-u",
    "-w",
    "-x",
    "-nt",
    "-ot",
)


def checksum(effects: Effects) -> None:
    """Read the operands, and with `-c` the files that they name."""
    effects.read(*effects.operands())
    if effects.command.has("-c", "--check"):
        effects.read(".")


def disk_dump(effects: Effects) -> None:
    """Act as dd."""
    for word in effects.command.arguments:
        name, _, value = word.text.partition("=")
        if name == "if":
            effects.read(value)
        elif name == "of":
            effects.write(value)


# Archives and downloads


def tar(effects: Effects) -> None:
    """Unpack, list or pack, into or from `-C` or the working directory."""
    command = effects.command
    arguments = command.arguments
    mode = arguments[0].raw if arguments and not arguments[0].raw.startswith("--") else ""
    archive = effects.option("-f --file")
    if archive is None and "f" in mode and len(arguments) > 1:
        archive = arguments[1]
    files = [] if archive is None or archive.raw == "-" else [archive]
    directory = command.option_value("-C", "--directory")
    place: Place = "." if directory is None else directory
    if "x" in mode or command.has("-x", "--extract", "--get"):
        effects.read(*files)
        effects.write(place)
    elif "t" in mode:
        effects.read(*files)
    else:
        effects.read(place)
        effects.create(*files)


def unpack(effects: Effects) -> None:
    """Act as unzip or 7z."""
    effects.read(*effects.operands("-d -x -P")[:1])
    directory = effects.command.option_value("-d", "-o")
    effects.write("." if directory is None else directory)


def compress(effects: Effects) -> None:
    """Put one file in the place of another, as gzip and its kin do."""
    words = effects.operands("-T -S")
    effects.read(*words)
    if not effects.command.has("-c", "--stdout", "--to-stdout"):
        for word in words:
            path = effects.path(word)
            effects.write(word if path is None else f"{path.rpartition('.')[0] or path}*")


def curl(effects: Effects) -> None:
    """Write what `-o` or `-O` says."""
    command = effects.command
    target = effects.option("-o --output")
    if target is not None:
        if target.raw != "-":
            effects.create(target)
    elif command.has("-O", "--remote-name", "--remote-name-all"):
        _download(effects, command.option_value("--output-dir"))
    source = command.option_value("-T", "--upload-file", "-K", "--config", "--cacert", "--netrc-file")
    if source is not None:
        effects.read(source)


def wget(effects: Effects) -> None:
    """Write what `-O` says, or the URL's name in `-P` or the working directory."""
    command = effects.command
    target = effects.option("-O --output-document")
    source = command.option_value("-i", "--input-file")
    directory = command.option_value("-P", "--directory-prefix")
    if source is not None:
        effects.read(source)
    if target is not None:
        if target.raw != "-":
            effects.create(target)
    elif source is not None or command.has("-r", "-m", "--recursive", "--mirror"):
        effects.write("." if directory is None else directory)
    elif not command.has("--spider"):
        _download(effects, directory)


def _download(effects: Effects, directory: ShellWord | None) -> None:
    """Write the last component of each URL to a directory."""
    place = effects.path("." if directory is None else directory)
    for word in effects.command.arguments:
        text = effects.text(word) or word.raw
        if "://" not in text and not text.startswith("$"):
            continue
        name = base_name(text.partition("?")[0].partition("#")[0])
        if place is None:
            effects.unknown_writes = True
        elif not name or any(character in name for character in "${`*"):
            effects.write(place)
        else:
            effects.create(f"{place.rstrip('/')}/{name}")


def git(effects: Effects) -> None:
    """Write the clone, or for everything else the working directory."""
    command = effects.command
    words = effects.operands("-b --branch --depth -o --origin -c --config -j --jobs --filter -C --reference")
    verb = words[0].text if words else ""
    effects.read("~/.gitconfig", "/etc/gitconfig")
    if verb == "clone":
        source = effects.text(words[1]) if len(words) > 1 else None
        if source is None or source.startswith((".", "/", "~", "file://")):
            effects.unknown_reads = True
        if len(words) > 2:
            effects.create(words[2])
        elif len(words) > 1:
            name = base_name(effects.text(words[1]) or "").partition("#")[0].removesuffix(".git")
            effects.create(name.rpartition(":")[2] or ".")
    elif verb == "config" and command.has("--global", "--system"):
        effects.write("~/.gitconfig", "/etc/gitconfig")
    elif verb not in ("", "version", "ls-remote"):
        place: Place = command.option_value("-C") or "."
        effects.read(place, *(words[1:] if verb in ("apply", "am") else ()))
        effects.write(place, *(words[1:] if verb == "init" else ()))


def gpg(effects: Effects) -> None:
    """Read key files, write the key ring and `-o`."""
    output = effects.option("-o --output")
    words = effects.operands("-o --output --keyserver --recv-keys --keyring")
    effects.read("~/.gnupg", *(word for word in words if "/" in word.raw))
    effects.write("~/.gnupg", *([] if output is None else [output]))


# Distributions


def system(effects: Effects) -> None:
    """Install packages: the distribution's own directories, and the package files that are given."""
    words = [word for word in effects.operands() if "/" in word.raw and "://" not in word.raw]
    effects.read(*SYSTEM, *words)
    effects.write(*SYSTEM, "/opt", "/srv", "/usr/src/linux*")


def accounts(effects: Effects) -> None:
    """Make or change users and groups."""
    effects.read("/etc")
    effects.write("/etc", "/home", "/var/mail", "/var/spool/mail")
    home = effects.command.option_value("-d", "-h", "--home", "--home-dir")
    if home is not None:
        effects.write(home)


def shell(effects: Effects) -> None:
    """Run a script: what `-c` or a here-document holds is read as commands of its own, a file is not."""
    command = effects.command
    inline = any(word.raw[:1] == "-" and word.raw[-1] == "c" for word in command.arguments[:3])
    fed = any(redirect.heredoc is not None for redirect in command.redirects)
    if not inline and not (fed and len(command.words) == 1):
        effects.unknown()


def source(effects: Effects) -> None:
    """Act as `.`: what the distribution provides to be read sets variables, everything else is a script."""
    words = effects.operands()
    effects.read(*words[:1])
    if not words or not words[0].raw.startswith("/etc/"):
        effects.unknown()


# Languages

PYTHON = "/usr/local/lib /usr/local/bin /usr/lib /usr/bin"
_PIP_VALUED = (
    "-r --requirement -c --constraint -e --editable -t --target -d --dest -w --wheel-dir -i --index-url "
    "--extra-index-url -f --find-links --prefix --root --trusted-host --timeout --retries --cache-dir "
    "--python -p --progress-bar -o --output-file"
)
_PIP_ARCHIVES = (".whl", ".tar.gz", ".zip")
_PIP_FILES = ("-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-f", "--find-links")
_DOTNET_DEPTHS = ("", "*/", "*/*/", "*/*/*/", "*/*/*/*/")
_DOTNET_FILES = (
    *(
        "*.sln",
        "*.slnx",
        "*.csproj",
        "*.fsproj",
        "*.vbproj",
        "*.props",
        "*.targets",
        "packages.lock.json",
        "global.json",
    ),
    *("nuget.config", "NuGet.config", "NuGet.Config"),
)
_DOTNET_INPUTS = " ".join(depth + name for depth in _DOTNET_DEPTHS for name in _DOTNET_FILES)
_DOTNET_OUTPUTS = " ".join(f"{depth}obj" for depth in _DOTNET_DEPTHS)
_GO = ("/go", "~/go", "~/.cache/go-build")
_CONDA = ("/opt/conda", "/opt/miniconda", "/opt/miniconda3", "~/miniconda3", "~/.conda", "~/.cache")


def project(
    verbs: str,
    inputs: str,
    outputs: str,
    *,
    home: str = "",
    installed: str = "",
    directory: str = "",
    bare: bool = False,
) -> Action:
    """Read manifests in the working directory and write beside them.

    `verbs` are the subcommands that do so, and the command alone with `bare`. `home` are caches and settings,
    which `config` and `cache` write too; `installed` is what a global installation writes; `directory` are
    the options that name another directory.
    """

    def action(effects: Effects) -> None:
        command = effects.command
        words = effects.operands(directory)
        verb = words[0].text if words else ""
        if verb in ("config", "cache", "set") or command.has("--version"):
            effects.write(*home.split())
        elif installed and (command.has("-g", "--global") or verb == "global"):
            effects.read(*(word for word in words[1:] if word.raw.startswith((".", "/"))))
            effects.write(*installed.split(), *(name for name in home.split() if not name.endswith("rc")))
        elif verb in verbs.split() or (bare and not verb):
            given = command.option_value(*directory.split())
            place = effects.path("." if given is None else given)
            # Settings are only read.
            effects.read(*effects.below(place, inputs), *(name for name in home.split() if name.endswith("rc")))
            effects.write(*effects.below(place, outputs), *(name for name in home.split() if not name.endswith("rc")))
        else:
            effects.unknown()

    return action


def without_project(option: str, dependencies: Action, whole: Action) -> Action:
    """Install the dependencies alone where the option says so, else the project with them."""
    return lambda effects: (dependencies if effects.command.has(option) else whole)(effects)


def dotnet(effects: Effects) -> None:
    """Restore the packages of the projects below; everything else builds."""
    words = effects.operands("-r --runtime -s --source --configfile --packages -v --verbosity")
    if not words or words[0].text != "restore":
        if not effects.command.has("--version", "--info"):
            effects.unknown()
        return
    if len(words) > 1:
        effects.read(*words[1:])
        if any(part in word.raw for word in words[1:] for part in ("..", "$")):
            effects.unknown_reads = True
    effects.read(*effects.below(effects.cwd, _DOTNET_INPUTS))
    effects.write(
        *effects.below(effects.cwd, _DOTNET_OUTPUTS), "~/.nuget", "~/.local", "~/.dotnet", "/usr/share/dotnet"
    )


def goals(known: str, inputs: str, outputs: str, home: str) -> Action:
    """Act as Maven or Gradle where every goal is one that fetches; others run the build."""

    def action(effects: Effects) -> None:
        words = effects.operands("-f --file -s --settings -p --project-dir -P -pl -x")
        effects.read(*effects.below(effects.cwd, inputs))
        effects.write(*effects.below(effects.cwd, outputs), *home.split())
        if not words or any(word.text not in known.split() for word in words):
            effects.unknown()

    return action


def pip(effects: Effects) -> None:
    """Read requirement files and local projects, write the site packages."""
    command = effects.command
    words = effects.operands(_PIP_VALUED)
    verb = words[0].text if words else ""
    if verb in ("", "check", "debug", "freeze", "index", "list", "show"):
        return
    if verb in ("config", "cache"):
        effects.write("~/.cache", "~/.config/pip")
        return
    if verb not in ("install", "download", "wheel", "uninstall", "sync", "compile"):
        effects.unknown()
        return
    homes = [*effects.python_homes, *_virtual_environment(command)]
    effects.read(*PYTHON.split(), *homes)
    local = []
    previous = ""
    for word in command.arguments:
        raw = word.raw
        if previous in _PIP_FILES:
            local.append(raw)
        elif raw.startswith("--") and raw.partition("=")[0] in _PIP_FILES:
            local.append(raw.partition("=")[2])
        elif raw.startswith("-r"):
            local.append(raw[2:])
        elif "file://" in raw:
            local.append(raw[raw.index("file://") + len("file://") :])  # `name @ file:///path`
        elif raw.lstrip("\"'").startswith((".", "/", "~", "$")) or raw.rstrip("\"'").endswith(_PIP_ARCHIVES):
            local.append(raw if word in words else "")
        previous = raw
    for raw in local:
        if raw and "://" not in raw:
            # `.[extra]`, quoted or not.
            text = effects.expand(raw.partition("[")[0].strip("'\"") or ".")
            effects.read(text or "")
            if raw.strip("'\"").startswith(".") and "txt" not in raw:
                effects.write(".")  # the build leaves its metadata beside the source
    place = command.option_value(
        "-t", "--target", "-d", "--dest", "-w", "--wheel-dir", "--prefix", "--root", "-o", "--output-file"
    )
    if place is not None:
        effects.write(place, "~/.cache")
    else:
        here = ["."] if verb in ("download", "wheel") else []
        effects.write(*here, *PYTHON.split(), "~/.local", "~/.cache", *homes)


def _virtual_environment(command: Command) -> list[str]:
    """Return the environment whose pip or python is called by its path."""
    path = command.name_word.text if command.name_word is not None else ""
    home, slash, _ = path.rpartition("/bin/")
    return [home] if slash and home and "$" not in home else []


def python(effects: Effects) -> None:
    """Run a module that is known; scripts are not."""
    command = effects.command
    module = command.arguments[1].raw if len(command.arguments) > 1 and command.arguments[0].raw == "-m" else ""
    if module not in ("pip", "venv", "virtualenv"):
        effects.unknown()
        return
    before = command.arguments
    command.arguments = before[2:]
    try:
        if module == "pip":
            pip(effects)
        else:
            effects.create(*effects.operands("--prompt -p --python"))
    finally:
        command.arguments = before


def uv(effects: Effects) -> None:
    """Act as uv: `uv pip` as pip, `uv sync` on the project."""
    command = effects.command
    words = effects.operands("--python -p --directory --project --extra --group")
    verb = words[0].text if words else ""
    if verb == "pip":
        before = command.arguments
        command.arguments = [word for word in before if word is not words[0]]
        try:
            pip(effects)
        finally:
            command.arguments = before
    elif verb == "venv":
        effects.create(*words[1:] if len(words) > 1 else [".venv"])
    elif verb in ("sync", "lock", "export"):
        effects.read(*effects.below(effects.cwd, "pyproject.toml uv.lock .python-version uv.toml"))
        if not command.has("--no-install-project", "--no-install-workspace"):
            effects.read(".")
        effects.write(*effects.below(effects.cwd, ".venv uv.lock"), "~/.cache", "~/.local", *effects.python_homes)
    elif verb in ("python", "tool", "cache"):
        effects.write("~/.local", "~/.cache")
    else:
        effects.unknown()


def go(effects: Effects) -> None:
    """Fetch modules, or compile packages, which runs no code of the project."""
    command = effects.command
    words = effects.operands("-o -ldflags -tags -gcflags -p -C -mod")
    verb = words[0].text if words else ""
    manifests = effects.below(effects.cwd, "go.mod go.sum go.work go.work.sum vendor")
    if verb in ("version", "env", "clean"):
        effects.write(*_GO, "~/.config/go")
    elif verb in ("mod", "install", "get") and _go_fetches(verb, words):
        effects.read(*manifests)
        effects.write(*_GO, *manifests[:2])
    elif verb in ("build", "install", "vet"):
        target = command.option_value("-o")
        effects.read(".", *_GO)
        effects.write(*_GO, "." if target is None else target)
        if any(word.raw.startswith(("/", "..", "$")) for word in words):
            effects.unknown_reads = True
    else:
        effects.unknown()


def _go_fetches(verb: str, words: list[ShellWord]) -> bool:
    if verb == "mod":
        return len(words) > 1 and words[1].text in ("download", "verify")
    return len(words) > 1 and all("@" in word.raw for word in words[1:])


def conda(effects: Effects) -> None:
    """Write the installation, or the environment that `-p` names."""
    command = effects.command
    files = command.option_value("-f", "--file")
    prefix = command.option_value("-p", "--prefix")
    effects.read(*_CONDA, *([] if files is None else [files]))
    effects.write(*_CONDA, *([] if prefix is None else [prefix]))
    if command.subcommand() in ("run", "init"):
        effects.unknown()
