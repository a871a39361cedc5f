FROM debian:12
RUN x
CMD