FROM alpine AS base extra
RUN x
