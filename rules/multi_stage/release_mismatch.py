from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Copy


class ReleaseMismatch(Rule):
    """Programs built on a newer release of the distribution than they run on.

    ## What it flags
    `COPY --from` of compiled programs or virtual environments from a stage on a newer release of Debian or Ubuntu
    into one on an older release, where the stage compiles with Rust, C, C++, Python or Ruby.

    ## Why it is bad
    The program wants a C library that the older release does not have: "version `GLIBC_2.38' not found".

    ## What to do
    Build on the same release: `rust:1.91-bookworm` for `debian:bookworm-slim`.

    ## Sources
    - https://www.gnu.org/software/libc/
    """

    name = "release-mismatch"
    confidence = "medium"
    on = ("COPY --from",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            (
                "FROM rust:1.91-trixie AS build\nRUN cargo build --release\nFROM debian:bookworm-slim\n"
                "COPY --from=build /src/target/release/app /app\n"
            ),
            (
                "FROM python:3.14-trixie AS build\nRUN python -m venv /venv\n"
                "FROM python:3.14-slim-bookworm\nCOPY --from=build /venv /venv\n"
            ),
        ),
        good=(
            (
                "FROM rust:1.91-bookworm AS build\nRUN cargo build --release\nFROM debian:trixie-slim\n"
                "COPY --from=build /src/target/release/app /app\n"
            ),
            (
                "FROM rust:1.91-trixie AS build\nRUN make\nFROM debian:bookworm-slim\n"
                "COPY --from=build /src/docs /docs\n"
            ),
        ),
    )

    def instruction(self, node: Copy, file: Dockerfile) -> Findings:  # type: ignore[override]
        if node.from_ is None or node.in_onbuild:
            return
        target = file.graph.stage_of(node)
        for source, path in file.graph.flow(node).stage_reads:
            image = source.base_image
            own = target.base_image if target is not None else None
            if image is None or own is None or image.name not in ("rust", "gcc", "python", "ruby"):
                continue
            if image.distribution != own.distribution or image.system is None or own.system is None:
                continue
            compiled = "target/release/" in path or any(
                f"/{part}" in path for part in ("venv", ".venv", "site-packages", "install")
            )
            static = any(
                "musl" in step.line.text or "static" in step.line.text for link in source.bases for step in link.steps
            )
            if compiled and not static and _number(image.release) > _number(own.release):
                yield self.at(
                    node.sources[0], f"built on {image.system}, and this stage is {own.system}", subject=(node, source)
                )
                return


def _number(release: str | None) -> float:
    try:
        return float(release or "")
    except ValueError:
        return 0.0
