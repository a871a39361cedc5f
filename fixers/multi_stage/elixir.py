"""Elixir: the folder of a release, which holds its own Erlang, on the slim image of the same distribution release."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.compiled import add_trust, called, choose_base, zone_reason
from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.packages import library_of
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project

# What an Erlang that was built from source links.
_HEADERS = ("libssl-dev", "libncurses-dev")


def draft(project: Project) -> Draft | None:
    """Return what is to be done for an Elixir program; None where the file builds none."""
    commands = list(project.commands("mix"))
    if not commands:
        return None
    found = Draft("elixir")
    found.keeps_sources = False
    release = 0
    for node, command in commands:
        found.build[command] = f"mix {command.subcommand()}".strip()
        found.root = found.root or project.directory(node)
        if command.subcommand() == "release":
            release = node.start_line
    if any(words[:1] in (["mix"], ["iex"]) for words in project.argv):
        raise NoPlan(
            f"line {project.entry_line} starts the program with a tool of the build",
            "Make a release: `RUN MIX_ENV=prod mix release`, and start `bin/NAME start` in it",
        )
    if not release and not project.answers.artifacts:
        raise NoPlan("no `mix release` in the file leaves a program", "Which folder does it need? (`--artifact PATH`)")
    for path in called(project):
        if "/rel/" in path and "/bin/" in path:
            found.artifacts.append(
                Artifact(path.partition("/bin/")[0], release, f"line {project.entry_line} starts what is in it")
            )
            break
    if not found.artifacts and not project.answers.artifacts:
        raise NoPlan("where the release lies is not known", "Where? (`--artifact PATH`)")
    found.is_source = lambda path: True  # noqa: ARG005  # a release holds what it reads
    choose_base(project, found, static=False)
    from dockerlint.knowledge.images import describe_name

    for headers in _HEADERS:
        library = library_of(headers, describe_name(found.base))
        if library is None:
            raise NoPlan(
                f"which package has the library behind {headers} in {found.base} is not known",
                "Which? (`--keep-package NAME`)",
            )
        found.libraries[library] = "Erlang links it"
    add_trust(project, found, "the program may speak TLS", zones=zone_reason(project))
    found.assumed.append("the release brings its Erlang (include_erts is not switched off)")
    found.gains.append("the compiler stays with the build")
    return found
