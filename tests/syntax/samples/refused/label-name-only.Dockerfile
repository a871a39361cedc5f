FROM debian:12
LABEL "a b"
CMD x
