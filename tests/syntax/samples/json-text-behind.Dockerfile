FROM debian:12
CMD ["a"] behind
RUN ["a", "b"] && true
