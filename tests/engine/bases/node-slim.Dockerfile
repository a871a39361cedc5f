# image: node:18-slim node:18-bookworm-slim
# set: ci
#
# Debian's node, with npm from its own registry: Debian's npm would stay with hundreds of packages.
FROM debian:bookworm-slim
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
ENV NODE_VERSION=18.20.4 YARN_VERSION=1.22.22
COPY settings/npm /usr/local/etc/
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs npm \
    && cp /usr/bin/node /usr/local/bin/node \
    && ln -s node /usr/local/bin/nodejs \
    && npm install --global --prefix /usr/local --globalconfig /usr/local/etc/npmrc npm@10.8.2 yarn@1.22.22 \
    && apt-get purge -y --auto-remove npm \
    && rm -rf /var/lib/apt/lists/* /root/.npm /tmp/* \
    && /usr/local/bin/node --version \
    && /usr/local/bin/npm --version
CMD ["node"]
