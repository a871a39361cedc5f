"""Java: the archive or folder that Maven, Gradle or sbt leave, at the place where the container starts it."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.common import family_base
from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.fixers.multi_stage.spring_layers import take_apart
from dockerlint.graph.paths import base_name, covers, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.syntax.instructions import Run

_BUILDERS = ("mvn", "mvnw", "gradle", "gradlew", "sbt", "ant", "javac", "jar", "native-image", "lein", "mill")
_SOURCES = (
    *(
        ".java",
        ".kt",
        ".kts",
        ".scala",
        ".groovy",
        ".clj",
        ".gradle",
        ".sbt",
        "pom.xml",
        "gradlew",
        "mvnw",
        "gradlew.bat",
        "mvnw.cmd",
    ),
    *("gradle.properties", "lombok.config", "build.xml", "project.clj"),
)
_SOURCE_FOLDERS = (
    "src/",
    "gradle/",
    ".gradle/",
    ".mvn/",
    "target/",
    "build/",
    "project/",
    "buildSrc/",
    "config/checkstyle/",
)


_JAVA = "/opt/jre"  # /opt/java is where the images of Eclipse Temurin have theirs, and jlink makes its folder
# Every module that programs run with; what is left out are the JDK's tools.
_MODULES = (
    *("java.se", "jdk.charsets", "jdk.crypto.ec", "jdk.dynalink", "jdk.httpserver", "jdk.jdwp.agent", "jdk.jfr"),
    *("jdk.localedata", "jdk.management", "jdk.management.agent", "jdk.naming.dns", "jdk.net", "jdk.nio.mapmode"),
    *("jdk.security.auth", "jdk.security.jgss", "jdk.unsupported", "jdk.xml.dom", "jdk.zipfs"),
)


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a Java program; None where the file builds none."""
    commands = list(project.commands(*_BUILDERS))
    if not commands:
        return None
    found = Draft("java")
    found.keeps_sources = False
    found.runs_program = ("java",)
    for node, command in commands:
        found.build[command] = command.name
        found.root = found.root or project.directory(node)
    _follow_outputs(project, found)
    if found.root is None:
        raise NoPlan("where the program is built is not known", "Write an absolute WORKDIR into the file")
    if any(
        command.name == "native-image"
        or any(
            "nativeCompile" in word.text or ("native" in word.text.lower() and word.text.startswith("-P"))
            for word in command.arguments
        )
        for _, command in commands
    ):
        return _native(project, found)
    _artifacts(project, found)
    found.is_source = lambda path: (
        path.endswith(_SOURCES) or any(path.startswith(folder) or f"/{folder}" in path for folder in _SOURCE_FOLDERS)
    )
    take_apart(project, found)
    _choose_base(project, found)
    found.gains.append("the compiler and its packages stay with the build")
    return found


def _follow_outputs(project: Project, found: Draft) -> None:
    """Commands that only take apart or move what the build has left belong to the build."""
    first = min(node.index for node, commands in project.runs() if any(command in found.build for command in commands))
    for node, commands in project.runs():
        if node.index < first:
            continue
        for command in commands:
            if (
                command.name in ("tar", "unzip", "cp", "mv", "jar", "mkdir")
                and command not in found.build
                and _touches_root(project, found, node, command)
            ):
                found.build[command] = f"{command.name} works on what the build has left"


def _touches_root(project: Project, found: Draft, node: Run, command: object) -> bool:
    directory = project.cwd(node, command)  # type: ignore[arg-type]
    words = [word.text for word in command.positionals(("-C", "-d", "-f"))]  # type: ignore[attr-defined]
    paths = [project.path(node, text, directory) for text in words if not text.startswith(("x", "-")) or "/" in text]
    return bool(found.root) and any(path is not None and covers(str(found.root), path) for path in [directory, *paths])


def _native(project: Project, found: Draft) -> Draft:
    from dockerlint.fixers.multi_stage.compiled import called, check_start

    made = {}
    for node, command in project.commands("mv", "cp"):
        words = command.positionals()
        if len(words) == 2:
            path = project.path(node, words[1].text, project.cwd(node, command))
            if path is not None:
                made[path] = node.start_line
                found.build[command] = "takes the program out of the build's folder"
    for path in called(project):
        if path in made:
            found.artifacts.append(Artifact(path, made[path], "the native program"))
    if not found.artifacts and not project.answers.artifacts:
        raise NoPlan("where the build leaves the native program is not known", "Where? (`--artifact PATH`)")
    if not project.answers.runtime_base:
        raise NoPlan(
            "which libraries the native program links is not known", "Which image has them? (`--runtime-base IMAGE`)"
        )
    check_start(project, found, _BUILDERS)
    found.gains.append("the compiler stays with the build")
    return found


def _artifacts(project: Project, found: Draft) -> None:
    """Find what the container starts: `-jar FILE`, the entries of `-cp`, a start script, a server's folder."""
    if not project.argv:
        raise NoPlan(
            "nothing in the file says what the container starts", "Which program? Write CMD or ENTRYPOINT into the file"
        )
    directory = project.run_directory()
    line = project.entry_line
    made = [node for node, commands in project.runs() if any(command in found.build for command in commands)]
    build_line = made[-1].start_line
    wanted: dict[str, str] = {}
    for words in project.argv:
        name = base_name(words[0]) if words else ""
        if name in _BUILDERS:
            raise NoPlan(
                f"line {line} starts the program with a tool of the build (`{' '.join(words[:2])}`)",
                "Which archive does the build leave that could be started? Write `java -jar` into CMD",
            )
        if name == "java" or name.endswith("/java"):
            _java_words(project, words, wanted, directory, line)
        elif "/" in words[0]:
            path = join(directory, words[0])
            if path is None:
                raise NoPlan(f"what line {line} starts is not known", "What? (`--artifact PATH`)")
            if project.context_path(path) is None:
                folder = path.rpartition("/")[0]
                top = folder.rpartition("/")[0] if base_name(folder) == "bin" else path
                wanted[top] = f"line {line} starts {base_name(path)} in it"
    for path, text in project.scripts():
        for row in text.split("\n"):
            words = row.split()
            if "java" in [base_name(word) for word in words[:2]]:
                _java_words(project, words, wanted, directory, line)
        del path
    wanted |= _put_elsewhere(project, found)
    wanted = {
        path: reason
        for path, reason in wanted.items()
        if not any(other != path and covers(other, path) for other in wanted)
    }
    for path, reason in wanted.items():
        if project.context_path(path) is not None:
            continue
        if path == found.root or (found.root and covers(path, found.root)):
            if project.answers.artifacts:
                continue
            raise NoPlan(
                f"the program needs the whole of {path}, where it is built", "Which folder of it? (`--artifact PATH`)"
            )
        found.artifacts.append(
            Artifact(path, build_line if covers(str(found.root), path) else made[-1].start_line, reason)
        )
    if not found.artifacts and not project.answers.artifacts:
        raise NoPlan("which archive the container starts is not known", "Which? (`--artifact PATH`)")


def _put_elsewhere(project: Project, found: Draft) -> dict[str, str]:
    """Return what the file copies out of the build's folder, with the line: libraries beside the archive, say."""
    places = {}
    for node, command in project.commands("cp", "mv"):
        words = command.positionals() if command in found.build else []
        path = project.path(node, words[-1].text, project.cwd(node, command)) if len(words) > 1 else None
        if path is not None and path != "/" and not covers(str(found.root), path):
            places[path] = f"line {node.start_line} puts it there"
    return places


def _java_words(project: Project, words: list[str], wanted: dict[str, str], directory: str | None, line: int) -> None:
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if word == "-jar":
            path = _path(project, directory, following)
            if path is None and project.answers.artifacts:
                continue  # they say what is started
            if path is None:
                raise NoPlan(
                    f"which archive line {line} starts is not known (`{following}`)", "Which? (`--artifact PATH`)"
                )
            if "*" in path:
                path = path.rpartition("/")[0]
            wanted[path] = f"line {line} starts it"
            beside = _beside(project, path)
            for folder in beside:
                wanted[folder] = "libraries beside the archive"
        elif word in ("-cp", "-classpath", "--class-path"):
            for part in following.replace(";", ":").split(":"):
                if not part:
                    continue
                path = _path(project, directory, part.removesuffix("/*").removesuffix("*").rstrip("/") or "/")
                if path in (None, "/") and project.answers.artifacts:
                    continue
                if path is None or path == "/":
                    raise NoPlan(
                        f"what the class path in line {line} names is not known (`{part}`)", "What? (`--artifact PATH`)"
                    )
                wanted[path] = f"the class path in line {line} names it"
                if path.endswith(".jar"):
                    for folder in _beside(project, path):
                        wanted[folder] = "libraries beside the archive"
        elif word.startswith("-javaagent:"):
            path = _path(project, directory, word.partition(":")[2].partition("=")[0])
            if path is not None:
                wanted[path] = f"an agent in line {line}"


def _path(project: Project, directory: str | None, text: str) -> str | None:
    node = project.last("ENTRYPOINT") or project.last("CMD")
    assert node is not None  # noqa: S101  # something starts
    text = text.strip("'\"")
    return project.path(node, text, directory) if text else None


def _beside(project: Project, path: str) -> list[str]:
    """Folders of libraries that a plain archive's manifest names, where the build copies dependencies beside it."""
    found = []
    for root in (path.rpartition("/")[0].rpartition("/")[0], path.rpartition("/")[0]):
        text = project.text_at(f"{root}/pom.xml")
        if text is None:
            continue
        if "<classpathPrefix>" in text:
            prefix = text.partition("<classpathPrefix>")[2].partition("<")[0].strip().strip("/")
            if prefix and "$" not in prefix:
                found.append(f"{path.rpartition('/')[0]}/{prefix}")
        elif "copy-dependencies" in text and "<outputDirectory>" in text.partition("copy-dependencies")[2]:
            place = text.partition("copy-dependencies")[2].partition("<outputDirectory>")[2].partition("<")[0].strip()
            place = place.replace("${project.build.directory}", f"{root}/target").replace("${project.basedir}", root)
            if place.startswith("/") and "$" not in place:
                found.append(place)
    return found


def _choose_base(project: Project, found: Draft) -> None:
    image = project.image
    written = project.written_base
    kind = project.answers.base
    version = _version(project)
    if project.answers.jlink:
        _link(project, found, version)
        return
    if project.answers.runtime_base:
        return
    if kind == "scratch":
        raise NoPlan("a Java program needs a Java run-time image")
    if kind == "distroless":
        if version not in ("17", "21"):
            raise NoPlan(
                f"there is no distroless image of Java {version or '(unknown)'}",
                "Which image shall run the program? (`--runtime-base IMAGE`)",
            )
        found.base, found.base_reason = f"gcr.io/distroless/java{version}-debian12", "asked for"
        raise NoPlan(
            "the distroless image of Java starts `java -jar` itself, and the file starts it in its own words",
            "Which image shall run it? (`--runtime-base IMAGE`)",
        )
    if image is not None and image.distribution == "alpine" and not kind:
        kind = "alpine"
    if version is None:
        if image is not None and image.runtime:
            found.base = image.runtime
        else:
            raise NoPlan(
                f"which Java {written} has is not known", "Which image shall run the program? (`--runtime-base IMAGE`)"
            )
    elif kind == "alpine":
        found.base = f"eclipse-temurin:{version}-jre-alpine"
    else:
        found.base = f"eclipse-temurin:{version}-jre"
    found.base_reason = "the run-time image of the same Java: no compiler, no build tool"
    if image is not None and image.name == "eclipse-temurin":
        return
    found.assumed.append("the program loads no native library that only the build's image has")
    if family_base(image) is None:
        found.assumed.append(f"the run-time image of Eclipse Temurin stands for the Java of {written}")


def _link(project: Project, found: Draft, version: str | None) -> None:
    """A run-time image of Java without the modules of the tools, on the slim image of a distribution."""
    image = project.image
    if version is None or int(version) < 11:
        raise NoPlan(
            f"jlink needs Java 11 or newer, and the base has {version or 'one that is not known'}",
            "Leave `--jlink` out, or take a newer Java",
        )
    if image is not None and image.distribution == "alpine":
        raise NoPlan("what jlink makes on Alpine runs on Alpine alone", "Take a base on Debian or Ubuntu")
    if image is not None and image.name not in ("eclipse-temurin", "maven", "gradle"):
        raise NoPlan(
            f"whether the Java of {project.written_base} runs on another image is not known", "Take Eclipse Temurin"
        )
    line = project.stage.instruction.start_line
    compress = "--compress=zip-6" if int(version) >= 21 else "--compress=2"
    modules = ",".join(name for name in _MODULES if name != "jdk.nio.mapmode" or int(version) >= 14)
    # From 13 on `--strip-debug` strips native code too, with a program that not every image has.
    strip = "--strip-java-debug-attributes" if int(version) >= 13 else "--strip-debug"
    # It asks for nothing of the project, so it need not run again where that changes.
    lines = found.opening if project.begins_as_root else found.after_build
    lines.append(
        f"RUN jlink --add-modules {modules} {strip} --no-man-pages --no-header-files {compress} --output {_JAVA}"
    )
    found.artifacts.insert(0, Artifact(_JAVA, line, "jlink leaves it"))
    found.after_copy.append(f'ENV JAVA_HOME={_JAVA} PATH="{_JAVA}/bin:$PATH"')
    found.changes["env"] = "JAVA_HOME, PATH: Java lies in another folder"
    base = family_base(image) if image is not None and image.name == "eclipse-temurin" else None
    found.base = base or "debian:bookworm-slim"
    found.base_reason = "asked for jlink: Eclipse Temurin needs a C library and nothing else"
    found.assumed.append(
        "the program uses no module of the JDK's tools (jdk.compiler, jdk.jdeps, jdk.jshell and the like)"
    )
    found.assumed.append("nothing draws with fonts of the system")


def _version(project: Project) -> str | None:
    image = project.image
    if image is None:
        return None
    runtime = image.runtime or ""
    for text in (
        runtime.rpartition(":")[2],
        image.version if image.name in ("eclipse-temurin", "openjdk", "amazoncorretto") else "",
    ):
        number = text.partition("-")[0].partition(".")[0]
        if number.isdigit():
            return number
    return None
