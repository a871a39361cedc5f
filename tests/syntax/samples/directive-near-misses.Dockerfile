
# escape=`
FROM alpine
RUN a \
  b `
# syntax=late
