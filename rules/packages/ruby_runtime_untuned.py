from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class RubyRuntimeUntuned(Rule):
    """A Ruby server without what makes it fast: YJIT off, or jemalloc installed and not used.

    ## What it flags
    An image on the official Ruby 3.3 or newer that starts puma, rails or unicorn, where `RUBY_YJIT_ENABLE` and
    `--yjit` stand nowhere; and `libjemalloc` among the packages where nothing sets `LD_PRELOAD` or `MALLOC_CONF`.

    ## Why it is bad
    YJIT makes Rails some 15 to 25 percent faster. A library that nobody loads is only weight.

    ## What to do
    `ENV RUBY_YJIT_ENABLE=1`, and `ENV LD_PRELOAD=libjemalloc.so.2`.

    ## Limits
    Rails 7.2 switches YJIT on by itself.

    ## Sources
    - https://docs.ruby-lang.org/en/3.4/yjit/yjit_md.html
    """

    name = "ruby-runtime-untuned"
    aliases = ("tally:ruby/yjit-not-enabled-on-supported-runtime", "tally:ruby/jemalloc-installed-but-not-preloaded")
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM ruby:3.4-slim\nCMD ["puma"]\n',
            ('FROM ruby:3.4-slim\nENV RUBY_YJIT_ENABLE=1\nRUN apt-get install -y libjemalloc2\nCMD ["puma"]\n'),
        ),
        good=(
            'FROM ruby:3.4-slim\nENV RUBY_YJIT_ENABLE=1\nCMD ["puma"]\n',
            'FROM ruby:3.1-slim\nCMD ["puma"]\n',
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        stage = file.graph.target
        image = stage.base_image if stage is not None else None
        text = file.tree.text
        if (
            stage is None
            or image is None
            or image.name != "ruby"
            or not any(name in text for name in ("puma", "rails", "unicorn"))
        ):
            return
        if image.version[:3] in ("3.3", "3.4", "3.5", "4.0") and "YJIT" not in text.upper():
            yield self.at(stage.instruction.keyword_word, "YJIT is off: set RUBY_YJIT_ENABLE", subject=stage)
        elif "libjemalloc" in text and "LD_PRELOAD" not in text and "MALLOC_CONF" not in text:
            yield self.at(stage.instruction.keyword_word, "jemalloc is installed, and nothing loads it", subject=stage)
