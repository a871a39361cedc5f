from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class BootsnapInParallel(Rule):
    """bootsnap precompile with several processes.

    ## What it flags
    `bootsnap precompile` without `-j 1`.

    ## Why it is bad
    Under the emulation of another architecture its processes hang: the build of such an image never ends.

    ## What to do
    Add `-j 1`.

    ## Sources
    - https://github.com/rails/bootsnap/issues/495
    """

    name = "bootsnap-in-parallel"
    aliases = ("tally:ruby/bootsnap-precompile-without-j1",)
    severity = "info"
    on = ("$bundle", "$bootsnap")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM ruby:3.4\nRUN bundle exec bootsnap precompile app/ lib/\n",
                fixed="FROM ruby:3.4\nRUN bundle exec bootsnap precompile -j 1 app/ lib/\n",
            ),
            Example(
                "FROM ruby:3.4\nRUN bootsnap precompile --gemfile\n",
                fixed="FROM ruby:3.4\nRUN bootsnap precompile -j 1 --gemfile\n",
            ),
        ),
        good=(
            "FROM ruby:3.4\nRUN bundle exec bootsnap precompile -j 1 app/ lib/\n",
            "FROM ruby:3.4\nRUN bundle exec rake precompile\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        words = [word.text for word in command.words]
        if "bootsnap" in words and not command.has("-j", "-j1", "--jobs"):
            word = next((one for one in command.arguments if one.text == "precompile"), None)
            if word is not None:
                yield self.at(word, "several processes hang under emulation: add `-j 1`", subject=(command, word))
