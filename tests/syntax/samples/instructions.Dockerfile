# syntax=docker/dockerfile:1

# Every instruction of the reference once, in an order that builds.
ARG VERSION=12
FROM debian:${VERSION}-slim AS base
LABEL org.opencontainers.image.title="sample" \
      org.opencontainers.image.version="1.0"
MAINTAINER Somebody <somebody@example.org>
ENV LANG=C.UTF-8 PATH=/opt/bin:$PATH
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates
WORKDIR /srv/app
ADD archive.tar.gz /opt/
COPY . .
EXPOSE 8080/tcp 53/udp 9000-9010
VOLUME /var/lib/app /var/log/app
USER app:app
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s CMD curl -f http://localhost:8080/ || exit 1
ONBUILD COPY package.json /srv/app/
ENTRYPOINT ["/opt/bin/app"]
CMD ["serve", "--port", "8080"]
