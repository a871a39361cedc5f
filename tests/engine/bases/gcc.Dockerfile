# image: gcc:12 gcc:12-bookworm
FROM buildpack-deps:bookworm
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends gfortran \
    && for tool in gcc g++ gfortran cpp; do ln -s /usr/bin/$tool /usr/local/bin/; done \
    && rm -rf /var/lib/apt/lists/*
ENV GCC_VERSION=12.2.0
CMD ["bash"]
