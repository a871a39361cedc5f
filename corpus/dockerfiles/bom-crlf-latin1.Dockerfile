FROM debian:trixie-slim
# café: not UTF-8
RUN echo one && \
    echo two
CMD ["true"]