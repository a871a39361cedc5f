"""Spring Boot: an archive taken apart into layers, libraries first, so that a change of the sources sends little.

Since Spring Boot 3.3, `-Djarmode=tools` leaves an archive of the same name that starts with the same `java -jar`, with
its libraries beside it. What older ones leave starts in another way, so they stay whole.
"""

from __future__ import annotations

from dockerlint.fix.style import cased
from dockerlint.fixers.multi_stage.plan import Artifact
from dockerlint.graph.paths import parent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.fixers.multi_stage.draft import Draft

_SINCE = (3, 3)
# In the order in which they change; what the loader would be in is empty, for `java -jar` needs none.
_LAYERS = (
    ("dependencies", "libraries that others have published"),
    ("snapshot-dependencies", "libraries in the making"),
    ("application", "the application's own archive"),
)


def take_apart(project: Project, found: Draft) -> None:
    """Replace an archive of Spring Boot by its layers, where the program starts with it alone."""
    if len(found.artifacts) != 1 or len(project.argv) != 1 or found.root is None:
        return
    archive = found.artifacts[0]
    starts = project.argv[0]
    if "-jar" not in starts or " " in archive.path or not archive.path.endswith(".jar") or archive.owner:
        return
    if project.scripts() or not _is_new(project, found.root):
        return
    folder = parent(archive.path)
    layers = f"{folder}/layers"
    run = cased("RUN", project.stage.instruction)
    found.after_build.append(f"{run} java -Djarmode=tools -jar {archive.path} extract --layers --destination {layers}")
    found.artifacts = [
        Artifact(f"{layers}/{name} {folder}", archive.line, f"Spring Boot extracts it: {what}")
        for name, what in _LAYERS
    ]


def _is_new(project: Project, root: str) -> bool:
    """Whether the build makes an archive of a Spring Boot that leaves `java -jar` as it is, with the usual layers."""
    root = root.rstrip("/")
    text = project.text_at(f"{root}/pom.xml")
    if text is not None:
        if "spring-boot-maven-plugin" not in text or any(
            mark in text for mark in ("<layers>", "<executable>", "<modules>")
        ):
            return False
        _, _, behind = text.partition("<artifactId>spring-boot-starter-parent</artifactId>")
        return _at_least(behind.partition("<version>")[2].partition("<")[0] if behind else "")
    for name in ("build.gradle", "build.gradle.kts"):
        text = project.text_at(f"{root}/{name}")
        if text is None:
            continue
        for row in text.split("\n"):
            if "org.springframework.boot" in row and "version" in row:
                is_usual = "layered" not in text and "launchScript" not in text
                return is_usual and _at_least(row.partition("version")[2].strip(" \t\"'()"))
    return False


def _at_least(version: str) -> bool:
    parts = version.strip().split(".")
    return len(parts) >= 2 and all(part.isdigit() for part in parts[:2]) and (int(parts[0]), int(parts[1])) >= _SINCE
