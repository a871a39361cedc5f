from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._tool import ToolCacheRule


class CargoRegistryKept(ToolCacheRule):
    """What cargo has downloaded stays in the layer.

    ## What it flags
    `cargo install ripgrep` and the like in a RUN of the image that neither empties the cache afterwards nor has a
    cache mount there, where no later RUN and no command of the container calls cargo again. Stages from which files
    are only copied are left alone.

    ## Why it is bad
    The layer holds sources of crates, which nothing needs any more.

    ## What to do
    End the same RUN with `rm -rf ~/.cargo/registry`, or mount a cache on the directory, or build in a stage of its
    own.

    ## Sources
    - https://doc.rust-lang.org/cargo/guide/cargo-home.html
    """

    name = "cargo-registry-kept"
    on = ("$cargo",)
    groups = {"strict": {}}
    managers = ("cargo",)
    verbs = ("build", "install", "fetch")
    clean = "rm -rf ~/.cargo/registry"
    examples = Examples(
        bad=(
            Example(
                'FROM rust:1.91\nRUN cargo install ripgrep\nCMD ["/app"]\n',
                fixed="FROM rust:1.91\n"
                'RUN cargo install ripgrep && rm -rf /usr/local/cargo/registry /usr/local/cargo/git\nCMD ["/app"]\n',
            ),
            'FROM rust:1.91\nRUN true && \\\n    cargo install ripgrep\nENTRYPOINT ["/app"]\n',
        ),
        good=(
            (
                "FROM rust:1.91\n"
                "RUN cargo install ripgrep && rm -rf /usr/local/cargo/registry /usr/local/cargo/git\n"
                'CMD ["/app"]\n'
            ),
            'FROM rust:1.91\nRUN cargo install ripgrep\nCMD ["cargo", "run"]\n',
            ("FROM rust:1.91 AS build\nRUN cargo install ripgrep\nFROM scratch\nCOPY --from=build /app /app\n"),
        ),
    )
