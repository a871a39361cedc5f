# image: php:8.2-cli php:8.2-cli-bookworm php:8-cli
FROM debian:bookworm-slim
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates curl php8.2-cli php8.2-curl php8.2-mbstring php8.2-sqlite3 php8.2-xml php8.2-zip xz-utils \
    && ln -s /usr/bin/php /usr/local/bin/php \
    && mkdir -p /var/www/html /usr/local/etc/php/conf.d \
    && rm -rf /var/lib/apt/lists/*
ENV PHP_VERSION=8.2 PHP_INI_DIR=/usr/local/etc/php
CMD ["php", "-a"]
