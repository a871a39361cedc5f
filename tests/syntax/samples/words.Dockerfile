FROM debian:12
COPY a b	c  /d/
COPY "a b" /c
COPY a\ b /c
ADD https://example.org/a.tar.gz?x=1#y /
ADD *.txt /
COPY x
COPY
EXPOSE 80 443/tcp $PORT
EXPOSE
VOLUME /a /b
VOLUME /a, /b
VOLUME
USER 1000:1000
USER app:$GROUP
USER "app user"
USER
WORKDIR /a b/c
WORKDIR "/quoted"
WORKDIR relative
WORKDIR
STOPSIGNAL 9
STOPSIGNAL
MAINTAINER "A B" <a@example.org>
MAINTAINER
SHELL sh -c
SHELL
RUN
CMD
ENTRYPOINT
ENTRYPOINT exec top -b
RUN    spaces   inside   stay   
RUN	tab
