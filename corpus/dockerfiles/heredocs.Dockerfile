# syntax=docker/dockerfile:1
FROM debian:trixie-slim AS base
RUN <<EOF
set -eu
apt-get update
apt-get install -y --no-install-recommends curl
EOF

RUN <<-'SETUP' bash -e
	echo "$HOME"
	SETUP

COPY <<one.conf <<"two.conf" /etc/app/
first = $HOME
one.conf
second = $HOME
two.conf

RUN 3<<DATA cat <&3 >/data
data
DATA
