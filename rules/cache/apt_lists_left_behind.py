from __future__ import annotations

from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._layer import keeps
from dockerlint.rules.cache.common import reaches_image, reaches_stage, surroundings_of
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.package_managers import Cache
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

_LISTS = MANAGERS["apt"]["caches"][0]
_LISTS_FOR_RM: Cache = {**_LISTS, "cleaned_by": ()}


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
    End the same RUN with `rm -rf /var/lib/apt/lists/*`, or mount a cache at `/var/lib/apt`. From Debian 13 on
    `apt-get distclean` does as well.

    ## Options
    - `accept-dist-clean`: `apt-get distclean` is as good as `rm`. Default: true
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
        "hadolint": {"accept-dist-clean": False, "base-stages": True},
    }
    options = {"accept-dist-clean": True, "base-stages": False, "builder-stages": False}
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
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or not _updates(call) or not self._concerns(file, run):
            return
        surroundings = surroundings_of(file, run)
        last = surroundings.script.last_call("update of apt", _updates)
        lists = _LISTS if self.option["accept-dist-clean"] else _LISTS_FOR_RM
        if last is not None and last.command is command and keeps(surroundings, call, lists):
            message = f"`{command.name} update` leaves its lists in the layer: delete /var/lib/apt/lists/* here"
            yield self.at(call.span, message, subject=call)

    def _concerns(self, file: Dockerfile, run: Instruction) -> bool:
        if self.option["base-stages"] and reaches_stage(file, run):
            return True
        return reaches_image(file, run, thrown_away=bool(self.option["builder-stages"]))


def _updates(call: PackageCall) -> bool:
    return call.name == "apt" and call.does(_LISTS["filled_by"])
