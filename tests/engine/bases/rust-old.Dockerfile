# image: rust:1.63 rust:1.63-bookworm
#
# Debian's own; its cargo knows the registry of crates only as a git repository.
FROM buildpack-deps:bookworm
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends cargo rustc \
    && mkdir -p /usr/local/cargo/bin \
    && ln -s /usr/bin/cargo /usr/bin/rustc /usr/bin/rustdoc /usr/local/cargo/bin/ \
    && rm -rf /var/lib/apt/lists/*
COPY settings/cargo /usr/local/cargo/
ENV CARGO_HOME=/usr/local/cargo PATH=/usr/local/cargo/bin:$PATH RUST_VERSION=1.63.0
