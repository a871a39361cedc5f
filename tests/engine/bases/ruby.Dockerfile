# image: ruby:3.1 ruby:3.1-bookworm
FROM buildpack-deps:bookworm
ENV LANG=C.UTF-8 RUBY_VERSION=3.1.2 GEM_HOME=/usr/local/bundle BUNDLE_SILENCE_ROOT_WARNING=1 \
    BUNDLE_APP_CONFIG=/usr/local/bundle PATH=/usr/local/bundle/bin:$PATH
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ruby ruby-bundler ruby-dev \
    && ln -s /usr/bin/ruby /usr/bin/gem /usr/bin/bundle /usr/bin/irb /usr/local/bin/ \
    && mkdir -p "$GEM_HOME" \
    && chmod 1777 "$GEM_HOME" \
    && rm -rf /var/lib/apt/lists/*
CMD ["irb"]
