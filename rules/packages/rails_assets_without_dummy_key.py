from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class RailsAssetsWithoutDummyKey(Rule):
    """Rails assets compiled with the real secret key.

    ## What it flags
    `assets:precompile` in RUN without `SECRET_KEY_BASE_DUMMY` or `SECRET_KEY_BASE` in front of it, in an ENV or
    ARG, or a secret mount.

    ## Why it is bad
    Rails wants the key when it starts: people then give the real one to the build, and it stays in the history.

    ## What to do
    `RUN SECRET_KEY_BASE_DUMMY=1 bundle exec rails assets:precompile`.

    ## Sources
    - https://guides.rubyonrails.org/configuring.html
    """

    name = "rails-assets-without-dummy-key"
    aliases = ("tally:ruby/asset-precompile-without-dummy-key",)
    severity = "info"
    on = ("$rails", "$rake", "$bundle", "$bin/rails")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM ruby:3.4\nRUN bundle exec rails assets:precompile\n",
            "FROM ruby:3.4\nRUN ./bin/rails assets:precompile\n",
        ),
        good=(
            "FROM ruby:3.4\nRUN SECRET_KEY_BASE_DUMMY=1 ./bin/rails assets:precompile\n",
            "FROM ruby:3.4\nRUN bundle exec rails db:migrate\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        word = next((one for one in command.arguments if one.text == "assets:precompile"), None)
        if word is not None and "SECRET_KEY_BASE" not in file.tree.text and "type=secret" not in run.line.text:
            yield self.at(word, "Rails wants a key here: set SECRET_KEY_BASE_DUMMY", subject=(command, run))
