FROM debian:12
ENV NAME value with spaces
ENV NAME    many   spaces  "and quotes"
ENV NAME a=b c=d
ENV A=1 B=2 C=3
ENV A="one two" B='three four' C=five\ six
ENV A= B="" C=''
ENV A=b=c
ENV A="quote \" inside" B='back\slash' C=\"
ENV "A"=b 'C'=d
ENV PATH=$PATH:/opt/bin:${HOME:-/root}/bin
ENV A="multi \
line" B=x
ENV A=unclosed" quote B=c
ENV
LABEL one=1
LABEL one 1
LABEL "com.example.vendor"="ACME Incorporated" \
      com.example.label-with-value="foo"
LABEL multi='first \
second'
ARG PLAIN
ARG DEFAULT=x
ARG A B=2 C
ARG QUOTED="a b" SINGLE='c d'
ARG
ARG EMPTY=
env lower=1
