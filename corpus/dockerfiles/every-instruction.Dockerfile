# syntax=docker/dockerfile:1
# escape=\
# check=skip=JSONArgsRecommended
ARG BASE=debian:trixie-slim
FROM --platform=$BUILDPLATFORM ${BASE} AS build
ARG VERSION=1.0 NAME
ENV PATH=/opt/bin:$PATH \
    # a comment between continuation lines
    GREETING="hello world" \
    SINGLE='$HOME' ESCAPED=a\ b
ENV legacy form with spaces
LABEL org.opencontainers.image.title="every instruction" "quoted key"=value
WORKDIR /src
COPY --link --chown=1000:1000 --chmod=0644 a.txt "b c.txt" ./
COPY ["with space.txt", "/dst dir/"]
COPY --parents --exclude=*.md --exclude=docs src/./lib/** /out/
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/x.tar.gz /x/
ADD --keep-git-dir=true https://example.com/repo.git#main /repo
ADD --unpack=true https://example.com/y.tar.gz /y/
RUN --mount=type=cache,target=/root/.cache,sharing=locked \
    --mount=type=bind,source=a,target=/mnt/a,rw \
    --mount=type=secret,id=token,env=TOKEN \
    --mount=type=ssh --mount=type=tmpfs,target=/scratch,size=1048576 \
    --network=none --security=sandbox --device=vendor.com/gpu=all,required \
    make all
RUN ["make", "install"]
SHELL ["/bin/bash", "-o", "pipefail", "-c"]

FROM build AS final
EXPOSE 80 53/udp 8000-8010
VOLUME /data
VOLUME ["/var/log", "/var/db"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s --start-interval=1s --retries=3 CMD curl -f http://localhost/ || exit 1
USER app:app
ONBUILD RUN echo triggered
ENTRYPOINT ["/entrypoint.sh"]
CMD exec app --serve
