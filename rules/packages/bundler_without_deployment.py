from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class BundlerWithoutDeployment(Rule):
    """bundle install that may change the lock file.

    ## What it flags
    `bundle install` in a stage that has copied `Gemfile.lock`, without Bundler's deployment or frozen mode: no
    option, no `bundle config`, no `BUNDLE_DEPLOYMENT` or `BUNDLE_FROZEN`.

    ## Why it is bad
    Bundler then works the versions out anew where lock file and Gemfile do not agree: the image holds others than
    were tested.

    ## What to do
    `ENV BUNDLE_DEPLOYMENT=1` in front of it.

    ## Sources
    - https://bundler.io/man/bundle-config.1.html
    """

    name = "bundler-without-deployment"
    aliases = ("tally:ruby/missing-bundle-deployment",)
    severity = "info"
    on = ("$bundle", "$bundler")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM ruby:3.4\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n",
            "FROM ruby:3.4\nCOPY Gemfile* ./\nRUN bundle install --jobs=4\n",
        ),
        good=(
            ("FROM ruby:3.4\nENV BUNDLE_DEPLOYMENT=1\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n"),
            (
                "FROM ruby:3.4\nCOPY Gemfile Gemfile.lock ./\n"
                "RUN bundle config set --local frozen true && bundle install\n"
            ),
            "FROM ruby:3.4\nCOPY Gemfile ./\nRUN bundle install\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.subcommand() not in ("", "install") or command.has("--deployment", "--frozen", "--version", "-v"):
            return
        stage = file.graph.stage_of(run)
        if stage is None:
            return
        before = stage.instructions[: stage.position(run) + 1]
        words = [word.value for one in before if one.keyword == "COPY" for word in one.words[:-1]]
        if not any(word.rpartition("/")[2] in ("Gemfile.lock", "Gemfile*", "Gemfile.*") for word in words):
            return
        texts = [one.line.text for link in stage.bases for one in link.instructions]
        if (
            not any("deployment" in text.lower() or "frozen" in text.lower() for text in texts)
            and command.name_word is not None
        ):
            message = "`bundle install` may change the lock file: set `BUNDLE_DEPLOYMENT=1`"
            yield self.at(command.name_word, message, subject=(command, run))
