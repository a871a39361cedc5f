FROM debian:12
RUN the file ends \
