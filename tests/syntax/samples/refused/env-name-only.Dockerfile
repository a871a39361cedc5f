FROM debian:12
ENV A
RUN x
