# syntax=docker/dockerfile:1
FROM debian:12
RUN <<EOF
apt-get update
# a comment of the shell, not of the Dockerfile
apt-get install -y curl \
  wget
EOF
RUN <<-TABS
	echo indented
		echo more
	TABS
RUN <<'QUOTED' cat > /etc/motd
$HOME stays
QUOTED
RUN cat <<"DOUBLE" > /a && cat <<PLAIN > /b
first
DOUBLE
second
PLAIN
COPY <<one.txt <<two.txt /target/
content of one
one.txt
content of two
two.txt
COPY --chown=1:1 <<EOF a.txt <<-'END' /mixed/
one
EOF
	two
	END
ADD <<index.html /srv/
<p>FROM here RUN there</p>

EOF
index.html
RUN python3 <<EOF && cat 3<<FD /dev/fd/3
print("x")
EOF
on three
FD
RUN <<EMPTY
EMPTY
RUN <<EOF sh -e \
  -x
echo behind a continuation
EOF
RUN <<E"O"F
half quoted
EOF
RUN <<E\OF
escaped
EOF
RUN <<#!
a name of other characters
#!
ONBUILD RUN <<EOF
inside a trigger
EOF
ONBUILD COPY <<EOF /a
inside another
EOF
CMD ["sh"]
