FROM debian:12
LABEL a="café"
RUN echo ÿþ && <<Eé
Eé
Eé
CMD ["é"]
RUN Ã(í €
COPY --chown=é a /b
