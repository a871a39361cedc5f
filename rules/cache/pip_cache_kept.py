from __future__ import annotations

from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._layer import keeps
from dockerlint.rules.cache._pip import downloads_nothing, is_ancient
from dockerlint.rules.cache.common import UnknownValue, reaches_image, surroundings_of
from dockerlint.rules.packages.common import is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

_PIP = MANAGERS["pip"]
_CACHE = _PIP["caches"][0]
_TRUE = ("1", "true", "yes", "on")


class PipCacheKept(Rule):
    """Downloads and wheels that pip caches stay in the layer.

    ## What it flags
    `pip install`, `pip download` and `pip wheel` (also as `python -m pip`) without `--no-cache-dir`, where
    `PIP_NO_CACHE_DIR` is not set, no cache mount lies on pip's cache directory, and the RUN does not delete
    that directory afterwards. Calls that download nothing (`--no-index`, wheel files alone) and stages from
    which files are only copied are left alone.

    ## Why it is bad
    The image holds packages twice: installed, and as they were downloaded. Nothing reads the second copy.

    ## What to do
    Add `--no-cache-dir`, or `ENV PIP_NO_CACHE_DIR=1` for all calls. Where builds should share the downloads,
    mount a cache instead: `RUN --mount=type=cache,target=/root/.cache/pip pip install ...`.

    ## Options
    - `accept-cleanup`: deleting the directory in the same RUN is as good. Default: true
    - `spelling`: only plain calls of `pip install` count (not behind `sudo`, by a path, or inside `sh -c`), whatever
      they install, and nothing but `--no-cache-dir`, a true value of `PIP_NO_CACHE_DIR`, or a mount at `.cache/pip`
      keeps the cache out of the layer. Default: false
    - `builder-stages`: also raise it in stages that are thrown away. Default: false

    ## Limits
    The pip of Debian 8, Ubuntu 14.04 and older releases neither caches nor knows the option: it is left
    alone.

    ## Sources
    - https://pip.pypa.io/en/stable/topics/caching/
    """

    name = "pip-cache-kept"
    aliases = (
        "hadolint:DL3042",
        "kics:f2f903fb",
        "parfum:pipUseNoCacheDir",
        "dockerfile-doctor:DD009",
        "semgrep:missing-pip-no-cache-dir",
        "droast:DF030",
    )
    on = ("RUN %pip",)
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"spelling": True, "builder-stages": True},
    }
    options = {"accept-cleanup": True, "spelling": False, "builder-stages": False}
    examples = Examples(
        bad=(
            Example(
                "FROM python:3.14-slim\nRUN pip install flask\n",
                fixed="FROM python:3.14-slim\nRUN pip install --no-cache-dir flask\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN python3 -m pip install --upgrade -r requirements.txt\n",
                fixed="FROM debian:13-slim\nRUN python3 -m pip install --no-cache-dir --upgrade -r requirements.txt\n",
            ),
            Example(
                "FROM python:3.14-slim\nRUN pip install flask && \\\n    pip3 install gunicorn\n",
                lines=(2, 3),
                fixed="FROM python:3.14-slim\nRUN pip install --no-cache-dir flask && \\\n"
                "    pip3 install --no-cache-dir gunicorn\n",
            ),
            Example(
                "FROM python:3.14-slim\nRUN pip install flask && pip cache purge\n",
                options={"accept-cleanup": False},
                refused="`pip cache` fails in old versions where nothi",
            ),
            Example(
                "FROM python:3.14-slim\nENV PIP_CACHE_DIR=/cache\nRUN pip install flask && rm -rf ~/.cache\n",
                fixed="FROM python:3.14-slim\nENV PIP_CACHE_DIR=/cache\n"
                "RUN pip install --no-cache-dir flask && rm -rf ~/.cache\n",
            ),
        ),
        good=(
            "FROM python:3.14-slim\nRUN pip install --no-cache-dir flask\n",
            "FROM python:3.14-slim\nENV PIP_NO_CACHE_DIR=off\nRUN pip install flask\n",
            "FROM python:3.14-slim\nRUN export PIP_NO_CACHE_DIR=1 && pip install flask\n",
            "FROM python:3.14-slim\nRUN --mount=type=cache,target=/root/.cache pip install flask\n",
            "FROM python:3.14-slim\nRUN pip install flask && rm -rf ~/.cache/pip\n",
            "FROM ubuntu:14.04\nRUN apt-get install -y python-pip && pip install crc16\n",
            "FROM python:3.14-slim\nRUN pip install --no-index --find-links=/wheels flask\n",
            "FROM python:3.14 AS build\nRUN pip install x\n\nFROM scratch\nCOPY --from=build /usr /usr\n",
            Example("FROM python:3.14\nRUN sudo pip install x\n", options={"spelling": True}),
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not reaches_image(file, node, thrown_away=bool(self.option["builder-stages"])):
            return
        surroundings = surroundings_of(file, node)
        accept = bool(self.option["accept-cleanup"])
        for call in surroundings.script.calls:
            if call.name != "pip":
                continue
            if self.option["spelling"]:
                flagged = is_plain(call.command, node) and _looks_cached(call, surroundings)
            else:
                flagged = call.does(_CACHE["filled_by"]) and not _is_uncached(call, surroundings)
                flagged = flagged and keeps(surroundings, call, _CACHE, accept_cleanup=accept)
            if flagged:
                verb = call.verb
                message = f"`pip {verb}` leaves its cache in the layer: use `--no-cache-dir`"
                yield self.at(call.span, message, subject=call)


def _looks_cached(call: PackageCall, surroundings: Surroundings) -> bool:
    words = [word.text for word in call.command.arguments]
    if "install" not in words or "--no-cache-dir" in words:
        return False
    if any(mount.type in ("cache", "tmpfs") and ".cache/pip" in target for mount, target in surroundings.mounts()):
        return False
    try:
        return surroundings.variable("PIP_NO_CACHE_DIR", call.command).lower() not in _TRUE
    except UnknownValue:
        return True


def _is_uncached(call: PackageCall, surroundings: Surroundings) -> bool:
    command = call.command
    if command.has(*_PIP["no_cache_options"]) or downloads_nothing(call) or is_ancient(call, surroundings):
        return True
    try:
        if any(surroundings.variable(name, command) for name in _PIP["no_cache_variables"]):
            return True
    except UnknownValue:
        return True
    return surroundings.may_switch_off(call)
