from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class NugetPackagesKept(ToolCacheRule):
    """What dotnet has downloaded stays in the layer.

    ## What it flags
    `dotnet publish -o /app` and the like in a RUN of the image that neither empties the cache afterwards nor has a
    cache mount there, where no later RUN and no command of the container calls dotnet again. Stages from which
    files are only copied are left alone.

    ## Why it is bad
    The layer holds packages as they were downloaded and unpacked, which nothing needs any more.

    ## What to do
    End the same RUN with `dotnet nuget locals all --clear`, or mount a cache on the directory, or build in a stage
    of its own.

    ## Sources
    - https://learn.microsoft.com/en-us/nuget/consume-packages/managing-the-global-packages-and-cache-folders
    """

    name = "nuget-packages-kept"
    on = ("$dotnet", "$nuget")
    groups = {"strict": {}}
    managers = ("nuget",)
    verbs = ("publish", "build")
    clean = "dotnet nuget locals all --clear"
    examples = Examples(
        bad=(
            Example(
                'FROM mcr.microsoft.com/dotnet/sdk:10.0\nRUN dotnet publish -o /app\nCMD ["/app"]\n',
                fixed="FROM mcr.microsoft.com/dotnet/sdk:10.0\n"
                'RUN dotnet publish -o /app && dotnet nuget locals all --clear\nCMD ["/app"]\n',
            ),
            (
                "FROM mcr.microsoft.com/dotnet/sdk:10.0\nRUN true && \\\n    dotnet publish -o /app\n"
                'ENTRYPOINT ["/app"]\n'
            ),
        ),
        good=(
            (
                "FROM mcr.microsoft.com/dotnet/sdk:10.0\n"
                'RUN dotnet publish -o /app && dotnet nuget locals all --clear\nCMD ["/app"]\n'
            ),
            ('FROM mcr.microsoft.com/dotnet/sdk:10.0\nRUN dotnet publish -o /app\nCMD ["dotnet", "run"]\n'),
            (
                "FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build\nRUN dotnet publish -o /app\n"
                "FROM scratch\nCOPY --from=build /app /app\n"
            ),
        ),
    )
