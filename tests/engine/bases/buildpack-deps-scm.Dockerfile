# image: buildpack-deps:bookworm-scm buildpack-deps:scm
FROM debian:bookworm
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates curl git gnupg mercurial netbase openssh-client procps sq subversion tzdata wget \
    && rm -rf /var/lib/apt/lists/*
