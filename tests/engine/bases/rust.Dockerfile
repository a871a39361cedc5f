# image: rust:1 rust:1-bookworm rust:latest
#
# The compiler that Debian keeps up to date for its browsers.
FROM buildpack-deps:bookworm
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends cargo-web rustc-web \
    && mkdir -p /usr/local/cargo/bin \
    && ln -s /usr/bin/cargo /usr/bin/rustc /usr/bin/rustdoc /usr/local/cargo/bin/ \
    && rm -rf /var/lib/apt/lists/*
COPY settings/cargo /usr/local/cargo/
ENV CARGO_HOME=/usr/local/cargo PATH=/usr/local/cargo/bin:$PATH
