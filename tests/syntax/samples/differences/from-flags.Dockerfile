FROM --platform="linux/arm64 " alpine AS base
RUN x
