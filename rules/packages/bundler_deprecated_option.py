from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


_OPTIONS = ("--without", "--with", "--deployment", "--no-deployment", "--path", "--clean", "--system")


class BundlerDeprecatedOption(Rule):
    """bundle install with an option that Bundler remembers, and will not know any more.

    ## What it flags
    `bundle install` with `--without`, `--with`, `--deployment`, `--path`, `--no-deployment`, `--clean` or
    `--system`.

    ## Why it is bad
    Bundler has deprecated them since version 2.1, and Bundler 4 refuses them.

    ## What to do
    Set it in front: `bundle config set --local without "development test"`, or the variables `BUNDLE_WITHOUT`,
    `BUNDLE_DEPLOYMENT`, `BUNDLE_PATH`.

    ## Sources
    - https://bundler.io/man/bundle-install.1.html
    """

    name = "bundler-deprecated-option"
    aliases = ("tally:ruby/deprecated-bundler-install-flags",)
    severity = "info"
    on = ("$bundle", "$bundler")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM ruby:3.4\nRUN bundle install --without development test\n",
            "FROM ruby:3.4\nRUN bundle install --deployment --jobs=4\n",
        ),
        good=(
            "FROM ruby:3.4\nRUN bundle config set --local without development && bundle install\n",
            "FROM ruby:3.4\nRUN bundle exec rake --path x\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.subcommand() not in ("", "install"):
            return
        word = command.option_word(*_OPTIONS)
        if word is not None:
            name = word.text.partition("=")[0]
            yield self.at(word, f"`{name}` is deprecated: use `bundle config set`", subject=(command, word))
