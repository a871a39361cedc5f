FROM debian:12
RU\
N a
RUN b
