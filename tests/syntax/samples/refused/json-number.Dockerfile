FROM debian:12
CMD ["a", 1]
RUN x
