from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class GemCacheKept(ToolCacheRule):
    """What gem has downloaded stays in the layer.

    ## What it flags
    `gem install` and `gem update` in a RUN of the image that neither deletes the caches afterwards nor has a cache
    mount there. Stages from which files are only copied are left alone.

    ## Why it is bad
    The layer holds the gems as they were downloaded, which nothing needs any more.

    ## What to do
    End the same RUN with `rm -rf "$GEM_HOME"/cache ~/.gem`, or mount a cache there.

    ## Sources
    - https://guides.rubygems.org/command-reference/
    """

    name = "gem-cache-kept"
    aliases = ("parfum:gemUpdateSystemRmRootGem", "dockerfile_lint:no_gem_clean_all")
    on = ("$gem",)
    groups = {"strict": {}}
    managers = ("gem",)
    verbs = ("install", "update")
    clean = 'rm -rf "$GEM_HOME"/cache'
    examples = Examples(
        bad=(
            Example(
                'FROM ruby:3.4\nRUN gem install rake\nCMD ["/app"]\n',
                fixed="FROM ruby:3.4\n"
                'RUN gem install rake && rm -rf /usr/local/bundle/cache /root/.local/share/gem/specs\nCMD ["/app"]\n',
            ),
            'FROM ruby:3.4\nRUN true && \\\n    gem install rake\nENTRYPOINT ["/app"]\n',
        ),
        good=(
            (
                "FROM ruby:3.4\n"
                "RUN gem install rake && rm -rf /usr/local/bundle/cache ~/.gem ~/.local/share/gem\n"
                'CMD ["/app"]\n'
            ),
            ("FROM ruby:3.4 AS build\nRUN gem install rake\nFROM scratch\nCOPY --from=build /app /app\n"),
        ),
    )
