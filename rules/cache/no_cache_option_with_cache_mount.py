from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._mounting import (
    mounted_uses,
    no_cache_variable,
    no_cache_words,
    surroundings_with_cache_mount,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class NoCacheOptionWithCacheMount(Rule):
    """A cache is mounted for a tool that is told not to cache.

    ## What it flags
    `--no-cache-dir` or `--no-cache` in a call of pip, uv, poetry, pdm, apk or Composer whose cache directory
    is a cache mount; also a variable such as `PIP_NO_CACHE_DIR` that says the same.

    ## Why it is bad
    The mount stays empty: every build downloads everything again.

    ## What to do
    Drop the option: what the mount holds is not in the image. The fix is safe; for apk it is unsafe, since
    without the option a package index of up to four hours ago may do.

    ## Sources
    - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
    - https://pip.pypa.io/en/stable/topics/caching/
    """

    name = "no-cache-option-with-cache-mount"
    on = ("RUN --mount",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM python:3.14\nRUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir flask\n",
                lines=(2,),
                fixed="FROM python:3.14\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n",
            ),
            Example(
                "FROM alpine:3.24\nRUN --mount=type=cache,target=/etc/apk/cache \\\n"
                "    apk add --no-cache \\\n    curl\n",
                lines=(3,),
                fixed="FROM alpine:3.24\nRUN --mount=type=cache,target=/etc/apk/cache \\\n    apk add \\\n    curl\n",
            ),
            Example(
                "FROM python:3.14\nENV PIP_NO_CACHE_DIR=1\n"
                "RUN --mount=type=cache,target=/root/.cache/pip pip install flask\n",
                refused="PIP_NO_CACHE_DIR",
            ),
        ),
        good=(
            "FROM python:3.14\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n",
            "FROM python:3\nRUN --mount=type=cache,target=/root/.cache/uv pip install --no-cache-dir uv && uv sync\n",
            "FROM python:3.14\nRUN pip install --no-cache-dir flask\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        surroundings = surroundings_with_cache_mount(node, file)
        if surroundings is None:
            return
        told = set()
        for mount, _, target in mounted_uses(surroundings):
            call = target.call
            if call.command in told:
                continue
            told.add(call.command)
            for word in no_cache_words(call):
                message = f"`{word.text}` keeps {call.command.name} from using the cache mounted at `{mount.target}`"
                yield self.at(word, message, subject=(call, word))
            variable = no_cache_variable(surroundings, call)
            if variable:
                message = f"`{variable}` keeps {call.command.name} from using the cache mounted at `{mount.target}`"
                yield self.at(call.span, message, subject=(call, variable))
