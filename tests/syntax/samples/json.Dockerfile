FROM debian:12
RUN ["a", "b c", "\"quoted\"", "back\\slash", "\u00e9\ud83d\ude00", "\/\b\f\n\r\t", "\ud800"]
CMD [ "spaces" , "around" ]
CMD []
CMD [ ]
CMD	["tab"]
CMD ['single', 'quotes']
CMD ["trailing",]
CMD ["unclosed"
CMD ["unclosed]
CMD ["bad \escape"]
CMD ["no" "comma"]
CMD [,"a"]
CMD ["a"],
CMD [unquoted]
CMD ["short \u12"]
CMD ["a\
b"]
CMD [1e999]
CMD ["tab	inside"]
ENTRYPOINT [ "[", "a", "]" ]
SHELL ["cmd", "/S", "/C"]
VOLUME ["/a b", "/c"]
VOLUME [/not/json]
COPY ["with space", "other", "/target/"]
COPY [not json] /x
ADD ["a", "b"]
HEALTHCHECK CMD ["curl", "-f"]
HEALTHCHECK CMD [curl]
ONBUILD CMD ["x"]
RUN --network=none ["a"]
RUN [ -f /etc/passwd ] && true
RUN [[ -f /etc/passwd ]]
