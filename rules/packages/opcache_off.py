from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class OpcacheOff(Rule):
    """A PHP server without OPcache.

    ## What it flags
    An image that stands on the official `php` image with FPM or Apache, where nothing in the file names `opcache`.

    ## Why it is bad
    PHP compiles every file anew for each request.

    ## What to do
    `RUN docker-php-ext-install opcache`, or `docker-php-ext-enable opcache` where it is there.

    ## Sources
    - https://www.php.net/manual/en/opcache.installation.php
    """

    name = "opcache-off"
    aliases = ("tally:php/enable-opcache-in-production",)
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM php:8.4-fpm\nCOPY . /srv\n",
            "FROM php:8.3-apache\nCOPY . /var/www/html\n",
        ),
        good=(
            "FROM php:8.4-fpm\nRUN docker-php-ext-install opcache\n",
            'FROM php:8.4-cli\nCMD ["php", "a.php"]\n',
            "FROM php:8.5-fpm\nCOPY . /srv\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        stage = file.graph.target
        image = stage.base_image if stage is not None else None
        if stage is None or image is None or image.name != "php" or "opcache" in file.tree.text.lower():
            return
        # OPcache is part of PHP from 8.5 on.
        if ("fpm" in image.variant or "apache" in image.variant) and not image.version.startswith("8.5"):
            yield self.at(
                stage.instruction.keyword_word,
                "PHP without OPcache compiles every file for each request",
                subject=stage,
            )
