from __future__ import annotations

from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._layer import keeps
from dockerlint.rules.cache.common import mounted_at, reaches_image, surroundings_of
from dockerlint.rules.packages.common import is_plain
from dockerlint.shell.broken import before_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

_APK = MANAGERS["apk"]
_INDEX = _APK["caches"][0]
# The first release of Alpine whose apk refreshes the index by itself.
_AUTOMATIC = (3, 8)


class ApkCacheKept(Rule):
    """The package index of apk stays in the layer.

    ## What it flags
    `apk add` without `--no-cache` in a RUN that does not delete `/var/cache/apk` afterwards and has no cache
    mount there; and `apk update` or `apk upgrade` where no such `apk add` stands beside it. Stages from which
    files are only copied are left alone.

    ## Why it is bad
    Each of these downloads the index of every repository to `/var/cache/apk`, some 2 MB; since Alpine 3.8
    `apk add` does so by itself. Nothing needs it at run time, and `apk cache clean` keeps it.

    ## What to do
    Write `apk add --no-cache`. It needs no `apk update` in front of it.

    ## Options
    - `accept-cleanup`: it is as good if the same RUN deletes `/var/cache/apk`, or nothing is downloaded.
      Default: true
    - `spelling`: only plain calls of `apk add` count (not behind `sudo` or `xargs`, by a path, or inside `sh -c`), and
      nothing but `--no-cache` or a mount at `/var/cache/apk` keeps the index out of the layer. Default: false
    - `builder-stages`: also raise it in stages that are thrown away. Default: false

    ## Sources
    - https://wiki.alpinelinux.org/wiki/Local_APK_cache
    - https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/src/database.c
    """

    name = "apk-cache-kept"
    aliases = (
        "hadolint:DL3019",
        "trivy:DS-0025",
        "kics:ae9c56a6",
        "dockle:DKL-DI-0004",
        "parfum:apkAddUseNoCache",
        "dockerfilelint:apkadd-missing_nocache_or_updaterm",
        "dockerfile-doctor:DD025",
        "buddy:ER0011",
        "semgrep:missing-apk-no-cache",
        "droast:DF029",
    )
    severity = "info"
    on = ("RUN $apk",)
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"spelling": True, "builder-stages": True},
    }
    options = {"accept-cleanup": True, "spelling": False, "builder-stages": False}
    examples = Examples(
        bad=(
            Example("FROM alpine:3.24\nRUN apk add curl\n", fixed="FROM alpine:3.24\nRUN apk add --no-cache curl\n"),
            Example(
                "FROM alpine:3.24\nRUN apk update && \\\n    apk add curl && \\\n    apk cache clean\n",
                lines=(3,),
                fixed="FROM alpine:3.24\nRUN apk add --no-cache curl && \\\n    apk cache clean\n",
            ),
            Example(
                "FROM alpine:3.24\nRUN apk update && apk add --no-cache curl\n",
                lines=(2,),
                fixed="FROM alpine:3.24\nRUN apk add --no-cache curl\n",
            ),
            Example(
                "FROM alpine:3.24\nRUN apk add curl && rm -rf /var/cache/apk/*\n",
                options={"accept-cleanup": False},
                fixed="FROM alpine:3.24\nRUN apk add --no-cache curl && rm -rf /var/cache/apk/*\n",
            ),
        ),
        good=(
            "FROM alpine:3.24\nRUN apk add --no-cache curl\n",
            "FROM alpine:3.24\nRUN apk --no-cache add curl\n",
            "FROM alpine:3.24\nRUN apk add -U curl && rm -rf /var/cache/apk/*\n",
            "FROM alpine:3.24\nRUN --mount=type=cache,target=/etc/apk/cache apk add curl\n",
            "FROM alpine:3.24\nRUN apk add --no-network --virtual .deps libxml2\n",
            "FROM alpine:3.24 AS build\nRUN apk add gcc\n\nFROM scratch\nCOPY --from=build /etc/passwd /\n",
            Example("FROM alpine:3.24\nRUN sudo apk add curl\n", options={"spelling": True}),
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not reaches_image(file, node, thrown_away=bool(self.option["builder-stages"])):
            return
        surroundings = surroundings_of(file, node)
        if self.option["spelling"]:
            mounted = mounted_at(surroundings, "/var/cache/apk")
            read = before_error(file.commands(node))
            calls = [call for call in surroundings.script.calls if call.command in read]
            keeping = [] if mounted else [call for call in calls if _is_plain_addition(call, node)]
        else:
            keeping = [call for call in surroundings.script.calls if self._keeps(call, surroundings)]
        adding = [call for call in keeping if call.does(_APK["install"])]
        for call in adding or keeping[-1:]:
            message = f"`apk {call.verb}` leaves the package index in the layer: use `--no-cache`"
            yield self.at(call.span, message, subject=call)

    def _keeps(self, call: PackageCall, surroundings: Surroundings) -> bool:
        command = call.command
        if call.name != "apk" or not call.does(_INDEX["filled_by"]):
            return False
        if command.has(*_APK["no_cache_options"]):
            return False
        accept = bool(self.option["accept-cleanup"])
        if accept and not _refreshes(call, surroundings):
            return False
        return all(keeps(surroundings, call, cache, accept_cleanup=accept) for cache in _APK["caches"])


def _is_plain_addition(call: PackageCall, run: Instruction) -> bool:
    words = [word.text for word in call.command.arguments]
    return call.name == "apk" and is_plain(call.command, run) and "add" in words and not call.command.has("--no-cache")


def _refreshes(call: PackageCall, surroundings: Surroundings) -> bool:
    """Whether the index is downloaded for a call, because it is asked for or by itself."""
    if call.command.has("--no-network"):
        return False
    if call.does(_APK["update"]) or call.command.has("-U", "--update", "--update-cache"):
        return True
    if surroundings.script.last_call("update of apk", _updates) is not None:
        return True
    return (surroundings.base.release("alpine") or _AUTOMATIC) >= _AUTOMATIC


def _updates(call: PackageCall) -> bool:
    return call.name == "apk" and call.does(_APK["update"])
