from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class BundlerCacheKept(ToolCacheRule):
    """What Bundler has downloaded stays in the layer.

    ## What it flags
    `bundle install` in a RUN of the image that neither deletes the caches afterwards nor has a cache mount there,
    where the container does not call bundle again. Stages from which files are only copied are left alone.

    ## Why it is bad
    The layer holds the gems as they were downloaded, and git checkouts, which nothing needs any more.

    ## What to do
    End the same RUN with `rm -rf ~/.bundle/cache "$GEM_HOME"/cache`, or mount a cache there.

    ## Sources
    - https://bundler.io/man/bundle-config.1.html
    """

    name = "bundler-cache-kept"
    aliases = ("tally:ruby/leftover-bundler-cache",)
    on = ("$bundle", "$bundler")
    groups = {"strict": {}}
    managers = ("bundler",)
    verbs = ("install",)
    clean = 'rm -rf ~/.bundle/cache "$GEM_HOME"/cache'
    examples = Examples(
        bad=(
            Example(
                'FROM ruby:3.4\nRUN bundle install\nCMD ["puma"]\n',
                fixed="FROM ruby:3.4\n"
                'RUN bundle install && rm -rf /root/.bundle/cache /usr/local/bundle/cache\nCMD ["puma"]\n',
            ),
            'FROM ruby:3.4\nRUN true && \\\n    bundle install --jobs 4\nCMD ["puma"]\n',
        ),
        good=(
            ('FROM ruby:3.4\nRUN bundle install && rm -rf ~/.bundle/cache /usr/local/bundle/cache\nCMD ["puma"]\n'),
            "FROM ruby:3.4 AS build\nRUN bundle install\nFROM scratch\nCOPY --from=build /app /app\n",
        ),
    )
