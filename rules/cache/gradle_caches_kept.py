from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class GradleCachesKept(ToolCacheRule):
    """What gradle has downloaded stays in the layer.

    ## What it flags
    `gradle build` and the like in a RUN of the image that neither empties the cache afterwards nor has a cache
    mount there, where no later RUN and no command of the container calls gradle again. Stages from which files are
    only copied are left alone.

    ## Why it is bad
    The layer holds artefacts, Gradle itself and compiled scripts, which nothing needs any more.

    ## What to do
    End the same RUN with `rm -rf ~/.gradle/caches`, or mount a cache on the directory, or build in a stage of its own.

    ## Sources
    - https://docs.gradle.org/current/userguide/directory_layout.html
    """

    name = "gradle-caches-kept"
    on = ("$gradle", "$gradlew")
    groups = {"strict": {}}
    managers = ("gradle",)
    verbs = ("build", "assemble", "bootJar", "installDist", "jar")
    clean = "rm -rf ~/.gradle/caches"
    removed = ".gradle/caches"
    examples = Examples(
        bad=(
            Example(
                'FROM eclipse-temurin:21\nRUN gradle build\nCMD ["/app"]\n',
                fixed="FROM eclipse-temurin:21\n"
                "RUN gradle build && "
                'rm -rf /root/.gradle/caches /root/.gradle/daemon /root/.gradle/native\nCMD ["/app"]\n',
            ),
            'FROM eclipse-temurin:21\nRUN true && \\\n    gradle build\nENTRYPOINT ["/app"]\n',
        ),
        good=(
            'FROM eclipse-temurin:21\nRUN gradle build && rm -rf ~/.gradle\nCMD ["/app"]\n',
            'FROM eclipse-temurin:21\nRUN gradle build\nCMD ["gradle", "run"]\n',
            ("FROM eclipse-temurin:21 AS build\nRUN gradle build\nFROM scratch\nCOPY --from=build /app /app\n"),
        ),
    )
