from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class UvCacheKept(ToolCacheRule):
    """What uv has downloaded stays in the layer.

    ## What it flags
    `uv sync --frozen` and the like in a RUN of the image that neither empties the cache afterwards nor has a cache
    mount there, where no later RUN and no command of the container calls uv again. Stages from which files are only
    copied are left alone.

    ## Why it is bad
    The layer holds downloads and wheels, which nothing needs any more.

    ## What to do
    End the same RUN with `uv cache clean`, or mount a cache on the directory, or build in a stage of its own.

    ## Sources
    - https://docs.astral.sh/uv/guides/integration/docker/#caching
    """

    name = "uv-cache-kept"
    on = ("$uv",)
    groups = {"recommended": {}, "strict": {}}
    managers = ("uv",)
    verbs = ("sync", "add", "pip")
    clean = "uv cache clean"
    examples = Examples(
        bad=(
            'FROM python:3.14-slim\nRUN uv sync --frozen\nCMD ["/app"]\n',
            'FROM python:3.14-slim\nRUN true && \\\n    uv sync --frozen\nENTRYPOINT ["/app"]\n',
        ),
        good=(
            'FROM python:3.14-slim\nRUN uv sync --frozen --no-cache\nCMD ["/app"]\n',
            'FROM python:3.14-slim\nRUN uv sync --frozen\nCMD ["uv", "run"]\n',
            ("FROM python:3.14-slim AS build\nRUN uv sync --frozen\nFROM scratch\nCOPY --from=build /app /app\n"),
        ),
    )
