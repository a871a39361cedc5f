from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class BundlerInstalledAgain(Rule):
    """Bundler installed where the image has it.

    ## What it flags
    `gem install bundler` without a version on an official Ruby image.

    ## Why it is bad
    The images bring Bundler with Ruby. The second one is whatever is newest on that day.

    ## What to do
    Delete the command, or name the version that the lock file asks for.

    ## Sources
    - https://hub.docker.com/_/ruby
    """

    name = "bundler-installed-again"
    aliases = ("tally:ruby/redundant-bundler-install",)
    severity = "info"
    on = ("$gem",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM ruby:3.4\nRUN gem install bundler && bundle install\n",
            "FROM ruby:3.4-slim\nRUN gem install --no-document bundler\n",
        ),
        good=(
            "FROM ruby:3.4\nRUN gem install bundler -v 2.7.1\n",
            "FROM ruby:3.4\nRUN gem install bundler:2.7.1\n",
            "FROM debian:13-slim\nRUN gem install bundler\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        words = command.positionals(("-v", "--version"))
        if len(words) < len(("install", "bundler")) or words[0].text != "install" or command.has("-v", "--version"):
            return
        stage = file.graph.stage_of(run)
        image = stage.base_image if stage is not None else None
        for word in words[1:] if image is not None and image.product == "ruby" else ():
            if word.text == "bundler":
                yield self.at(word, "the image has Bundler already", subject=(command, word))
