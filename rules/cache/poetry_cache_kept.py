from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class PoetryCacheKept(ToolCacheRule):
    """What poetry has downloaded stays in the layer.

    ## What it flags
    `poetry install --only main` and the like in a RUN of the image that neither empties the cache afterwards nor
    has a cache mount there, where no later RUN and no command of the container calls poetry again. Stages from
    which files are only copied are left alone.

    ## Why it is bad
    The layer holds downloads and wheels, which nothing needs any more.

    ## What to do
    End the same RUN with `rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts`, or mount a cache on the
    directory, or build in a stage of its own.

    ## Sources
    - https://python-poetry.org/docs/configuration/#cache-dir
    """

    name = "poetry-cache-kept"
    on = ("$poetry",)
    groups = {"strict": {}}
    managers = ("poetry",)
    verbs = ("install", "sync", "add", "update")
    clean = "rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts"
    removed = "pypoetry"
    examples = Examples(
        bad=(
            Example(
                'FROM python:3.14-slim\nRUN poetry install --only main\nCMD ["/app"]\n',
                fixed="FROM python:3.14-slim\n"
                "RUN poetry install --only main && "
                'rm -rf /root/.cache/pypoetry/cache /root/.cache/pypoetry/artifacts\nCMD ["/app"]\n',
            ),
            ('FROM python:3.14-slim\nRUN true && \\\n    poetry install --only main\nENTRYPOINT ["/app"]\n'),
        ),
        good=(
            (
                "FROM python:3.14-slim\n"
                "RUN poetry install --only main && rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts\n"
                'CMD ["/app"]\n'
            ),
            'FROM python:3.14-slim\nRUN poetry install --only main\nCMD ["poetry", "run"]\n',
            (
                "FROM python:3.14-slim AS build\nRUN poetry install --only main\nFROM scratch\n"
                "COPY --from=build /app /app\n"
            ),
        ),
    )
