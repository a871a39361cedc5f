ARG A=1
FROM alpine:${A:-3}
ENV B=${A:+set} C=${UNSET-default} D="${A}" E='${A}' F=\${A} G=$A$B
ENV H=${A#*.} I=${A##*.} J=${A%.*} K=${A%%.*} L=${A/x/y} M=${A//x/y}
ENV N=${A:?missing} O=${A?missing} P=${A:-${B:-"nested ${C}"}}
WORKDIR ${B}/$C
COPY --chown=${A}:${B} ${C} $D/
LABEL x="$A \$B" y='$C'
