from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class MavenRepositoryKept(ToolCacheRule):
    """What mvn has downloaded stays in the layer.

    ## What it flags
    `mvn -B package` and the like in a RUN of the image that neither empties the cache afterwards nor has a cache
    mount there, where no later RUN and no command of the container calls mvn again. Stages from which files are
    only copied are left alone.

    ## Why it is bad
    The layer holds artefacts of the build and of Maven's own plugins, which nothing needs any more.

    ## What to do
    End the same RUN with `rm -rf ~/.m2/repository`, or mount a cache on the directory, or build in a stage of its
    own.

    ## Sources
    - https://maven.apache.org/guides/introduction/introduction-to-repositories.html
    """

    name = "maven-repository-kept"
    on = ("$mvn", "$mvnw", "$mvnd")
    groups = {"strict": {}}
    managers = ("maven",)
    verbs = ("package", "install", "verify", "clean package", "clean install", "clean verify")
    clean = "rm -rf ~/.m2/repository"
    examples = Examples(
        bad=(
            Example(
                'FROM maven:3-eclipse-temurin-21\nRUN mvn -B package\nCMD ["/app"]\n',
                fixed="FROM maven:3-eclipse-temurin-21\n"
                'RUN mvn -B package && rm -rf /root/.m2/repository\nCMD ["/app"]\n',
            ),
            ('FROM maven:3-eclipse-temurin-21\nRUN true && \\\n    mvn -B package\nENTRYPOINT ["/app"]\n'),
        ),
        good=(
            ('FROM maven:3-eclipse-temurin-21\nRUN mvn -B package && rm -rf ~/.m2/repository\nCMD ["/app"]\n'),
            'FROM maven:3-eclipse-temurin-21\nRUN mvn -B package\nCMD ["mvn", "run"]\n',
            (
                "FROM maven:3-eclipse-temurin-21 AS build\nRUN mvn -B package\nFROM scratch\n"
                "COPY --from=build /app /app\n"
            ),
        ),
    )
