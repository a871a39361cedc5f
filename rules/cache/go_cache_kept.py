from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class GoCacheKept(ToolCacheRule):
    """What go has downloaded stays in the layer.

    ## What it flags
    `go build -o /app .` and the like in a RUN of the image that neither empties the cache afterwards nor has a
    cache mount there, where no later RUN and no command of the container calls go again. Stages from which files
    are only copied are left alone.

    ## Why it is bad
    The layer holds modules and compiled packages, which nothing needs any more.

    ## What to do
    End the same RUN with `go clean -cache -modcache`, or mount a cache on the directory, or build in a stage of its
    own.

    ## Sources
    - https://pkg.go.dev/cmd/go#hdr-Build_and_test_caching
    """

    name = "go-cache-kept"
    on = ("$go",)
    groups = {"strict": {}}
    managers = ("go",)
    verbs = ("build", "install")
    informative = ("--help",)  # `-trimpath` is no `-h` among other letters
    clean = "go clean -cache -modcache"
    examples = Examples(
        bad=(
            Example(
                'FROM golang:1.25\nRUN go build -o /app .\nCMD ["/app"]\n',
                fixed='FROM golang:1.25\nRUN go build -o /app . && go clean -cache -modcache\nCMD ["/app"]\n',
            ),
            'FROM golang:1.25\nRUN go build -trimpath -o /app .\nCMD ["/app"]\n',
            'FROM golang:1.25\nRUN true && \\\n    go build -o /app .\nENTRYPOINT ["/app"]\n',
            Example('FROM golang:1.9\nRUN go build -o /app .\nCMD ["/app"]\n', refused="Go 1.9"),
        ),
        good=(
            ('FROM golang:1.25\nRUN go build -o /app . && go clean -cache && go clean -modcache\nCMD ["/app"]\n'),
            'FROM golang:1.25\nRUN go build -o /app .\nCMD ["go", "run"]\n',
            ("FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n"),
        ),
    )
