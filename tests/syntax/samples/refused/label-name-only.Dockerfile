FROM debian:12
LABEL a
CMD x
