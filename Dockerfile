# syntax=docker/dockerfile:1
# dockerlint for CI: docker run --rm -v "$PWD:/work:ro" IMAGE check .
ARG PYTHON=3.13-slim-trixie

FROM python:${PYTHON} AS build
WORKDIR /source
COPY pyproject.toml setup.py README.md LICENSE ./
COPY dockerlint/ dockerlint/
COPY rules/ rules/
COPY fixers/ fixers/
RUN --mount=type=cache,target=/root/.cache/pip \
    python3 -m venv --without-pip /opt/dockerlint \
    && pip --python /opt/dockerlint install --disable-pip-version-check '.[shellcheck]'

FROM python:${PYTHON}
LABEL org.opencontainers.image.description="A Dockerfile static analyzer and optimizer" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/dockerlint/dockerlint" \
      org.opencontainers.image.title="dockerlint"
COPY --from=build /opt/dockerlint/ /opt/dockerlint/
ENV PATH="/opt/dockerlint/bin:$PATH"
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["dockerlint"]
CMD ["check", "."]
