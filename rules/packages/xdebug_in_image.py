from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class XdebugInImage(Rule):
    """Xdebug in the final image.

    ## What it flags
    `xdebug` installed or switched on in a stage of the image.

    ## Why it is bad
    It slows every request down, and a client that it calls back can read variables and run code.

    ## What to do
    Install it in a stage for development that production is not built on.

    ## Sources
    - https://xdebug.org/docs/install
    """

    name = "xdebug-in-image"
    aliases = ("tally:php/no-xdebug-in-final-image",)
    on = (
        *("$pecl ~xdebug", "$docker-php-ext-enable ~xdebug", "$install-php-extensions ~xdebug"),
        *("$apk ~xdebug", "$apt-get ~xdebug"),
    )
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM php:8.4-fpm\nRUN pecl install xdebug && docker-php-ext-enable xdebug\n",
            "FROM php:8.4-fpm\nRUN docker-php-ext-enable opcache xdebug\n",
        ),
        good=(
            'FROM php:8.4-fpm AS dev\nRUN pecl install xdebug\nFROM php:8.4-fpm\nCMD ["php-fpm"]\n',
            "FROM php:8.4-fpm\nRUN pecl install redis\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        stage = file.graph.stage_of(run)
        for word in command.arguments:
            name = word.text.partition("-")[0]
            named = name == "xdebug" or word.text.endswith("-xdebug")
            if named and stage is not None and stage in file.graph.shipped and "dev" not in stage.name:
                yield self.at(
                    word, "Xdebug in the image: it lets a client read variables and run code", subject=(command, word)
                )
                return
