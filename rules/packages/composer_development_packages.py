from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class ComposerDevelopmentPackages(Rule):
    """Composer packages for development in the image.

    ## What it flags
    `composer install` without `--no-dev` in a stage of the image, where `COMPOSER_NO_DEV` is not set.

    ## Why it is bad
    The packages under `require-dev` hold test tools and debuggers that production neither needs nor should have;
    some have let visitors run code.

    ## What to do
    Add `--no-dev`.

    ## Sources
    - https://getcomposer.org/doc/03-cli.md#install-i
    """

    name = "composer-development-packages"
    aliases = ("tally:php/composer-no-dev-in-production",)
    on = ("$composer", "$composer.phar")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM php:8.4-fpm\nRUN composer install\n", fixed="FROM php:8.4-fpm\nRUN composer install --no-dev\n"
            ),
            Example(
                "FROM php:8.4-apache\nCOPY . .\nRUN composer install --optimize-autoloader\n",
                fixed="FROM php:8.4-apache\nCOPY . .\nRUN composer install --no-dev --optimize-autoloader\n",
            ),
        ),
        good=(
            "FROM php:8.4-fpm\nRUN composer install --no-dev\n",
            "FROM php:8.4-fpm\nENV COMPOSER_NO_DEV=1\nRUN composer install\n",
            'FROM php:8.4-cli AS test\nRUN composer install\nFROM php:8.4-fpm\nCMD ["php-fpm"]\n',
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        words = command.positionals(("-d", "--working-dir"))
        if [word.text for word in words[:1]] not in (["install"], ["i"]) or command.has("--no-dev", "--dev"):
            return
        stage = file.graph.stage_of(run)
        if stage in file.graph.shipped and "COMPOSER_NO_DEV" not in file.graph.environment(run):
            message = "`composer install` brings packages for development: add `--no-dev`"
            yield self.at(words[0], message, subject=(command, words[0]))
