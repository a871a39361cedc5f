FROM debian:12
RUN a \
  # comment

  && b
ENV A=1 \
    B=2
COPY <<EOF /c
one
two
EOF
CMD ["x"]
