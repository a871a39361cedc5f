FROM debian:12
RUN cat << EOF > /a
white space behind the operator
EOF
RUN cat <<- EOF
RUN echo $((1 << 2)) && echo 1 << 2
