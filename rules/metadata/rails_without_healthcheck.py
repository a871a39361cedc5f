from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class RailsWithoutHealthcheck(Rule):
    """A Rails server without a health check.

    ## What it flags
    An image that starts `rails server`, `puma` or `thrust` by name on a Ruby image without HEALTHCHECK.

    ## Why it is bad
    Rails answers at `/up` whether it works; nobody asks.

    ## What to do
    `HEALTHCHECK CMD curl -f http://localhost:3000/up || exit 1`.

    ## Sources
    - https://guides.rubyonrails.org/configuring.html
    """

    name = "rails-without-healthcheck"
    aliases = ("tally:ruby/healthcheck-rails-up-endpoint",)
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM ruby:3.4-slim\nCMD ["./bin/rails", "server"]\n',
            'FROM ruby:3.4-slim\nCMD ["bundle", "exec", "puma"]\n',
        ),
        good=(
            ('FROM ruby:3.4-slim\nHEALTHCHECK CMD curl -f http://localhost:3000/up\nCMD ["./bin/rails", "server"]\n'),
            'FROM ruby:3.4-slim\nCMD ["ruby", "a.rb"]\n',
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        stage = file.graph.target
        image = stage.base_image if stage is not None else None
        if stage is None or image is None or image.name != "ruby":
            return
        nodes = [node for link in stage.bases for node in link.steps]
        if any(node.keyword == "HEALTHCHECK" for node in nodes):
            return
        for node in nodes:
            if node.keyword in ("CMD", "ENTRYPOINT") and any(
                name in node.line.text for name in ("rails", "puma", "thrust")
            ):
                yield self.at(
                    node.keyword_word, "Rails answers at `/up` whether it works: add HEALTHCHECK", subject=node
                )
                return
