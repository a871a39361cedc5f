# image: python:3.11 python:3.11-bookworm python:3
FROM buildpack-deps:bookworm
ENV PATH=/usr/local/bin:$PATH LANG=C.UTF-8 PYTHON_VERSION=3.11.2
COPY --from=python:3.11-slim /usr/local /usr/local
RUN ldconfig && python --version
CMD ["python3"]
