FROM debian:12
RUN cat <<EOF > /${NAME##*/}
x
EOF
RUN y
