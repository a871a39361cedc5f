from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class ComposerCacheKept(ToolCacheRule):
    """What composer has downloaded stays in the layer.

    ## What it flags
    `composer install --no-dev` and the like in a RUN of the image that neither empties the cache afterwards nor has
    a cache mount there, where no later RUN and no command of the container calls composer again. Stages from which
    files are only copied are left alone.

    ## Why it is bad
    The layer holds packages as they were downloaded, which nothing needs any more.

    ## What to do
    End the same RUN with `composer clear-cache`, or mount a cache on the directory, or build in a stage of its own.

    ## Sources
    - https://getcomposer.org/doc/03-cli.md#clear-cache-clearcache-cc
    """

    name = "composer-cache-kept"
    on = ("$composer", "$composer.phar")
    groups = {"strict": {}}
    managers = ("composer",)
    verbs = ("install", "require", "create-project", "update")
    clean = "composer clear-cache"
    examples = Examples(
        bad=(
            'FROM php:8.4-cli\nRUN composer install --no-dev\nCMD ["/app"]\n',
            'FROM php:8.4-cli\nRUN true && \\\n    composer install --no-dev\nENTRYPOINT ["/app"]\n',
        ),
        good=(
            'FROM php:8.4-cli\nRUN composer install --no-dev && composer clear-cache\nCMD ["/app"]\n',
            'FROM php:8.4-cli\nRUN composer install --no-dev\nCMD ["composer", "run"]\n',
            ("FROM php:8.4-cli AS build\nRUN composer install --no-dev\nFROM scratch\nCOPY --from=build /app /app\n"),
        ),
    )
