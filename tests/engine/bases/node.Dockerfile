# image: node:18 node:18-bookworm
#
# node-gyp takes the headers from libnode-dev: elsewhere it fetches them from node's own site.
FROM buildpack-deps:bookworm
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
ENV NODE_VERSION=18.20.4 YARN_VERSION=1.22.22
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libnode-dev nodejs python3 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=node:18-slim /usr/local /usr/local
ENV npm_config_nodedir=/usr
CMD ["node"]
