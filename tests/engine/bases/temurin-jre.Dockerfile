# image: eclipse-temurin:17-jre openjdk:17-jre openjdk:17-jre-slim
FROM debian:bookworm
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates curl fontconfig locales openjdk-17-jre-headless tzdata wget \
    && mkdir -p /opt/java \
    && ln -s /usr/lib/jvm/java-17-openjdk-* /opt/java/openjdk \
    && ln -s /opt/java/openjdk /usr/local/openjdk-17 \
    && rm -rf /var/lib/apt/lists/*
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH LANG=C.UTF-8
