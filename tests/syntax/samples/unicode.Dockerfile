FROM debian:12
RUN joined
RUN  x　
ENV A=1 B=2 Cé=日本
LABEL 🐳="🐳 whale"
COPY été.txt 日本/ /🐳/
CMD ["é", "日"]
HEALTHCHECK CMD x
# comment 日
  RUN x
RUN <<é
日
é
CMD[""]
EXPOSE8081
RUN ab
ENV A=1B=2
uſer x
WORKDIR /k
WORKDİR /i
