# image: maven:3-eclipse-temurin-17 maven:3.8-eclipse-temurin-17 maven:3.8-openjdk-17 maven:3
FROM eclipse-temurin:17-jdk
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends git maven openssh-client \
    && mkdir -p /usr/share/maven/ref \
    && rm -rf /var/lib/apt/lists/*
COPY settings/maven /root/.m2/
ENV MAVEN_HOME=/usr/share/maven MAVEN_CONFIG=/root/.m2
CMD ["mvn"]
