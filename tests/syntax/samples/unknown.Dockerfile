FROM debian:12
NOPE
NOPE --flag=x a b
ruN Mixed
apt-get install -y curl
RUN:
&& true
"quoted"
=
FROMM alpine
