from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Run

_REFRESH = ("-S -y", "--sync --refresh")
_UPGRADING = ("yum", "dnf", "microdnf")
# What may stand beside the update and install nothing.
_HARMLESS = frozenset(
    (
        "[",
        "[[",
        ":",
        "true",
        "false",
        "echo",
        "printf",
        "set",
        "export",
        "cd",
        "mkdir",
        "rm",
        "cp",
        "mv",
        "ln",
        "touch",
        "chmod",
        "chown",
        "cat",
        "tee",
        "sed",
        "grep",
        "awk",
        "test",
        "sleep",
        "add-apt-repository",
        "apt-add-repository",
        "apt-key",
        "gpg",
        "dpkg",
        "debconf-set-selections",
        "apt-cache",
        "wget",
        "curl",
        "which",
        "uname",
        "id",
    )
)


class PackageIndexUpdatedAlone(Rule):
    """Package index updated in a RUN of its own.

    ## What it flags
    A RUN that downloads the package index (`apt-get update`, `apk update`, `yum makecache` …) and installs nothing
    with it; `pacman -Syu` too, where a later RUN installs with what it has downloaded.

    ## Why it is bad
    The layer is cached: when the list of packages in a later RUN changes, that RUN works with the index of the day on
    which the cache was filled. It then installs old versions, or fails because a package is no longer on the mirror.
    The index stays in the image besides.

    ## What to do
    Update and install in one RUN: `RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf
    /var/lib/apt/lists/*`.

    ## Options
    - `upgrades`: also raise it for `yum update` and `dnf upgrade` of all packages in a RUN of their own, whose layer is
      cached, too. Default: true, but false in the group `recommended`

    ## Limits
    A RUN that also runs a script or a program of which it is not known whether it installs packages is left alone,
    and so is one that keeps the index in a cache mount.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#apt-get
    """

    name = "package-index-updated-alone"
    aliases = (
        "trivy:DS-0017",
        "kics:9bae49be",
        "checkov:CKV_DOCKER_5",
        "dockle:CIS-DI-0007",
        "dockerfilelint:apt-get-update_require_install",
        "dockerfile-doctor:DD002",
        "parfum:aptGetUpdatePrecedesInstall",
        "droast:DF028",
        "sonar:S6595",
    )
    on = ("RUN %* update", "RUN %* upgrade")
    groups = {"recommended": {"upgrades": False}, "strict": {}}
    options = {"upgrades": True}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN apt-get update\nRUN apt-get install -y curl\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y curl\n",
            ),
            Example(
                "FROM alpine:3.22\nRUN apk update\nWORKDIR /app\nRUN apk add curl\n",
                lines=(2,),
                fixed="FROM alpine:3.22\nWORKDIR /app\nRUN apk update && apk add curl\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get update\nUSER app\nRUN sudo apt-get install -y curl\n",
                refused="USER stands between them",
            ),
            Example("FROM debian:13-slim\nONBUILD RUN apt-get -qq update\n", lines=(2,), refused="ONBUILD"),
            Example("FROM archlinux:latest\nRUN pacman -Syu --noconfirm\nRUN pacman -S --noconfirm git\n", lines=(2,)),
            Example("FROM fedora:43\nRUN dnf -y upgrade\nRUN dnf install -y git\n", lines=(2,)),
            Example("FROM debian:13-slim\nRUN <<EOF\nset -e\napt-get update\nEOF\n", lines=(4,)),
            Example(
                "FROM debian:13-slim\nRUN apt-get update\nRUN apt-get update && apt-get install -y curl\n", lines=(2,)
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\n",
            "FROM debian:13-slim\nRUN apt-get update && ./install-packages.sh\n",
            "FROM debian:13-slim\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n",
            'FROM debian:13-slim\nCMD ["apt-get", "update"]\n',
            "FROM archlinux:latest\nRUN pacman -Syu --noconfirm\nRUN pacman -Syu --noconfirm git\n",
            Example("FROM fedora:43\nRUN dnf -y upgrade\n", options={"upgrades": False}),
            "FROM fedora:43\nRUN dnf -y upgrade bash\n",
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        updates: dict[str, Command] = {}
        for command in file.commands(node):
            call = package_call(command)
            if call is None:
                if command.name not in _HARMLESS and command.words:
                    return
            elif self._updates(call, node, file):
                updates.setdefault(call.name, command)
            elif not only_looks(call.verb):
                return
        if any(mount.type in ("cache", "tmpfs") for mount in node.mounts):
            return
        for command in updates.values():
            shown = " ".join(word.text for word in command.words[:3])
            message = f"`{shown}` in a RUN of its own: {_consequence(command, node, file)}"
            yield self.at(command, message, subject=(node, command))

    def _updates(self, call: PackageCall, run: Run, file: Dockerfile) -> bool:
        if call.does(call.manager.get("update", ())):
            return True
        if len(call.words) > (call.name != "pacman"):
            return False
        if call.name == "pacman":
            upgrades = call.does(call.manager["upgrade"])
            return call.does(_REFRESH) and (not upgrades or _installs_later(run, file))
        return bool(self.option["upgrades"]) and call.name in _UPGRADING and call.does(call.manager["upgrade"])


def _consequence(update: Command, run: Run, file: Dockerfile) -> str:
    """Return what comes of it: the next call of the manager in the stage tells."""
    first = package_call(update)
    stage = file.graph.stage_of(run)
    for node in stage.instructions if stage is not None and first is not None else ():
        if node.index > run.index and node.keyword == "RUN":
            for command in file.commands(node):
                call = package_call(command)
                if call is not None and first is not None and call.name == first.name and not only_looks(call.verb):
                    if call.does(call.manager.get("update", ())) and not command.conditional:
                        return f"line {node.start_line} updates again"
                    return "later installations work with a stale index"
    return "what is installed with it later finds a stale index"


def _installs_later(run: Run, file: Dockerfile) -> bool:
    """Whether a later RUN of the stage has pacman install something with the databases that are there."""
    stage = file.graph.stage_of(run)
    for node in stage.instructions if stage is not None else ():
        if node.index > run.index and node.keyword == "RUN":
            for command in file.commands(node):
                call = package_call(command)
                if call is not None and call.name == "pacman" and call.words and not call.does(_REFRESH):
                    return call.does(call.manager["install"])
    return False


def only_looks(verb: str) -> bool:
    """Whether a package manager's verb changes nothing, or tidies up only."""
    return verb in (
        "",
        "clean",
        "autoclean",
        "autoremove",
        "policy",
        "search",
        "show",
        "list",
        "info",
        "config-manager",
    )
