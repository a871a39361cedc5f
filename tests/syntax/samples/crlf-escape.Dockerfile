# escape=`
FROM debian:12
RUN a `
  b
RUN <<-EOF
	x
	EOF
CMD x