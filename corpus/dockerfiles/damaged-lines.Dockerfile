FROM debian:trixie-slim
ENV GOOD=1
ENV BROKEN
CPOY a b
RUN echo one \
  && echo two
  && echo three
CMD [1, 2]
RUN echo still checked
