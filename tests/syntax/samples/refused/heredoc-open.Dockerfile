FROM debian:12
RUN <<EOF
RUN swallowed
CMD swallowed too
