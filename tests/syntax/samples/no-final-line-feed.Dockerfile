FROM debian:12
RUN no final line feed