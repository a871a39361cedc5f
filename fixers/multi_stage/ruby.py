"""Ruby: the folder of gems that bundler fills, and assets that are compiled."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.compiled import zone_reason
from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Run

# Where the official image puts gems and bundler's settings (GEM_HOME, BUNDLE_APP_CONFIG).
_GEMS = "/usr/local/bundle"
# Gem to the package of Debian with the library that it links; "" where that cannot be told.
_NATIVE = {
    "charlock_holmes": "",
    "curb": "libcurl4",
    "mysql2": "libmariadb3",
    "pg": "libpq5",
    "rmagick": "",
    "ruby-vips": "libvips42",
    "snappy": "libsnappy1v5",
    "tiny_tds": "libsybdb5",
    "trilogy": "libssl3",
    "wkhtmltopdf-binary": "",
    "zookeeper": "",
}


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a Ruby program; None where the file installs no gems."""
    calls = [
        (node, call)
        for node, call in project.calls("bundler", "gem")
        if call.verb in ("install", "update", "config", "exec", "")
    ]
    installs = [
        (node, call) for node, call in calls if call.verb == "install" or (call.name == "bundler" and not call.words)
    ]
    if not installs:
        return None
    image = project.image
    if image is None or image.name != "ruby":
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
        if all(artifact.path != place for artifact in found.artifacts):
            found.artifacts.append(Artifact(place, node.start_line, "the gems", project.user_at(node)))
    if any(artifact.path != _GEMS for artifact in found.artifacts) and any(call.verb == "config" for _, call in calls):
        found.artifacts.append(Artifact(f"{_GEMS}/config", calls[0][0].start_line, "bundler's settings"))
    _assets(project, found)
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
        read = read or lock is not None or gemfile is not None
        gems |= {row.split()[0] for row in (lock or "").split("\n") if row.startswith("    ") and row.strip()}
        for row in (gemfile or "").split("\n"):
            words = row.replace(",", " ").split()
            if words[:1] == ["gem"] and len(words) > 1:
                gems.add(words[1].strip("'\""))
    if not read:
        raise NoPlan(
            "which gems are installed is not known, and so not which libraries they need",
            "Where is the build context? (`--context DIR`)",
        )
    for gem, library in _NATIVE.items():
        if gem not in gems:
            continue
        if not library:
            raise NoPlan(
                f"which libraries the gem {gem} needs is not known",
                "Which? (`--keep-package NAME`, `--runtime-base IMAGE`)",
            )
        found.libraries[library] = f"the gem {gem} links it"
    found.assumed.append("gems without an entry of their own need no library beside those of the slim image")
