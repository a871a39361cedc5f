"""Which files a command line means."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dockerlint.cli.gitignore import IgnoreRules
    from dockerlint.config import ConfigFinder, Settings
    from dockerlint.deploy import Build

STDIN = "-"

_NAMES = ("dockerfile", "containerfile")
# Files that are named after a Dockerfile and are none, by their endings.
_IGNORE_FILES = (".dockerignore", ".containerignore")
_OTHER_ENDINGS = (
    *_IGNORE_FILES,
    # templates
    *(".ejs", ".erb", ".gotmpl", ".hbs", ".in", ".j2", ".jinja", ".jinja2", ".m4", ".mako", ".mustache"),
    *(".template", ".tmpl", ".tpl"),
    # documents and data
    *(".adoc", ".css", ".csv", ".diff", ".html", ".ini", ".ipynb", ".json", ".lock", ".log", ".md", ".patch"),
    *(".pdf", ".png", ".rst", ".svg", ".toml", ".xml", ".yaml", ".yml"),
    # programs
    *(".bat", ".c", ".cpp", ".cs", ".go", ".h", ".java", ".js", ".kt", ".lua", ".php", ".pl", ".ps1", ".py"),
    *(".pyc", ".rb", ".rs", ".scala", ".sh", ".ts", ".tsx", ".vim"),
    # archives, sums, leftovers
    *(".asc", ".gz", ".sha256", ".sig", ".tar", ".tgz", ".zip"),
    *("~", ".bak", ".orig", ".rej", ".swo", ".swp", ".swx", ".tmp"),
)
# Files that may tell of images.
_DEPLOYMENTS = (".yaml", ".yml", ".hcl", "docker-bake.json", "docker-bake.override.json")
# Folders of other people's files, of tools and of results, which a walk does not enter.
_OTHER_FOLDERS = frozenset(
    (
        *(".bzr", ".git", ".hg", ".jj", ".svn"),
        *(".cache", ".direnv", ".eggs", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".terraform"),
        *(
            ".tox",
            ".venv",
            "__pycache__",
            "bower_components",
            "node_modules",
            "site-packages",
            "vendor",
            "venv",
        ),
    )
)
_CONFIGURATIONS = frozenset(
    (".dockerlint.yaml", ".dockerlint.yml", "pyproject.toml", ".hadolint.yaml", ".hadolint.yml")
)
# What a shell makes of <(command), and standard input by its other name.
_PIPES = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")


class Discovery:
    """The files of a run in order, and what is to be said about the paths that led to none.

    `files` are paths as the user would write them, each file once, sorted; `-` is standard input. `builds` are the
    builds that Compose and Bake files among the paths make of a file, by its absolute path. `with_deployments`, a walk
    takes in Compose, Bake, Skaffold and Kubernetes files too.
    """

    __slots__ = ("_finder", "_force_exclude", "_with_deployments", "builds", "files", "notes", "troubles")

    def __init__(
        self,
        paths: Sequence[str],
        finder: ConfigFinder,
        *,
        force_exclude: bool = False,
        with_deployments: bool = False,
    ) -> None:
        self._with_deployments = with_deployments
        self._finder = finder
        self._force_exclude = force_exclude
        self.troubles: list[str] = []
        self.notes: list[str] = []
        self.builds: dict[str, list[Build]] = {}
        found: dict[str, str] = {}  # by absolute path; the first spelling counts
        for path in paths:
            for each in self._files_of(path):
                found.setdefault(each if each == STDIN else os.path.abspath(each), each)
        self.files = sorted(found.values())

    def _files_of(self, path: str) -> Iterator[str]:
        if path == STDIN:
            yield path
            return
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError) as error:
            self.troubles.append(f"{path}: {reason(error)}")
            return
        is_folder = stat.S_ISDIR(mode)
        if self._force_exclude and self._is_excluded(path, is_folder=is_folder):
            return
        if is_folder:
            before = len(self.troubles)
            files = self._walk(path)
            if self._with_deployments:
                files = [one for file in files for one in self._deployed(file)]
            if not files and len(self.troubles) == before:
                self.notes.append(f"{path}: no Dockerfile or Containerfile found")
            yield from files
        elif not stat.S_ISREG(mode) and not is_pipe(path):
            self.troubles.append(f"{path}: not a regular file")
        elif path.lower().endswith((".yaml", ".yml", ".hcl", ".json")) and (built := self._built_by(path)) is not None:
            yield from built
        elif path.lower().endswith(_IGNORE_FILES):
            # The type `dockerfile` of pre-commit takes Dockerfile.dockerignore in.
            self.notes.append(f"{path}: skipped, an ignore file is no Dockerfile")
        else:
            yield path

    def _built_by(self, path: str) -> list[str] | None:
        """Return the Dockerfiles that a Compose or Bake file builds, a Compose file too; None for any other file."""
        from dockerlint.deploy import DeployError, is_build_file, read_builds
        from dockerlint.deploy.builds import is_compose_name

        if not is_build_file(path):
            return None
        # A Compose file is checked itself, too.
        files = [path] if is_compose_name(path) else []
        try:
            builds = read_builds(path, os.environ)
        except (OSError, DeployError) as error:
            self.troubles.append(f"{path}: {reason(error)}")
            return []
        if not builds and not files:
            self.notes.append(f"{path}: builds no Dockerfile of this machine")
        for build in builds:
            if os.path.isfile(build.dockerfile):
                self.builds.setdefault(os.path.abspath(build.dockerfile), []).append(build)
                files.append(build.dockerfile)
            else:
                self.troubles.append(f"{path}: `{build.name}` is built from {build.dockerfile}, which is not there")
        return files

    def _deployed(self, path: str) -> list[str]:
        """Return a file that a walk has found; with what it builds where it is Compose's, Bake's or Skaffold's."""
        if not path.lower().endswith(_DEPLOYMENTS):
            return [path]
        before = len(self.troubles)
        built = self._built_by(path)
        del self.troubles[before:]  # what no build can be made of is no trouble of who looks around
        return [path] if built is None else built

    def _is_excluded(self, path: str, *, is_folder: bool) -> bool:
        """Whether a walk from the current folder would have left the path out."""
        absolute = os.path.abspath(path)
        here = os.path.join(os.getcwd(), "")
        if absolute.startswith(here):
            names = absolute[len(here) :].split(os.sep)
            if not _OTHER_FOLDERS.isdisjoint(names if is_folder else names[:-1]):
                return True
        settings = self._settings(os.path.join(absolute, "Dockerfile") if is_folder else absolute)
        return settings is not None and settings.excludes(absolute, is_folder=is_folder)

    def _settings(self, path: str) -> Settings | None:
        from dockerlint.config import ConfigError

        try:
            return self._finder.load(path)
        except ConfigError:
            return None  # reported with each file that it governs

    def _walk(self, root: str) -> list[str]:
        """Return the Dockerfiles below a folder; links to folders are not followed."""
        found: list[str] = []
        links: list[str] = []
        absolute = os.path.abspath(root)
        settings = self._settings(os.path.join(absolute, "Dockerfile"))
        prefix = "" if os.path.normpath(root) == os.curdir else root
        pending = [(prefix, absolute, settings, _ignored_above(absolute))]
        while pending:
            shown, folder, settings, ignored = pending.pop()
            try:
                with os.scandir(folder) as scan:
                    entries = list(scan)
            except OSError as error:
                self.troubles.append(f"{shown or root}: {reason(error)}")
                continue
            names = {entry.name for entry in entries}
            if folder != absolute and not names.isdisjoint(_CONFIGURATIONS):
                settings = self._settings(os.path.join(folder, "Dockerfile"))
            if ".gitignore" in names or ".git" in names:
                from dockerlint.cli.gitignore import IgnoreRules

                ignored = IgnoreRules(folder, None if ".git" in names else ignored)
            for entry in entries:
                is_folder = _is(entry.is_dir, follow_symlinks=False)
                if is_folder:
                    if entry.name in _OTHER_FOLDERS:
                        continue
                elif not (
                    is_dockerfile_name(entry.name)
                    or (self._with_deployments and entry.name.lower().endswith(_DEPLOYMENTS))
                ) or not _is(entry.is_file):
                    continue
                path = os.path.join(folder, entry.name)
                if ignored is not None and ignored.ignores(path, is_folder=is_folder):
                    continue
                if settings is not None and settings.excludes(path, is_folder=is_folder):
                    continue
                name = os.path.join(shown, entry.name)
                if is_folder:
                    pending.append((name, path, settings, ignored))
                else:
                    (links if entry.is_symlink() else found).append(name)
        if links:
            # A link to a file that is checked anyway would say everything twice.
            real = {os.path.realpath(path) for path in found}
            for link in sorted(links):
                target = os.path.realpath(link)
                if target not in real:
                    real.add(target)
                    found.append(link)
        return found


def is_dockerfile_name(name: str) -> bool:
    """Whether a file of this name, found in a folder, is taken for a Dockerfile."""
    name = name.lower()
    for base in _NAMES:
        if base in name:
            if name == base:
                return True
            is_variant = name.startswith((f"{base}.", f"{base}-", f"{base}_")) or name.endswith(f".{base}")
            return is_variant and not name.endswith(_OTHER_ENDINGS)
    return False


def is_pipe(path: str) -> bool:
    """Whether a path names an open descriptor of this process, which may be a pipe."""
    return path.startswith(_PIPES)


def reason(error: OSError | ValueError) -> str:
    """Return why a file could not be had, in a few words."""
    return (getattr(error, "strerror", None) or "").lower() or str(error)


def _is(question: Callable[..., bool], **options: bool) -> bool:
    try:
        return question(**options)
    except OSError:  # gone meanwhile, or a link that leads to itself
        return False


def _ignored_above(folder: str) -> IgnoreRules | None:
    """Return the ignore files above a folder that govern it: those of the Git repository that it lies in."""
    above: list[str] = []
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        above.append(parent)
        folder = parent
    rules = None
    for each in reversed(above):
        if each == folder or os.path.lexists(os.path.join(each, ".gitignore")):
            from dockerlint.cli.gitignore import IgnoreRules

            rules = IgnoreRules(each, rules)
    return rules
