# image: python:3.11 python:3.11-bookworm python:3
#
# The variables say to poetry, pipenv and uv which certificates count: they bring their own list.
FROM buildpack-deps:bookworm
ENV PATH=/usr/local/bin:$PATH LANG=C.UTF-8 PYTHON_VERSION=3.11.2
COPY --from=python:3.11-slim /usr/local /usr/local
RUN ldconfig && python --version
ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
CMD ["python3"]
