FROM debian:trixie-slim
RUN <<EOF
echo never ends
