"""Ruby: the folder of gems that bundler fills, and assets that are compiled."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.c_family import _LINKED as LINKED
from dockerlint.fixers.multi_stage.compiled import zone_reason
from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.packages import library_of
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import covers, join
from dockerlint.knowledge.images import describe_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Run

# Where the official image puts gems and bundler's settings (GEM_HOME, BUNDLE_APP_CONFIG).
_GEMS = "/usr/local/bundle"
# What the slim images have: `dpkg-query -W` there.
_SLIM_HAS = frozenset((
    *("libbz2-1.0", "libcrypt1", "libedit2", "libffi8", "libgmp10", "libncurses6", "libpcre2-8-0", "libssl3"),
    *("libstdc++6", "libuuid1", "libyaml-0-2", "libzstd1", "zlib1g"),
))  # fmt: skip
# Gem to the packages of Debian with what it needs when it runs; "" where that cannot be told; of a package of headers
# the library of the release is taken. RubyGems could not be asked for these: how each was found out stands beside it.
_DEBIAN = {  # what Debian 12's package of it depends on (`apt-cache depends ruby-…`)
    "cairo": "libcairo2 libfreetype6",
    "charlock_holmes": "libicu-dev",
    "curb": "libcurl4",
    "glib2": "libglib2.0-0",
    "gpgme": "libgpgme11",
    "libxml-ruby": "libxml2",
    "mysql2": "libmariadb3",
    "pcaprub": "libpcap0.8",
    "pg": "libpq5",
    "rbnacl": "libsodium23",
    "rmagick": "libmagickwand-dev",
    "rrd-ffi": "librrd8",
    "ruby-ldap": "libldap2-dev",
    "ruby-vips": "libvips42",
    "sequel_pg": "libpq5",
    "sqlite3": "libsqlite3-0",
}
_FROM_MEMORY = {  # Debian has no package of it
    "mimemagic": "shared-mime-info",
    "re2": "",
    "ruby-odbc": "",
    "snappy": "libsnappy1v5",
    "tiny_tds": "libsybdb5",
    "wkhtmltopdf-binary": "",
    "zookeeper": "",
}
_NATIVE = {**_DEBIAN, **_FROM_MEMORY}
# Gem to the program that it starts.
_PROGRAMS = {
    "git": "git",
    "image_optim": "jpegoptim",
    "mini_magick": "imagemagick",
    "paperclip": "imagemagick",
    "kt-paperclip": "imagemagick",
    "streamio-ffmpeg": "ffmpeg",
    "wicked_pdf": "wkhtmltopdf",
}


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a Ruby program; None where the file installs no gems."""
    calls = [
        (node, call)
        for node, call in project.calls("bundler", "gem")
        if call.verb in ("install", "update", "config", "exec", "build", "")
    ]
    installs = [
        (node, call) for node, call in calls if call.verb == "install" or (call.name == "bundler" and not call.words)
    ]
    if not installs:
        return None
    image = project.image
    answered = bool(project.answers.artifacts and project.answers.runtime_base)
    if (image is None or image.name != "ruby") and not answered:
        raise NoPlan(
            "where gems are installed is not known: the base is no official image of Ruby",
            "Which folders does the program need? (`--artifact PATH`, `--runtime-base IMAGE`)",
        )
    found = Draft("ruby")
    found.runs_program = ("ruby", "bundle", "rails", "rake", "rackup", "puma", "gem", "bundler")
    for _, call in calls:
        if call.verb != "exec":
            found.build[call.command] = f"{call.command.name} {call.verb}".strip()
    _base(project, found)
    for node, call in installs:
        place = _place(project, node, call)
        if place == _GEMS and answered:
            continue  # the answer names the folders
        if all(artifact.path != place for artifact in found.artifacts):
            found.artifacts.append(Artifact(place, node.start_line, "the gems", project.user_at(node)))
    _lock(project, found, installs)
    if any(artifact.path != _GEMS for artifact in found.artifacts) and any(call.verb == "config" for _, call in calls):
        found.artifacts.append(Artifact(f"{_GEMS}/config", calls[0][0].start_line, "bundler's settings"))
    _assets(project, found)
    _generated(project, found, calls)
    _natives(project, found, installs)
    zone = zone_reason(project)
    if zone:
        found.libraries["tzdata"] = zone
    if found.base != project.written_base:
        found.gains.append("the slim image is smaller")
    return found


def _base(project: Project, found: Draft) -> None:
    image = project.image
    if project.answers.base not in ("", "slim"):
        raise NoPlan(
            f"nothing proves that the gems fit {project.answers.base}", "Which image? (`--runtime-base IMAGE`)"
        )
    if image is not None and image.slim:
        found.base, found.base_reason = (
            image.slim,
            "the slim sibling: the same Ruby on the same release of the distribution",
        )
    else:
        found.base, found.base_reason = (
            project.written_base,
            "the same image, without what the build installs",
        )


def _place(project: Project, node: Run, call: PackageCall) -> str:
    environment = project.graph.environment(node)
    directory = project.cwd(node, call.command)
    option = call.command.option_value("--path")
    text = option.text if option is not None else environment.get("BUNDLE_PATH")
    if text is None and (call.command.has("--deployment") or environment.get("BUNDLE_DEPLOYMENT") in ("1", "true")):
        text = "vendor/bundle"
    for _, other in project.calls("bundler"):
        words = [word.text for word in other.words]
        if text is None and words[:1] == ["config"] and "path" in words:
            text = words[-1]
        if text is None and words[:1] == ["config"] and "deployment" in words and words[-1] == "true":
            text = "vendor/bundle"
    if call.name == "gem" or text is None:
        return _GEMS
    path = project.path(node, text, directory)
    if path is None:
        raise NoPlan(f"where line {node.start_line} installs gems is not known", "Where? (`--artifact PATH`)")
    return path


def _lock(project: Project, found: Draft, installs: list[tuple[Run, PackageCall]]) -> None:
    """Take the lock file that the build writes, where the project has none: the run would have to write it."""
    for node, call in installs:
        directory = project.cwd(node, call.command)
        gemfile = join(directory, "Gemfile")
        if call.name != "bundler" or gemfile is None or project.context is None:
            continue
        if project.text_at(gemfile) is not None and project.text_at(f"{gemfile}.lock") is None:
            owner = project.user_at(node)
            found.artifacts.append(Artifact(f"{gemfile}.lock", node.start_line, "bundler writes it", owner))
            return


def _assets(project: Project, found: Draft) -> None:
    """`assets:precompile`, and the packages of Node.js that it needs."""
    for node, commands in project.runs():
        for command in commands:
            words = [command.name, *(word.text for word in command.arguments)]
            if any(word.startswith(("assets:precompile", "webpacker:compile", "vite:build")) for word in words):
                found.build[command] = "compiles assets"
                directory = project.cwd(node, command)
                for folder in ("public/assets", "public/packs", "public/vite"):
                    if any(
                        mark in " ".join(words)
                        for mark in (
                            ("assets:precompile",)
                            if folder == "public/assets"
                            else ("webpacker" if folder == "public/packs" else "vite:",)
                        )
                    ):
                        path = join(directory, folder)
                        if path is not None:
                            found.artifacts.append(
                                Artifact(path, node.start_line, "the compiled assets", project.user_at(node))
                            )
            elif command.name in ("yarn", "npm", "pnpm") and words[1:2] in ([], ["install"], ["ci"]):
                found.build[command] = "packages for the assets"


def _generated(project: Project, found: Draft, calls: list[tuple[Run, PackageCall]]) -> None:
    """Where gems generate files beside an installation, the folder comes from the build as it is."""
    for node, commands in project.runs():
        if not any(command in found.build for command in commands):
            continue
        for command in commands:
            runs = command.name in ("rake", "jekyll", "middleman", "nanoc") or (
                command.name == "bundle" and command.subcommand() == "exec"
            )
            if not runs or command in found.build:
                continue
            root = project.cwd(node, command)
            if root in (None, "/") or root is None:
                raise NoPlan(f"what line {node.start_line} generates is not known", "Which paths? (`--artifact PATH`)")
            found.build[command] = "generates files of the application"
            found.artifacts = [one for one in found.artifacts if one.path == root or not covers(root, one.path)]
            if all(artifact.path != root for artifact in found.artifacts):
                found.artifacts.append(Artifact(root, node.start_line, "the application with what is generated"))
            found.root, found.keeps_sources = root, False
            found.is_source = lambda path: True  # noqa: ARG005  # the build's folder has them
    del calls


def _natives(project: Project, found: Draft, installs: list[tuple[Run, PackageCall]]) -> None:
    if found.base == project.written_base:
        return
    gems: set[str] = set()
    read = False
    for node, call in installs:
        given = call.command.option_value("--gemfile")
        directory = project.cwd(node, call.command)
        path = project.path(node, given.text, directory) if given is not None else join(directory, "Gemfile")
        if call.name == "gem":
            gems |= {word.text for word in call.words[1:]}
            read = True
            continue
        lock, gemfile = project.text_at(f"{path}.lock"), project.text_at(path)
        if "GIT\n" in (lock or "") or any("git:" in row or "github:" in row for row in (gemfile or "").split("\n")):
            found.needs.setdefault("git", "gems from repositories call it when they are loaded")
        read = read or lock is not None or gemfile is not None
        gems |= {row.split()[0] for row in (lock or "").split("\n") if row.startswith("    ") and row.strip()}
        for row in (gemfile or "").split("\n"):
            words = row.replace(",", " ").split()
            if words[:1] == ["gem"] and len(words) > 1:
                gems.add(words[1].strip("'\""))
    answered = bool(project.answers.keep_packages or project.answers.runtime_base)
    if not read and not answered:
        raise NoPlan(
            "which gems are installed is not known, and so not which libraries they need",
            "Where is the build context? (`--context DIR`)",
        )
    for name, program in _PROGRAMS.items():
        if name in gems:
            found.needs.setdefault(program, f"the gem {name} starts it")
    if any("git ls-files" in text for _, text in project.sources(".gemspec")):
        found.needs.setdefault("git", "a .gemspec calls it when it is loaded")
    image = describe_name(found.base)
    for gem, names in _NATIVE.items():
        if gem not in gems:
            continue
        libraries = [library_of(name, image) if name.endswith("-dev") else name for name in names.split()]
        if (not libraries or None in libraries) and not answered:
            raise NoPlan(
                f"which libraries the gem {gem} needs is not known",
                "Which? (`--keep-package NAME`, `--runtime-base IMAGE`)",
            )
        for library in libraries:
            for package in (library or "").split():
                found.libraries[package] = f"the gem {gem} needs it"
    asked = any("use-system-libraries" in node.text.lower().replace("_", "-") for node in project.instructions)
    if asked and "nokogiri" in gems:
        for library in ("libxml2", "libxslt1.1"):
            found.libraries.setdefault(library, "nokogiri is built against the system's")
    _extensions(project, found, answered=answered)
    found.assumed.append("gems without an entry of their own need no library beside those of the slim image")


def _extensions(project: Project, found: Draft, *, answered: bool) -> None:
    """Libraries that the project's own gems link: `have_library` and `pkg_config` in their `extconf.rb`."""
    image = describe_name(found.base)
    for path, text in project.sources("extconf.rb"):
        for mark in ("have_library", "find_library", "pkg_config", "dir_config"):
            for part in text.split(mark)[1:]:
                name = part.lstrip(" (").partition("\n")[0].strip("'\" ").partition("'")[0].partition('"')[0]
                name = name.removeprefix("lib") if mark == "pkg_config" else name
                headers = LINKED.get(name)
                libraries = library_of(headers, image) if headers else ""
                if (libraries is None or headers is None) and mark != "dir_config" and not answered:
                    raise NoPlan(
                        f"which package has the library `{name}`, which {path} asks for, is not known",
                        "Which? (`--keep-package NAME`, `--runtime-base IMAGE`)",
                    )
                for package in (libraries or "").split():
                    if package not in _SLIM_HAS:
                        found.libraries.setdefault(package, f"{path} links `{name}`")
