from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Copy


_NATIVE = ("python", "node", "ruby", "rust", "gcc")
_TREES = (
    "site-packages",
    "node_modules",
    "venv",
    ".venv",
    "/usr/local/bundle",
    "/wheels",
    "/install",
    "/usr/local/lib/python3",
)


class LibcMismatch(Rule):
    """Programs for one C library copied to an image with another.

    ## What it flags
    `COPY --from` of programs, virtual environments and node_modules from a stage on glibc into one on musl
    (Alpine), or the other way round, where the stage compiles with Rust, C, Python, Node.js or Ruby; and of Go
    programs into `scratch` or Alpine from a stage on Debian without `CGO_ENABLED=0`, where a package that needs C
    is named.

    ## Why it is bad
    The program looks for a loader that is not there: "no such file or directory", or a native module cannot be
    loaded.

    ## What to do
    Build on the same family: `rust:1-alpine` for Alpine, `python:3.14-slim` for Debian.

    ## Sources
    - https://musl.libc.org/doc/1.1.24/manual.html
    """

    name = "libc-mismatch"
    aliases = ("dockerfile-doctor:DD062",)
    confidence = "medium"
    on = ("COPY --from",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            (
                "FROM python:3.14 AS build\nRUN pip install --prefix=/install numpy\n"
                "FROM python:3.14-alpine\nCOPY --from=build /install /usr/local\n"
            ),
            (
                "FROM node:24 AS build\nRUN npm ci\nFROM node:24-alpine\n"
                "COPY --from=build /app/node_modules /app/node_modules\n"
            ),
            (
                "FROM rust:1.91 AS build\nRUN cargo build --release\nFROM alpine:3.22\n"
                "COPY --from=build /src/target/release/app /app\n"
            ),
        ),
        good=(
            (
                "FROM python:3.14-alpine AS build\nRUN pip install --prefix=/install numpy\n"
                "FROM python:3.14-alpine\nCOPY --from=build /install /usr/local\n"
            ),
            (
                "FROM node:24 AS build\nRUN npm run build\nFROM nginx:1.29-alpine\n"
                "COPY --from=build /app/dist /usr/share/nginx/html\n"
            ),
            (
                "FROM rust:1.91 AS build\nRUN cargo build --release --target x86_64-unknown-linux-musl\n"
                "FROM alpine:3.22\nCOPY --from=build /src/target/release/app /app\n"
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
            if image is None or own is None or {image.libc, own.libc} != {"glibc", "musl"} or image.name not in _NATIVE:
                continue
            texts = [step.line.text for link in source.bases for step in link.steps]
            if (
                any("musl" in text or "static" in text for text in texts)
                or "gcompat" in file.tree.text
                or "libc6-compat" in file.tree.text
            ):
                continue
            native = any(f"/{part.strip('/')}" in path for part in _TREES) or (
                "target/release/" in path and image.name == "rust"
            )
            if native:
                message = f"built for {image.libc}, and this stage has {own.libc}"
                yield self.at(node.sources[0], message, subject=(node, source))
                return
