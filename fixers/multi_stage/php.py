"""PHP: what composer makes of the application's folder, and extensions that are compiled."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import covers
from dockerlint.shell.package_calls import unversioned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Run

_EXTENSIONS = (
    "docker-php-ext-install",
    "docker-php-ext-configure",
    "docker-php-ext-enable",
    "pecl",
    "phpize",
    "docker-php-source",
)
# Where Debian's and Ubuntu's PHP keeps extensions: the number of the interface for each version.
_INTERFACES = {
    "7.4": "20190902",
    "8.0": "20200930",
    "8.1": "20210902",
    "8.2": "20220829",
    "8.3": "20230831",
    "8.4": "20240924",
    "8.5": "20250925",
}


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a PHP application; None where the file neither installs nor compiles for PHP."""
    composer = [(node, command) for node, commands in project.runs() for command in commands if _is_composer(command)]
    extensions = list(project.commands(*_EXTENSIONS))
    if not composer and not extensions:
        return None
    installers = [
        command for _, commands in project.runs() for command in commands if command.name == "install-php-extensions"
    ]
    if installers and not project.answers.runtime_base:
        raise NoPlan(
            "install-php-extensions installs packages of the system too, and which of them the run needs is not known",
            "Which image has them? (`--runtime-base IMAGE`)",
        )
    found = Draft("php")
    found.runs_program = ("php", "php-fpm")
    for command in (*(command for _, command in (*composer, *extensions)), *installers):
        found.build[command] = command.name
    found.base = project.written_base
    found.base_reason = "the same image: nothing smaller has the same PHP"
    if project.answers.base not in ("", "slim"):
        raise NoPlan(
            f"nothing proves that the extensions fit {project.answers.base}", "Which image? (`--runtime-base IMAGE`)"
        )
    _installers(project, found, composer)
    _extensions(project, found, extensions)
    if composer:
        _application(project, found, composer)
    elif not found.artifacts:
        raise NoPlan("what the build leaves is not known", "Which paths? (`--artifact PATH`)")
    # As a file of the application composer stays, and what it keeps is no reason for two stages.
    if any(not _without_cache(node) and unversioned(command.name) != "php" for node, command in composer):
        found.gains.append("the packages that composer keeps stay with the build")
    return found


def _is_composer(command: Command) -> bool:
    if command.name in ("composer", "composer.phar"):
        return True
    return unversioned(command.name) == "php" and any(
        word.text.endswith(("composer.phar", "/composer")) or word.text == "composer" for word in command.arguments[:2]
    )


def _without_cache(node: Run) -> bool:
    return "COMPOSER_CACHE_DIR=/dev/null" in node.text or "clear-cache" in node.text or "clearcache" in node.text


def _installers(project: Project, found: Draft, composer: list[tuple[Run, Command]]) -> None:
    """Composer itself is a tool of the build, unless the run calls it."""
    if "composer" not in project.programs():
        found.build_tools = (
            "/usr/bin/composer",
            "/usr/local/bin/composer",
            "/bin/composer",
            "/composer",
            "/usr/local/bin/composer.phar",
        )
    for _, commands in project.runs():
        brings = any("getcomposer.org" in word.text for command in commands for word in command.words)
        if brings and composer:
            for command in commands:
                if command.name in ("curl", "wget", "mv", "chmod") or unversioned(command.name) == "php":
                    found.build[command] = "brings composer"


def _application(project: Project, found: Draft, composer: list[tuple[Run, Command]]) -> None:
    """The application's folder as the build leaves it: composer's plugins and scripts may write anywhere in it."""
    node, command = composer[-1]
    given = command.option_value("-d", "--working-dir")
    root = project.cwd(node, command)
    root = project.path(node, given.text, root) if given is not None else root
    for other, one in composer:
        place = project.cwd(other, one)
        if root is None or place is None:
            raise NoPlan(
                f"where line {other.start_line} installs to is not known", "Write an absolute WORKDIR into the file"
            )
        if covers(place, root):
            root = place
        elif not covers(root, place):
            raise NoPlan("composer works in several folders", "Which does the program need? (`--artifact PATH`)")
    if root in (None, "/", "/usr", "/var", "/root", "/etc"):
        raise NoPlan(
            f"the application's folder is {root}, which holds more than the application",
            "Write a WORKDIR of its own into the file",
        )
    found.root = root
    found.artifacts.append(Artifact(str(root), node.start_line, "the application with what composer has made of it"))
    found.keeps_sources = False
    found.is_source = lambda path: True  # noqa: ARG005  # the build's folder has them
    last = node.index
    for run, commands in project.runs():
        for one in commands:
            if one in found.build:
                continue
            inside = _works_inside(project, run, one, str(root))
            program = (
                unversioned(one.name) == "php"
                or one.name in ("artisan", "console")
                or ("/" in (one.name_word.text if one.name_word else "") and inside)
            )
            if (
                program
                and run.index > min(other.index for other, _ in composer)
                and _in_root(project, run, one, str(root))
            ) or (
                inside
                and one.name in ("chmod", "cp", "mv", "mkdir", "rm", "sed", "touch", "ln")
                and run.index >= _first_copy(project, str(root))
            ):
                found.build[one] = "works on the application"
    del last


def _in_root(project: Project, node: Run, command: Command, root: str) -> bool:
    directory = project.cwd(node, command)
    return directory is not None and covers(root, directory)


def _works_inside(project: Project, node: Run, command: Command, root: str) -> bool:
    directory = project.cwd(node, command)
    words = [word.text for word in command.positionals()]
    if command.name in ("chmod", "sed"):
        words = words[1:]
    if not words or directory is None:
        return False
    paths = [project.path(node, text.rstrip("*") or ".", directory) for text in words]
    targets = paths[-1:] if command.name == "cp" else paths
    return all(path is not None and covers(root, path) for path in targets) and (
        command.name != "mv" or all(path is not None and covers(root, path) for path in paths)
    )


def _first_copy(project: Project, root: str) -> int:
    return min(
        (node.index for node, _, target, _ in project.copies() if covers(root, target) or covers(target, root)),
        default=0,
    )


def _extensions(project: Project, found: Draft, commands: list[tuple[Run, Command]]) -> None:
    if not commands:
        return
    line = commands[0][0].start_line
    docker = any(command.name.startswith("docker-php-") for _, command in commands) or (
        project.image is not None and project.image.name == "php"
    )
    if docker:
        found.artifacts.append(Artifact("/usr/local/lib/php/extensions", line, "the compiled extensions"))
        found.artifacts.append(Artifact("/usr/local/etc/php/conf.d", line, "their settings"))
        return
    versions = {
        name.removeprefix("php").removesuffix("-dev")
        for name in project.system_packages
        if name.startswith("php") and name.endswith("-dev") and name[3:4].isdigit()
    }
    if len(versions) != 1 or next(iter(versions)) not in _INTERFACES:
        raise NoPlan("where PHP keeps the extensions is not known", "Where? (`--artifact /usr/lib/php/NUMBER`)")
    interface = _INTERFACES[versions.pop()]
    for node, command in commands:
        words = [word.text for word in command.positionals()]
        if command.name == "pecl" and words[:1] == ["install"]:
            for name in words[1:]:
                module = name.partition("-")[0].rpartition("/")[2]
                found.artifacts.append(
                    Artifact(f"/usr/lib/php/{interface}/{module}.so", node.start_line, "pecl compiles it")
                )
