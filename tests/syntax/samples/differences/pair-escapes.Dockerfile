FROM debian:12
ENV A="\$HOME \\"
RUN x
