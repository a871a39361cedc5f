from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._tool import ToolCacheRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell.package_calls import PackageCall


class CondaPackagesKept(ToolCacheRule):
    """What conda has downloaded stays in the layer.

    ## What it flags
    `conda install -y numpy` and the like in a RUN of the image that neither empties the cache afterwards nor has a
    cache mount there, where no later RUN and no command of the container calls conda again. Stages from which files
    are only copied are left alone.

    ## Why it is bad
    The layer holds packages as they were downloaded and unpacked, which nothing needs any more.

    ## What to do
    End the same RUN with `conda clean -afy`, or mount a cache on the directory, or build in a stage of its own.

    ## Sources
    - https://docs.conda.io/projects/conda/en/stable/commands/clean.html
    """

    name = "conda-packages-kept"
    on = ("$conda", "$mamba", "$micromamba")
    groups = {"recommended": {}, "strict": {}}
    managers = ("conda", "micromamba")
    verbs = ("install", "create", "update", "upgrade", "env create", "env update")
    clean = "conda clean -afy"
    examples = Examples(
        bad=(
            Example(
                'FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy\nCMD ["/app"]\n',
                fixed=(
                    "FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy && conda clean -afy\n"
                    'CMD ["/app"]\n'
                ),
            ),
            ('FROM continuumio/miniconda3:25.3.1-1\nRUN true && \\\n    conda install -y numpy\nENTRYPOINT ["/app"]\n'),
        ),
        good=(
            ('FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy && conda clean -afy\nCMD ["/app"]\n'),
            'FROM continuumio/miniconda3:25.3.1-1\nRUN conda install -y numpy\nCMD ["conda", "run"]\n',
            'FROM continuumio/miniconda3:25.3.1-1\nRUN conda create -y --name empty\nCMD ["/app"]\n',
            (
                "FROM continuumio/miniconda3:25.3.1-1 AS build\nRUN conda install -y numpy\n"
                "FROM scratch\nCOPY --from=build /app /app\n"
            ),
        ),
    )

    def fills(self, call: PackageCall) -> bool:
        """Whether a call downloads something: an environment that is created without packages is empty."""
        empty = call.verb == "create" and not call.words[1:] and not call.command.has("-f", "--file", "--clone")
        return not empty and super().fills(call)
