"""List the packages: `rules/` and `fixers/` install as `dockerlint.rules` and `dockerlint.fixers`.

The symbolic links `dockerlint/rules` and `dockerlint/fixers` serve type checkers and runs without installation only; a
clone without symbolic links (Windows) builds the same distribution.

With DOCKERLINT_COMPILE=1 the wheel has machine code beside the sources: mypyc makes one library of the modules that
every check goes through, and `dockerlint/quick_import.py` takes them from there. That needs a C compiler. With
DOCKERLINT_COMPILE=profiled it is compiled once more, with the profile of a run; that needs GCC and a checkout.
"""

import ast
import compileall
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_ext import build_ext

# Rooms whose code every check goes through, and modules of others; of the editor what every change goes through.
COMPILED = ("context", "graph", "knowledge", "lint", "rules", "shell", "syntax")
COMPILED_MODULES = (
    "cli/check.py",
    "cli/checker.py",
    "cli/discovery.py",
    "cli/main.py",
    "cli/options.py",
    "cli/rule_names.py",
    "cli/terminal.py",
    "config/discovery.py",
    "config/problems.py",
    "editor/analysis.py",
    "editor/positions.py",
    "editor/reuse.py",
    "report/concise.py",
    "report/text.py",
    "report/wording.py",
)
# Tables have nothing to compile; mypyc knows no TypedDict inside `if` and no `else` of TYPE_CHECKING; what
# runs ShellCheck waits for another process; those about Python's and TOML's grammar ask libraries.
INTERPRETED = (
    "knowledge/base_images.py",
    "knowledge/lazy.py",
    "knowledge/licenses.py",
    "knowledge/package_managers.py",
    "knowledge/package_sizes.py",
    "lint/rule.py",
    "rules/correctness/_embedded.py",
    "rules/correctness/_python_versions.py",
    "shell/shellcheck.py",
)
LIBRARY = "dockerlint.machine"
# What Python calls to make a module, for each one in the library: mypyc would write a library for each.
LOADER = """\
PyObject *CPyInit_{0}(void);
PyMODINIT_FUNC PyInit_{0}(void) {{ return CPyInit_{0}(); }}
"""
# What a module's code begins with, so that its literals are made (`scripts/literals.c`).
MAKE_LITERALS = """
    extern int CPyStatics_Make(const int *, int);
    static const int literals[] = {{{}}};
    if (CPyStatics_Make(literals, {}) < 0) return -1;
"""

# What is run for the profile, and on which files.
TRAINING = ("scripts/training.py", "corpus")


def below(directory: str, package: str) -> list[str]:
    return [package, *(f"{package}.{name}" for name in find_packages(directory))]


def without_documentation(text: str) -> str:
    """Return a module without docstrings and the examples of rules, which a check never reads, line for line."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            continue
        for part in node.body:
            is_docstring = part is node.body[0] and ast.get_docstring(node, clean=False) is not None
            is_examples = isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "examples"
            if is_docstring or is_examples:
                first, last = part.lineno - 1, part.end_lineno or part.lineno
                lines[first] = " " * part.col_offset + "pass\n"
                lines[first + 1 : last] = ["\n"] * (last - first - 1)
    return "".join(lines)


def with_constants(text: str) -> str:
    """Return a module whose constants are declared such, line for line: machine code need not look them up then."""
    tree = ast.parse(text)
    lines = text.splitlines(keepends=True)
    typing = next(
        (node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"), None
    )
    if typing is None:
        return text
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    for node in tree.body:
        # A tuple that is declared so is no object, and made one whenever something is looked for in it.
        if (
            not isinstance(node, ast.Assign)
            or isinstance(node.value, ast.Tuple)
            or not isinstance(node.targets[0], ast.Name)
        ):
            continue
        name = node.targets[0].id
        if name.isupper() and name != "TYPE_CHECKING" and names.count(name) == 1:
            line = node.lineno - 1
            lines[line] = lines[line].replace(name, f"{name}: Final", 1)
    first = typing.body[0]
    lines[first.lineno - 1] = " " * first.col_offset + "from typing import Final; " + lines[first.lineno - 1].lstrip()
    return "".join(lines)


def make_literals_later(library: Path, modules: list[Path]) -> None:
    """Change the C code that mypyc wrote: a module's literals are made when it is run, not all at the start."""
    replace(
        library,
        (r"^int CPyGlobalsInit\(void\)$", r"int CPyStatics_Find(void);\n\g<0>"),
        (r"\bCPyStatics_Initialize\([^()]*\)", "CPyStatics_Find()"),
        (r"^const int CPyLit_FrozenSet\[\] = \{0\};$", r"\g<0>"),  # `scripts/literals.c` makes none
    )
    for path in modules:
        used = re.findall(r"\bCPyStatics\[(\d+)\]", path.read_text(encoding="utf-8"))
        literals = sorted(set(map(int, used)))
        making = MAKE_LITERALS.format(", ".join(map(str, literals)), len(literals))
        replace(path, (r"^int CPyExec_\w+\(PyObject \*module\)\n\{$", r"\g<0>" + making))


def replace(path: Path, *replacements: tuple[str, str]) -> None:
    """Replace what has to be there once."""
    text = path.read_text(encoding="utf-8")
    for pattern, replacement in replacements:
        text, number = re.subn(pattern, replacement, text, flags=re.MULTILINE)
        if number != 1:
            sys.exit(f"{path}: this is not the code that mypyc is known to write: {pattern} is there {number} times")
    path.write_text(text, encoding="utf-8")


def extensions() -> list[object]:
    from mypyc.build import mypycify

    build = Path("build").resolve()
    sources = build / "sources"
    shutil.rmtree(sources, ignore_errors=True)
    shutil.copytree("dockerlint", sources / "dockerlint", ignore=shutil.ignore_patterns("__pycache__"))
    with chdir(sources):
        modules = [Path("dockerlint", name) for name in COMPILED_MODULES]
        modules += [
            path
            for room in COMPILED
            for path in sorted(Path("dockerlint", room).glob("**/*.py"))
            if path.name != "__init__.py"
            and not path.stem.endswith("table")
            and path.as_posix().removeprefix("dockerlint/") not in INTERPRETED
        ]
        for path in modules:
            text = with_constants(without_documentation(path.read_text(encoding="utf-8")))
            path.write_text(text, encoding="utf-8")
        library, *_ = mypycify(
            ["--ignore-missing-imports", "--allow-subclassing-any", *map(str, modules)],
            opt_level="2",
            debug_level="0",
            multi_file=True,
            group_name=LIBRARY,
            target_dir=str(build),
        )
    names = ["___".join(path.with_suffix("").parts) for path in modules]
    loaders = build / "loaders.c"
    loaders.write_text("#include <Python.h>\n" + "".join(map(LOADER.format, names)), encoding="utf-8")
    make_literals_later(build / "dockerlint" / "__native_machine.c", [build / f"__native_{name}.c" for name in names])
    library.sources += [str(loaders), str(Path("scripts", "literals.c"))]
    library.include_dirs.append(str(build / "dockerlint"))  # mypyc writes headers below, and looks for them above
    if os.name == "posix":
        # Names that only the library knows need no search when it is loaded, and no detour when they are called.
        library.extra_compile_args.append("-fvisibility=hidden")
    return [library]


class BuildSideBySide(build_ext):
    """Compiles the library's several hundred sources on all processors, and once more with the profile of a run."""

    def build_extensions(self) -> None:
        compile_some = self.compiler.compile

        def compile_all(sources: list[str], **options: object) -> list[str]:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                compiled = pool.map(lambda source: compile_some([source], **options), sources)
                return [each for objects in compiled for each in objects]

        self.compiler.compile = compile_all
        if is_profiled:
            if not Path(TRAINING[1]).is_dir():
                sys.exit(f"the profile is taken from a run on `{TRAINING[1]}`, which a checkout has")
            self.build_with(["-fprofile-generate"])
            self.train()
            self.build_with(["-fprofile-use", "-Wno-missing-profile"])
        else:
            super().build_extensions()

    def train(self) -> None:
        # Byte code that is written there does not get into the wheel.
        copy = Path(self.build_temp, "training").resolve()
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.build_lib, copy)
        compileall.compile_dir(copy, quiet=1)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(copy), *sys.path])}
        subprocess.run([sys.executable, "-P", *TRAINING], env=environment, check=True)  # noqa: S603  # ours
        if not any(Path(self.build_temp).rglob("*.gcda")):
            sys.exit("the run has left no profile as GCC writes it")

    def build_with(self, flags: list[str]) -> None:
        self.force = True  # the library is there already, the second time
        for extension in self.extensions:
            compile_args, link_args = extension.extra_compile_args, extension.extra_link_args
            extension.extra_compile_args = [*compile_args, *flags]
            extension.extra_link_args = [*link_args, *flags]
        super().build_extensions()
        for extension in self.extensions:
            extension.extra_compile_args = compile_args
            extension.extra_link_args = link_args


is_profiled = os.environ.get("DOCKERLINT_COMPILE") == "profiled"
is_compiled = is_profiled or os.environ.get("DOCKERLINT_COMPILE") == "1"
is_built = {"egg_info", "dist_info", "sdist"}.isdisjoint(sys.argv)  # not only described
linked = ("dockerlint.rules", "dockerlint.fixers")
own = [name for name in below("dockerlint", "dockerlint") if not name.startswith(linked)]
setup(
    packages=[*own, *below("rules", "dockerlint.rules"), *below("fixers", "dockerlint.fixers")],
    package_dir={"dockerlint.rules": "rules", "dockerlint.fixers": "fixers"},
    cmdclass={"build_ext": BuildSideBySide},
    setup_requires=["mypy==2.4.*", "tree-sitter>=0.25", "tree-sitter-bash>=0.25"] if is_compiled else [],
    ext_modules=extensions() if is_compiled and is_built else [],
)
