# check=skip=all
# escape=`
FROM debian:12
RUN a `
  b
