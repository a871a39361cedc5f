FROM debian:12
COPY [{"a": [true, null]}, "b"]
RUN x
