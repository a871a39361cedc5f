# syntax=docker/dockerfile:1.7-labs
#ESCAPE = \
# A comment ends the directives.
# escape=`
FROM alpine
RUN a \
  b
