ARG BASE=alpine:3.20
ARG REGISTRY
FROM ${BASE}
FROM scratch
from alpine as lower
FROM debian:12@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d AS Pinned
FROM    --platform=linux/arm64    ${REGISTRY:-example.org}/team/app:1.0    AS    spaced
FROM Pinned AS again
FROM alpine \
  AS \
  broken
FROM one two three four
FROM
