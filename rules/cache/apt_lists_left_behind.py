from __future__ import annotations

from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._layer import keeps
from dockerlint.rules.cache.common import mounted_at, reaches_image, reaches_stage, surroundings_of
from dockerlint.rules.packages.common import is_plain
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.package_managers import Cache
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

_LISTS = MANAGERS["apt"]["caches"][0]
_LISTS_FOR_RM: Cache = {**_LISTS, "cleaned_by": ()}
# What a RUN that is told by its spelling has instead of a clean-up.
_REMOVALS = ("-rf", "/var/lib/apt/lists/*")


class AptListsLeftBehind(Rule):
    """The package lists of apt stay in the layer of the RUN that downloads them.

    ## What it flags
    `apt-get update` (also of apt and aptitude) in a RUN that does not delete `/var/lib/apt/lists` afterwards
    and has no cache or tmpfs mount there. Stages from which files are only copied are left alone.

    ## Why it is bad
    The lists take 20 MB on Debian and twice as much on Ubuntu. Nothing needs them at run time, and they are
    outdated within days. Deleting them in a later RUN hides them, but the layer keeps them; `apt-get clean`
    deletes packages, not lists.

    ## What to do
    End the same RUN with `rm -rf /var/lib/apt/lists/*`, or mount a cache at `/var/lib/apt/lists`. From Debian 13 on
    `apt-get distclean` does as well.

    ## Options
    - `accept-dist-clean`: `apt-get distclean` is as good as `rm`. Default: true
    - `spelling`: only plain calls count (not behind `sudo`, by a path, or inside `sh -c`), and what keeps the lists out
      of the layer is told by how it is written: `rm` of `/var/lib/apt/lists/*`, or any `rm -rf`, wherever it stands in
      the RUN; mounts at `/var/lib/apt/lists`, or at `/var/lib/apt` and `/var/cache/apt`. Default: false
    - `base-stages`: also raise it in thrown away stages that another stage is built on. Default: false
    - `builder-stages`: also raise it in all stages that are thrown away. Default: false

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#apt-get
    - https://manpages.debian.org/trixie/apt/apt-get.8.en.html
    """

    name = "apt-lists-left-behind"
    aliases = (
        "hadolint:DL3009",
        "kics:df746b39",
        "dockle:DKL-DI-0005",
        "dockerfilelint:apt-get_missing_rm",
        "parfum:aptGetInstallThenRemoveAptLists",
        "dockerfile-doctor:DD004",
        "buddy:ER0002",
        "semgrep:remove-package-lists",
        "droast:DF004",
        "sonar:S6587",
    )
    on = ("$apt-get", "$apt", "$aptitude")
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"spelling": True, "base-stages": True},
    }
    options = {"accept-dist-clean": True, "spelling": False, "base-stages": False, "builder-stages": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n",
                fixed="FROM debian:13-slim\n"
                "RUN apt-get update && apt-get install -y --no-install-recommends curl "
                "&& rm -rf /var/lib/apt/lists/*\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get update\nRUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
                lines=(2,),
                refused="line 3 works with these lists: it has no `apt",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && apt-get clean\n",
                fixed="FROM debian:13-slim\n"
                "RUN apt-get update && apt-get install -y curl && apt-get clean && rm -rf /var/lib/apt/lists/*\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get update && \\\n    rm -rf /var/lib/apt/lists/* && \\\n"
                "    apt-get update && \\\n    apt-get install -y curl\n",
                lines=(4,),
                fixed="FROM debian:13-slim\nRUN apt-get update && \\\n    rm -rf /var/lib/apt/lists/* && \\\n"
                "    apt-get update && \\\n    apt-get install -y curl && \\\n    rm -rf /var/lib/apt/lists/*\n",
            ),
            Example(
                "FROM debian:13 AS build\nRUN apt-get update\n\nFROM scratch\nCOPY --from=build /etc/passwd /etc/\n",
                options={"builder-stages": True},
                lines=(2,),
                fixed="FROM debian:13 AS build\nRUN apt-get update && rm -rf /var/lib/apt/lists/*\n\nFROM scratch\n"
                "COPY --from=build /etc/passwd /etc/\n",
            ),
        ),
        good=(
            "FROM debian:13\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
            "FROM debian:13-slim\nRUN apt update && apt install -y curl && rm -rf /var/{lib/apt,cache}/*\n",
            "FROM debian:13-slim\nRUN apt-get update && cd /var/lib/apt/lists && rm -rf *\n",
            "FROM debian:13-slim\nRUN apt-get update && find /var/lib/apt/lists -type f -delete\n",
            "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && apt-get distclean\n",
            "FROM debian:13-slim\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n",
            "FROM debian:13\nRUN <<EOF\napt-get update\nrm -r /var/lib/apt/lists\nEOF\n",
            "FROM debian:13 AS build\nRUN apt-get update\n\nFROM scratch\nCOPY --from=build /etc/passwd /\n",
            Example("FROM debian:13\nRUN apt-get update && rm -rf /tmp/x\n", options={"spelling": True}),
            Example("FROM debian:13\nRUN sudo apt-get update\n", options={"spelling": True}),
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or not _updates(call) or not self._concerns(file, run):
            return
        surroundings = surroundings_of(file, run)
        message = f"`{command.name} update` leaves its lists in the layer: delete /var/lib/apt/lists/* here"
        if self.option["spelling"]:
            plain = [one for one in surroundings.script.commands if is_plain(one, run)]
            calls = [one for one in map(package_call, plain) if one is not None and _updates(one)]
            if calls and calls[-1].command is command and not _looks_clean(plain, surroundings):
                yield self.at(call.span, message, subject=call)
            return
        last = surroundings.script.last_call("update of apt", _updates)
        lists = _LISTS if self.option["accept-dist-clean"] else _LISTS_FOR_RM
        if last is not None and last.command is command and keeps(surroundings, call, lists):
            yield self.at(call.span, message, subject=call)

    def _concerns(self, file: Dockerfile, run: Instruction) -> bool:
        if self.option["base-stages"] and reaches_stage(file, run):
            return True
        return reaches_image(file, run, thrown_away=bool(self.option["builder-stages"]))


def _looks_clean(commands: list[Command], surroundings: Surroundings) -> bool:
    if any(one.name == "rm" and any(word.text in _REMOVALS for word in one.arguments) for one in commands):
        return True
    lists, folder, archives = (
        mounted_at(surroundings, path) for path in ("/var/lib/apt/lists", "/var/lib/apt", "/var/cache/apt")
    )
    return lists or (folder and archives)


def _updates(call: PackageCall) -> bool:
    return call.name == "apt" and call.does(_LISTS["filled_by"])
