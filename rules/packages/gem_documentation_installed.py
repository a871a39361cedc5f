from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class GemDocumentationInstalled(Rule):
    """gem install with documentation.

    ## What it flags
    `gem install` and `gem update` without `--no-document` (or the older `--no-ri --no-rdoc`), on images whose
    settings do not leave documentation out already, and without such a line in a `.gemrc` of the RUN.

    ## Why it is bad
    The documentation of each gem is made and stored, and nobody reads it in a container.

    ## What to do
    Add `--no-document`.

    ## Sources
    - https://guides.rubygems.org/command-reference/#gem-install
    """

    name = "gem-documentation-installed"
    aliases = ("parfum:gemUpdateNoDocument", "dockerfile-doctor:DD061")
    severity = "info"
    on = ("$gem",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN gem install rake\n",
                fixed="FROM debian:13-slim\nRUN gem install --no-document rake\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get install -y ruby && gem update --system\n",
                fixed="FROM debian:13-slim\nRUN apt-get install -y ruby && gem update --no-document --system\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN gem install --no-document rake\n",
            "FROM debian:13-slim\nRUN gem install --no-ri --no-rdoc rake\n",
            "FROM ruby:3.4\nRUN gem install rake\n",
            'FROM debian:13-slim\nRUN echo "gem: --no-document" > ~/.gemrc && gem install rake\n',
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        verb = command.subcommand()
        if verb not in ("install", "i", "update") or command.has(
            "--no-document", "-N", "--no-doc", "--no-rdoc", "--no-ri"
        ):
            return
        stage = file.graph.stage_of(run)
        if stage is None or any("gemrc" in one.line.text for link in stage.bases for one in link.instructions):
            return
        image = stage.base_image
        # The official images of Ruby have it in /usr/local/etc/gemrc.
        if image is None or image.product != "ruby":
            word = command.positionals()[0]
            yield self.at(word, f"`gem {verb}` stores documentation: add `--no-document`", subject=(command, word))
