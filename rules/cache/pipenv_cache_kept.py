from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class PipenvCacheKept(ToolCacheRule):
    """What pipenv has downloaded stays in the layer.

    ## What it flags
    `pipenv install --system` and the like in a RUN of the image that neither empties the cache afterwards nor has a
    cache mount there, where no later RUN and no command of the container calls pipenv again. Stages from which
    files are only copied are left alone.

    ## Why it is bad
    The layer holds downloads and wheels, which nothing needs any more.

    ## What to do
    End the same RUN with `pipenv --clear`, or mount a cache on the directory, or build in a stage of its own.

    ## Sources
    - https://pipenv.pypa.io/en/latest/configuration.html
    """

    name = "pipenv-cache-kept"
    on = ("$pipenv",)
    groups = {"strict": {}}
    managers = ("pipenv",)
    verbs = ("install", "sync", "update")
    clean = "pipenv --clear"
    examples = Examples(
        bad=(
            Example(
                'FROM python:3.14-slim\nRUN pipenv install --system\nCMD ["/app"]\n',
                fixed="FROM python:3.14-slim\n"
                'RUN pipenv install --system && rm -rf /root/.cache/pipenv\nCMD ["/app"]\n',
            ),
            ('FROM python:3.14-slim\nRUN true && \\\n    pipenv install --system\nENTRYPOINT ["/app"]\n'),
        ),
        good=(
            ('FROM python:3.14-slim\nRUN pipenv install --system && rm -rf ~/.cache/pipenv\nCMD ["/app"]\n'),
            'FROM python:3.14-slim\nRUN pipenv install --system\nCMD ["pipenv", "run"]\n',
            (
                "FROM python:3.14-slim AS build\nRUN pipenv install --system\nFROM scratch\n"
                "COPY --from=build /app /app\n"
            ),
        ),
    )
