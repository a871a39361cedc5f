FROM debian:12
COPY <<A <<B /c
x
A
RUN swallowed
