FROM --platform=$BUILDPLATFORM golang:1.22 AS build
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/a.tar /
ADD --keep-git-dir=true https://example.org/repository.git#main /src
ADD --unpack=false --link archive.tar.gz /opt/
ADD --chown=1000:1000 --chmod=0644 --exclude=*.md --exclude=docs data /data
COPY --from=build --chown=app:app --chmod=755 /out/app /usr/bin/app
COPY --link --parents --exclude=**/*_test.go ./src/./lib /src/
COPY --link=false a b /c/
RUN --mount=type=cache,target=/root/.cache,sharing=locked --mount=type=bind,from=build,source=/src,target=/src,rw make
RUN --mount=type=secret,id=token,env=TOKEN,required=true --mount=type=ssh --network=none ./fetch
RUN --security=insecure --device=vendor.com/gpu=all,required nvidia-smi
RUN --mount=type=tmpfs,size=64m,target=/tmp/work true
RUN --mount="type=cache,target=/with space" --network="host" x
RUN --mount=type=bind,target=/a\ b x
RUN -- --not-a-flag
RUN --a --b= --c="d e" -f g
RUN --only-a-flag
HEALTHCHECK --interval=5m --timeout=3s --start-period=1m --start-interval=5s --retries=3 CMD ["/check"]
ONBUILD RUN make
