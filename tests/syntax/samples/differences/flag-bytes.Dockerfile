FROM debian:12
COPY --chown=müller:x a /b
RUN x
