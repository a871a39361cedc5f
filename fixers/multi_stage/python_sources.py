"""What a Python project's own sources tell, read with libcst: extension modules, programs and libraries they call.

An image that is smaller has fewer programs and libraries. Sources that start `git`, load `libmagickwand` or draw with
tkinter need them, and no list of packages says so.
"""

from __future__ import annotations

from dockerlint.graph.paths import base_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import libcst

    from dockerlint.fixers.multi_stage.common import Project

# Files that work on the project and do not run with the program.
_TOOLS = (
    *("conftest.py", "fabfile.py", "noxfile.py", "setup.py", "tasks.py", "versioneer.py", "conf.py", "release.py"),
    *("bump_version.py",),
)
_TOOL_FOLDERS = ("benchmarks", "docs", "examples", "samples")
# A file without any of these words needs no look.
_MARKS = ("subprocess", "os.system", "os.popen", "Popen", "shutil", "ctypes", "find_library", "tkinter", "turtle")
# Functions whose first argument is a program, or a line for the shell.
_STARTERS = frozenset((
    *("Popen", "call", "check_call", "check_output", "run", "system", "popen", "getoutput", "getstatusoutput"),
    *("create_subprocess_exec", "create_subprocess_shell", "execv", "execvp", "execlp", "spawnv", "spawnvp", "which"),
))  # fmt: skip
_LOADERS = frozenset(("CDLL", "LoadLibrary", "PyDLL", "find_library"))
# Modules of the standard library whose libraries slim images lack.
_WINDOWS = ("tkinter", "turtle", "_tkinter")
# Build backends that read what links libraries from other files than `setup.py`.
_FOREIGN = ("mesonpy", "scikit_build_core", "skbuild", "py_build_cmake", "sipbuild")


class Extensions:
    """The extension modules of a project: the file that names them, and the libraries that they link.

    `path` is "" where there are none; `libraries` None where the file does not tell.
    """

    __slots__ = ("libraries", "path")

    def __init__(self, path: str = "", libraries: list[str] | None = None) -> None:
        self.path = path
        self.libraries = libraries


class Calls:
    """What sources call beside Python: programs they start, libraries they load, windows; each with the file."""

    __slots__ = ("libraries", "programs", "windows")

    def __init__(self) -> None:
        self.programs: dict[str, str] = {}
        self.libraries: dict[str, str] = {}
        self.windows = ""


def extensions(project: Project) -> Extensions:
    """Return what the project compiles when it is installed."""
    for path, text in project.sources("setup.py"):
        if "Extension" not in text and "ext_modules" not in text and "cythonize" not in text:
            continue
        module = _parsed(text)
        if module is None:
            return Extensions(path)
        found = _ExtensionsOf()
        module.visit(_visitor(found.call))
        if not found.is_there:
            continue
        if not found.is_known:
            return Extensions(path)
        return Extensions(path, [*found.libraries, *_by_cython(project)])
    return _by_backend(project)


def _by_backend(project: Project) -> Extensions:
    """The extension modules that `pyproject.toml` names, or whose build another program does."""
    import tomllib

    for path, text in project.sources("pyproject.toml"):
        if "ext-modules" not in text and not any(name in text for name in (*_FOREIGN, "maturin")):
            continue
        try:
            data = tomllib.loads(text)
        except ValueError:
            return Extensions(path)
        backend = str(data.get("build-system", {}).get("build-backend", ""))
        if backend.startswith(_FOREIGN):
            return Extensions(path)
        if backend.startswith("maturin"):
            crates = [content for _, content in project.sources("Cargo.toml")]
            return Extensions(path, None if any("-sys" in content for content in crates) else [])
        modules = data.get("tool", {}).get("setuptools", {}).get("ext-modules", [])
        if isinstance(modules, list) and modules:
            names = [name for one in modules if isinstance(one, dict) for name in one.get("libraries", [])]
            return Extensions(path, [str(name) for name in names])
    return Extensions()


def _by_cython(project: Project) -> list[str]:
    """Libraries that comments of Cython sources name."""
    found: list[str] = []
    for _, text in project.sources(".pyx"):
        for line in text.split("\n"):
            comment, _, names = line.partition("=")
            if comment.split() == ["#", "distutils:", "libraries"]:
                found += names.replace(",", " ").split()
    return found


def install_requires(text: str) -> list[str] | None:
    """Return the requirements that a `setup.py` names; None where it makes them up."""
    module = _parsed(text)
    if module is None:
        return None
    found: list[str] | None = []

    def look(node: libcst.Call) -> None:
        nonlocal found
        for argument in node.args:
            if argument.keyword is not None and argument.keyword.value == "install_requires":
                names = _strings(argument.value)
                found = None if names is None or found is None else [*found, *names]

    module.visit(_visitor(look))
    return found


def calls(project: Project) -> Calls:
    """Return what the project's sources call beside Python."""
    found = Calls()
    for path, text in project.sources(".py"):
        folders = path.split("/")[:-1]
        if base_name(path) in _TOOLS or any(folder in _TOOL_FOLDERS for folder in folders):
            continue
        if not any(mark in text for mark in _MARKS):
            continue
        module = _parsed(text)
        if module is None:
            continue
        looker = _Looker(path, found)
        module.visit(_visitor(looker.call, looker.imported))
    return found


class _Looker:
    """Notes the programs and libraries of one file."""

    __slots__ = ("_found", "_path")

    def __init__(self, path: str, found: Calls) -> None:
        self._path = path
        self._found = found

    def imported(self, name: str) -> None:
        """Look at a module that is imported."""
        if name in _WINDOWS:
            self._found.windows = self._found.windows or self._path

    def call(self, node: libcst.Call) -> None:
        """Look at a call's name and first argument."""
        name = _name(node.func)
        if not node.args or name not in _STARTERS | _LOADERS:
            return
        words = _first(node.args[0].value)
        if name in _LOADERS:
            for word in words[:1]:
                self._found.libraries.setdefault(_library(word), f"{self._path} loads it")
            return
        for program in words:
            if program and "/" not in program.lstrip("/"):
                self._found.programs.setdefault(program, f"{self._path} starts it")
            elif program.startswith(("/usr/bin/", "/bin/")):
                self._found.programs.setdefault(base_name(program), f"{self._path} starts it")


class _ExtensionsOf:
    """Collects the libraries of a `setup.py`."""

    __slots__ = ("is_known", "is_there", "libraries")

    def __init__(self) -> None:
        self.libraries: list[str] = []
        self.is_there = False
        self.is_known = True

    def call(self, node: libcst.Call) -> None:
        """Look at a call: one of `setup` with modules, or one that describes a module."""
        name = _name(node.func)
        for argument in node.args:
            key = argument.keyword.value if argument.keyword is not None else ""
            if key in ("ext_modules", "cffi_modules", "rust_extensions"):
                self.is_there = True
                self.is_known = self.is_known and key != "cffi_modules"
            elif not name.endswith("Extension"):
                if argument.star == "**" and name == "setup":
                    self.is_known = False
            elif key == "libraries":
                names = _strings(argument.value)
                self.is_known = self.is_known and names is not None
                self.libraries += names or []
            elif key in ("extra_link_args", "extra_objects"):
                words = _strings(argument.value)
                self.is_known = self.is_known and words is not None
                self.libraries += [word[2:] for word in words or [] if word.startswith("-l")]
            elif argument.star == "**":
                self.is_known = False  # pkg-config tells, perhaps


def _parsed(text: str) -> libcst.Module | None:
    import libcst

    try:
        return libcst.parse_module(text)
    except (libcst.ParserSyntaxError, RecursionError):
        return None


def _visitor(look: Callable[[libcst.Call], None], imported: Callable[[str], None] | None = None) -> libcst.CSTVisitor:
    import libcst

    class Visitor(libcst.CSTVisitor):
        """Shows every call, and the first part of every module's name that is imported."""

        def visit_Call(self, node: libcst.Call) -> None:  # noqa: N802  # the name that libcst calls
            look(node)

        def visit_Import(self, node: libcst.Import) -> None:  # noqa: N802
            for alias in node.names:
                self._tell(alias.name)

        def visit_ImportFrom(self, node: libcst.ImportFrom) -> None:  # noqa: N802
            if node.module is not None and not node.relative:
                self._tell(node.module)

        def _tell(self, name: libcst.BaseExpression) -> None:
            while isinstance(name, libcst.Attribute):
                name = name.value
            if imported is not None and isinstance(name, libcst.Name):
                imported(name.value)

    return Visitor()


def _name(node: libcst.BaseExpression) -> str:
    """The last part of a dotted name."""
    import libcst

    if isinstance(node, libcst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, libcst.Name) else ""


def _strings(node: libcst.BaseExpression) -> list[str] | None:
    """The strings of a list that is written out; None for everything else."""
    import libcst

    if not isinstance(node, (libcst.List, libcst.Tuple)):
        return None
    found = []
    for element in node.elements:
        text = _text(element.value)
        if text is None:
            return None
        found.append(text)
    return found


def _text(node: libcst.BaseExpression) -> str | None:
    import libcst

    if isinstance(node, (libcst.SimpleString, libcst.ConcatenatedString)):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    return None


def _first(node: libcst.BaseExpression) -> Sequence[str]:
    """The programs that a first argument names: the first of a list, or those of a line for the shell."""
    import libcst

    from dockerlint.fixers.multi_stage.common import names_in

    if isinstance(node, (libcst.List, libcst.Tuple)):
        text = _text(node.elements[0].value) if node.elements else None
        return [text] if text else []
    text = _text(node)
    if text is None and isinstance(node, libcst.FormattedString) and node.parts:
        first = node.parts[0]
        text = first.value if isinstance(first, libcst.FormattedStringText) else None
        # What stands behind the first word is not whole.
        return text.split()[:1] if text and text[:1].strip() and " " in text else []
    if text is None or not text.strip():
        return []
    return [text] if text.strip().isidentifier() or "." in text.split()[0] else sorted(names_in(text))


def _library(text: str) -> str:
    """The name that the linker knows: `libz.so.1` is `z`."""
    name = base_name(text).partition(".so")[0]
    return name.removeprefix("lib")
