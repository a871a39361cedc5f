# image: golang:1.19 golang:1.19-bookworm golang:1
# set: ci
FROM debian:bookworm
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates g++ gcc git golang-1.19-go libc6-dev make pkg-config \
    && ln -s /usr/lib/go-1.19 /usr/local/go \
    && mkdir -p /go/src /go/bin \
    && chmod -R 1777 /go \
    && rm -rf /var/lib/apt/lists/*
COPY settings/go /root/.config/go/
ENV GOLANG_VERSION=1.19.8 GOPATH=/go PATH=/go/bin:/usr/local/go/bin:$PATH
WORKDIR /go
