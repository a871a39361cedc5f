from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.cleanup._purpose import runs_application

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class BundlerDevelopmentGems(Rule):
    """Gems for development and tests in the image.

    ## What it flags
    `bundle install` in a stage of the image where nothing leaves groups out: no `--without`, no `bundle config`
    with `without`, no `BUNDLE_WITHOUT`.

    ## Why it is bad
    The groups `development` and `test` hold debuggers, linters and servers that production neither needs nor should
    have.

    ## What to do
    `ENV BUNDLE_WITHOUT="development:test"` in front of it.

    ## Sources
    - https://bundler.io/man/bundle-config.1.html
    """

    name = "bundler-development-gems"
    aliases = ("tally:ruby/missing-bundle-without-development",)
    severity = "info"
    on = ("$bundle", "$bundler")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM ruby:3.4\nCOPY . .\nRUN bundle install\nCMD ["bundle", "exec", "puma"]\n',
            'FROM ruby:3.4\nCOPY Gemfile* ./\nRUN bundle install -j4\nCMD ["ruby", "app.rb"]\n',
        ),
        good=(
            ('FROM ruby:3.4\nENV BUNDLE_WITHOUT=development:test\nRUN bundle install\nCMD ["ruby", "app.rb"]\n'),
            'FROM ruby:3.4\nRUN bundle install --without development\nCMD ["ruby", "app.rb"]\n',
            'FROM ruby:3.4 AS test\nRUN bundle install\nCMD ["rake", "test"]\n',
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.subcommand() not in ("", "install") or command.name_word is None or command.has("--version", "-v"):
            return
        stage = file.graph.stage_of(run)
        if stage is None or stage not in file.graph.shipped or not runs_application(file):
            return
        texts = [one.line.text.lower() for link in stage.bases for one in link.instructions]
        if not any("without" in text or "bundle_only" in text for text in texts):
            message = "gems for development and tests are installed too: set `BUNDLE_WITHOUT`"
            yield self.at(command.name_word, message, subject=(command, run))
