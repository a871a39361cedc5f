# image: eclipse-temurin:17-jdk eclipse-temurin:17 openjdk:17 openjdk:17-jdk openjdk:17-slim openjdk:17-jdk-slim
FROM debian:bookworm
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates curl fontconfig locales openjdk-17-jdk-headless tzdata wget \
    && mkdir -p /opt/java \
    && ln -s /usr/lib/jvm/java-17-openjdk-* /opt/java/openjdk \
    && ln -s /opt/java/openjdk /usr/local/openjdk-17 \
    && rm -rf /var/lib/apt/lists/*
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH LANG=C.UTF-8
CMD ["jshell"]
