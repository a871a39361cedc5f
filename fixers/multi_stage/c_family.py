"""C and C++: a single call of the compiler, make, CMake, Meson or autotools; libraries by the package that has them."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.compiled import called, check_start, choose_base
from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.packages import library_of
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import base_name, covers, join
from dockerlint.shell.package_calls import unversioned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Run

_COMPILERS = ("gcc", "g++", "cc", "c++", "clang", "clang++")
_BUILDERS = (
    "make",
    "gmake",
    "cmake",
    "ninja",
    "meson",
    "configure",
    "autoreconf",
    "autogen.sh",
    "bootstrap",
    "scons",
    "ctest",
    "strip",
    "libtoolize",
    "aclocal",
    "automake",
    "autoconf",
)
_SOURCES = (
    *(
        ".c",
        ".h",
        ".cc",
        ".hh",
        ".cpp",
        ".hpp",
        ".cxx",
        ".hxx",
        ".ipp",
        ".inl",
        ".s",
        ".S",
        ".o",
        ".a",
        ".la",
        ".lo",
        ".m4",
        ".ac",
        ".am",
        ".in",
    ),
    *(
        ".cmake",
        "CMakeLists.txt",
        "CMakePresets.json",
        "Makefile",
        "makefile",
        "GNUmakefile",
        ".mk",
        "meson.build",
        "meson_options.txt",
        "configure",
    ),
    *("autogen.sh", "SConstruct", ".y", ".l", ".proto", ".vala"),
)
# What the linker is told, and what stands behind it: "" for what every image has.
_LINKED = {
    **dict.fromkeys(
        (
            "c",
            "m",
            "dl",
            "rt",
            "pthread",
            "stdc++",
            "gcc",
            "gcc_s",
            "util",
            "resolv",
            "crypt",
            "stdc++fs",
            "atomic",
            "nsl",
            "gomp",
        ),
        "",
    ),
    "bz2": "libbz2-dev",
    "cairo": "libcairo2-dev",
    "crypto": "libssl-dev",
    "curl": "libcurl4-openssl-dev",
    "expat": "libexpat1-dev",
    "ffi": "libffi-dev",
    "freetype": "libfreetype6-dev",
    "glib-2.0": "libglib2.0-dev",
    "gmp": "libgmp-dev",
    "jpeg": "libjpeg62-turbo-dev",
    "lzma": "liblzma-dev",
    "mariadb": "libmariadb-dev",
    "mysqlclient": "default-libmysqlclient-dev",
    "ncurses": "libncurses-dev",
    "ncursesw": "libncurses-dev",
    "tinfo": "libncurses-dev",
    "png": "libpng-dev",
    "pq": "libpq-dev",
    "readline": "libreadline-dev",
    "sodium": "libsodium-dev",
    "sqlite3": "libsqlite3-dev",
    "ssl": "libssl-dev",
    "uuid": "uuid-dev",
    "uv": "libuv1-dev",
    "xml2": "libxml2-dev",
    "xslt": "libxslt1-dev",
    "yaml": "libyaml-dev",
    "z": "zlib1g-dev",
    "zmq": "libzmq3-dev",
    "zstd": "libzstd-dev",
    "lz4": "liblz4-dev",
    "pcre2-8": "libpcre2-dev",
}
_CMAKE = {
    "curl": "curl",
    "zlib": "z",
    "openssl": "ssl",
    "sqlite3": "sqlite3",
    "postgresql": "pq",
    "threads": "pthread",
    "libxml2": "xml2",
    "bzip2": "bz2",
    "png": "png",
    "jpeg": "jpeg",
    "expat": "expat",
    "readline": "readline",
    "curses": "ncurses",
    "pkgconfig": "c",
    "openmp": "gomp",
    "zstd": "zstd",
}
# The newest compiler whose C++ library each release of Debian has.
_CXX = {"buster": 8, "bullseye": 10, "bookworm": 12, "trixie": 14}


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a program of C or C++; None where the file compiles none."""
    commands = [
        (node, command)
        for node, all_commands in project.runs()
        for command in all_commands
        if command.name in _BUILDERS
        or unversioned(command.name) in _COMPILERS
        or command.name.startswith(("gcc-", "g++-"))
    ]
    if not commands:
        return None
    found = Draft("c-family")
    found.keeps_sources = False
    found.build = {command: command.name for _, command in commands}
    roots = {project.directory(node) for node, _ in commands}
    run = project.run_directory()
    found.root = project.directory(commands[-1][0])
    if found.root is None:
        raise NoPlan("where the program is built is not known", "Write an absolute WORKDIR into the file")
    if len(roots) > 1 and not project.answers.artifacts:
        folders = sorted(str(root) for root in roots)
        raise NoPlan(
            f"the file builds in several folders ({', '.join(folders)}), and what the program needs is not known",
            "Which paths does it need? (`--artifact PATH`)",
        )
    for path, text in project.sources(".c", ".cc", ".cpp", ".cxx"):
        if ("dlopen(" in text or "g_module_open(" in text) and not project.answers.artifacts:
            raise NoPlan(
                f"the program loads libraries while it runs ({path}), and which is not known",
                "Which? (`--artifact PATH`)",
            )
    _clear(project, found)
    _artifacts(project, found, commands)
    check_start(project, found, ("make", "cmake", "gcc", "g++", "ninja"))
    found.is_source = lambda path: (
        path.endswith(_SOURCES) or (path.startswith(("build/", "src/")) and path.endswith((".txt", ".md")))
    )
    texts = _texts(project)
    static = any("-static" in text.split() or "-static " in text for text in texts) and not any(
        "-static-lib" in text for text in texts
    )
    choose_base(project, found, static=static)
    if not static:
        _libraries(project, found, texts)
    found.gains.append("the compiler stays with the build")
    del run
    return found


def _clear(project: Project, found: Draft) -> None:
    """Commands that make or leave folders of the build belong to it."""
    for node, commands in project.runs():
        if not any(command in found.build for command in commands):
            continue
        for command in commands:
            if command.name in ("mkdir", "rm", "cp", "mv", "install") and command not in found.build:
                directory = project.cwd(node, command)
                words = command.positionals(("-m", "-o", "-g"))
                paths = [project.path(node, word.text, directory) for word in words]
                if all(path is not None and covers(str(found.root), path) for path in paths):
                    found.build[command] = "works in the folder of the build"


def _artifacts(project: Project, found: Draft, commands: list[tuple[Run, Command]]) -> None:
    made: dict[str, tuple[int, str]] = {}
    for node, command in commands:
        if unversioned(command.name) in _COMPILERS or command.name.startswith(("gcc-", "g++-")):
            if any(word.text in ("-c", "-E", "-S") for word in command.arguments):
                continue
            output = command.option_value("-o")
            path = project.path(node, output.text if output is not None else "a.out", project.cwd(node, command))
            if path is None:
                raise NoPlan(
                    f"where line {node.start_line} leaves the program is not known", "Where? (`--artifact PATH`)"
                )
            made[path] = (node.start_line, "the compiler leaves it")
    builders = [node for node, command in commands if command.name in _BUILDERS]
    installs = any(
        any(word.text in ("install", "--install", "install/strip") for word in command.arguments)
        for _, command in commands
    )
    line = builders[-1].start_line if builders else commands[-1][0].start_line
    for node, command in project.commands("cp", "mv", "install"):
        words = command.positionals(("-m", "-o", "-g", "-t"))
        if len(words) < 2:
            continue
        directory = project.cwd(node, command)
        source, target = project.path(node, words[0].text, directory), project.path(node, words[-1].text, directory)
        if source is None or target is None or not covers(str(found.root), source) or covers(str(found.root), target):
            continue
        into = words[-1].text.endswith("/") or target in (
            "/usr/local/bin",
            "/usr/bin",
            "/bin",
            "/usr/local/sbin",
            "/usr/sbin",
        )
        place = join(target, base_name(source)) if into else target
        if place is not None:
            made[place] = (node.start_line, f"{command.name} puts it there")
            found.build[command] = "takes the program out of the folder of the build"
    started = called(project)
    for line_words in project.argv:
        if line_words and "/" not in line_words[0]:
            known = [path for path in made if base_name(path) == line_words[0]]
            folder = "sbin" if installs and any("sbin" in text for text in _texts(project)) else "bin"
            started += known or [f"/usr/local/{folder}/{line_words[0]}"]
    for path in dict.fromkeys(started):
        if path in made:
            found.artifacts.append(Artifact(path, *made[path]))
        elif project.context_path(path) is not None:
            continue
        elif covers(str(found.root), path) and builders and "." not in base_name(path):
            found.artifacts.append(
                Artifact(path, line, f"line {project.entry_line} starts it in the folder of the build")
            )
        elif installs and path.startswith(("/usr/local/bin/", "/usr/local/sbin/", "/opt/")):
            for place, reason in _check_install(project):
                if all(one.path != place for one in found.artifacts):
                    found.artifacts.append(Artifact(place, line, reason))
            found.artifacts.append(Artifact(path, line, "the build installs it, and the container starts it"))
    for path, (number, reason) in made.items():
        if not any(one.path == path for one in found.artifacts) and not covers(str(found.root), path):
            found.artifacts.append(Artifact(path, number, reason))


def _check_install(project: Project) -> list[tuple[str, str]]:
    """What an installation leaves beside programs. Raises NoPlan where that cannot be told."""
    if project.context is None:
        raise NoPlan("what the build installs is not known", "Where is the build context? (`--context DIR`)")
    found: list[tuple[str, str]] = []
    package = ""
    for _, text in project.sources("configure.ac"):
        package = text.partition("AC_INIT")[2].lstrip("( [").partition("]")[0].partition(",")[0].strip().lower()
    for path, text in project.sources("CMakeLists.txt", "Makefile", "makefile", "Makefile.am", "meson.build"):
        for row in text.split("\n"):
            words = row.replace("(", " ").replace(")", " ").replace("=", " ").split()
            if not words:
                continue
            if words[0].endswith("pkgdata_DATA") and package:
                found.append((f"/usr/local/share/{package}", f"{path} installs data there"))
                continue
            if (
                "DESTINATION" in words
                and words[0].lower() == "install"
                and words[1:2] in (["FILES"], ["DIRECTORY"], ["PROGRAMS"])
            ):
                place = words[words.index("DESTINATION") + 1] if words.index("DESTINATION") + 1 < len(words) else "$"
                if (
                    "$" not in place
                    and place.startswith(("share/", "etc/", "/"))
                    and place.rstrip("/") not in ("share", "etc")
                ):
                    found.append(
                        (place if place.startswith("/") else f"/usr/local/{place}", f"{path} installs files there")
                    )
                    continue
                if project.answers.artifacts:
                    continue  # they say what is needed of it
                raise NoPlan(f"where {path} installs files is not known", "Where? (`--artifact PATH`)")
            marks = (
                " SHARED",
                "shared_library",
                "lib_LTLIBRARIES",
                ".so",
                "sysconf_DATA",
                "$(datadir)",
                "$(sysconfdir)",
                "install_data",
                "install_subdir",
            )
            for mark in marks:
                if mark in row and not project.answers.artifacts:
                    raise NoPlan(
                        f"{path} installs more than programs (`{row.strip()[:60]}`)",
                        "Which paths does the program need? (`--artifact PATH`)",
                    )
    return found


def _texts(project: Project) -> list[str]:
    texts = [node.text for node, _ in project.runs()]
    texts += [
        text
        for _, text in project.sources(
            "Makefile",
            "makefile",
            "GNUmakefile",
            ".mk",
            "CMakeLists.txt",
            ".cmake",
            "meson.build",
            "configure.ac",
            "Makefile.am",
        )
    ]
    return texts


def _libraries(project: Project, found: Draft, texts: list[str]) -> None:
    """The packages behind `-lNAME`, pkg-config and find_package."""
    from dockerlint.knowledge.images import describe_name

    names: dict[str, None] = {}
    for text in texts:
        for word in (
            text.replace("\\\n", " ").replace("'", " ").replace('"', " ").replace(")", " ").replace("`", " ").split()
        ):
            if word.startswith("-l") and len(word) > 2 and word[2].isalpha() and "$" not in word:
                names[word[2:]] = None
        for row in text.split("\n"):
            words = row.replace("(", " ").replace(")", " ").replace("`", " ").replace("$", " ").split()
            if "pkg-config" in words or "pkg_check_modules" in words or "PKG_CHECK_MODULES" in words:
                names.update(dict.fromkeys(_by_pkg_config(words)))
            for mark in ("find_package", "FIND_PACKAGE"):
                if mark in words and words.index(mark) + 1 < len(words):
                    name = words[words.index(mark) + 1]
                    names[_CMAKE.get(name.lower(), f"the CMake package {name}")] = None
    installed = project.system_packages
    for name in names:
        headers = _LINKED.get(name)
        if headers == "":
            continue
        if headers is None:
            if project.answers.keep_packages:
                continue  # an answer says what it needs
            raise NoPlan(
                f"which package has the library that the program links ({name}) is not known",
                "Which? (`--keep-package NAME`)",
            )
        if headers in installed:
            continue  # found with the packages
        library = library_of(headers, describe_name(found.base))
        if library is None and project.answers.keep_packages:
            continue
        if library is None:
            raise NoPlan(
                f"which package has the library {name} is not known for this base", "Which? (`--keep-package NAME`)"
            )
        found.libraries[library] = f"the program links {name}"
    image = project.image
    cxx = any(unversioned(command.name) in ("g++", "c++", "clang++") for command in found.build) or any(
        text for path, text in project.sources(".cpp", ".cc", ".cxx")
    )
    if cxx and image is not None and image.name == "gcc" and not project.answers.runtime_base:
        number = image.version.partition(".")[0]
        newer = not number.isdigit() or int(number) > _CXX.get(image.codename or "", 0)
        if newer and not any("-static-libstdc++" in text for text in texts):
            raise NoPlan(
                f"the C++ library of {project.written_base} is newer than that of {found.base}",
                "Link it in (`-static-libstdc++ -static-libgcc`), or take another base (`--runtime-base IMAGE`)",
            )


def _by_pkg_config(words: list[str]) -> list[str]:
    known = {
        "libcurl": "curl",
        "openssl": "ssl",
        "libssl": "ssl",
        "libcrypto": "crypto",
        "zlib": "z",
        "sqlite3": "sqlite3",
        "libpq": "pq",
        "libxml-2.0": "xml2",
        "glib-2.0": "glib-2.0",
        "libuv": "uv",
        "libpng": "png",
        "ncurses": "ncurses",
        "readline": "readline",
        "uuid": "uuid",
        "cairo": "cairo",
        "libzmq": "zmq",
        "libsodium": "sodium",
    }
    return [known[word] for word in words if word in known]
