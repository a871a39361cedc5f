from __future__ import annotations

from dockerlint.graph.paths import covers, join
from dockerlint.lint.rule import Examples, Rule
from dockerlint.syntax.instructions import Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class CacheMountFileUsedLater(Rule):
    """Files of a cache mount that another stage copies.

    ## What it flags
    `COPY --from` of a stage's path that lies in the target of a cache mount of all RUNs of that stage that write
    there.

    ## Why it is bad
    What lies on the mount is no part of the stage: the build stops because the file is not there, or copies an old
    one.

    ## What to do
    Copy the file out of the mount in the RUN that makes it: `cp target/release/app /app`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#run---mounttypecache
    """

    name = "cache-mount-file-used-later"
    severity = "error"
    on = ("@file COPY --from & RUN --mount",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            (
                "FROM rust:1.91 AS build\nWORKDIR /src\n"
                "RUN --mount=type=cache,target=/src/target cargo build --release\nFROM scratch\n"
                "COPY --from=build /src/target/release/app /app\n"
            ),
            (
                "FROM node:24 AS build\nRUN --mount=type=cache,target=/app/dist npm run build\n"
                "FROM nginx:1.29\nCOPY --from=build /app/dist /usr/share/nginx/html\n"
            ),
        ),
        good=(
            (
                "FROM rust:1.91 AS build\nWORKDIR /src\n"
                "RUN --mount=type=cache,target=/src/target cargo build --release && cp target/release/app /app\n"
                "FROM scratch\nCOPY --from=build /app /app\n"
            ),
            (
                "FROM node:24 AS build\nRUN --mount=type=cache,target=/root/.npm npm ci\n"
                "FROM nginx:1.29\nCOPY --from=build /app/dist /srv\n"
            ),
            (
                "FROM node:24 AS build\nRUN --mount=type=cache,target=/app/dist one\n"
                "RUN two > /app/dist/x\nFROM nginx:1.29\nCOPY --from=build /app/dist/x /srv/\n"
            ),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for node in file.tree.instructions:
            if isinstance(node, Copy) and node.from_ is not None:
                yield from self._copied(node, file)

    def _copied(self, node: Copy, file: Dockerfile) -> Findings:
        for source, path in file.graph.flow(node).stage_reads:
            # Flows of RUNs cost most: most stages have no such mount.
            steps = [step for link in source.bases for step in link.steps]
            if not any(isinstance(step, Run) and step.flags and self._targets(step, file) for step in steps):
                continue
            targets: list[str] = []
            for link in source.bases:
                for step in link.steps:
                    own = self._targets(step, file) if isinstance(step, Run) else []
                    targets += own
                    flow = file.graph.flow(step) if step.keyword in ("COPY", "ADD", "RUN") else None
                    if flow is not None and any(covers(path, one) or covers(one, path) for one in flow.writes):
                        return
                    if flow is not None and flow.unknown_writes and not own:
                        return
            for target in targets:
                if covers(target, path):
                    message = f"`{path}` lies on a cache mount of the stage: it is no part of it"
                    yield self.at(node.sources[0], message, subject=node)
                    return

    @staticmethod
    def _targets(step: Run, file: Dockerfile) -> list[str]:
        mounts = [mount.target for mount in step.mounts if mount.type == "cache" and mount.target] if step.flags else []
        places = [join(file.graph.working_directory(step), target) for target in mounts if "$" not in target]
        return [place for place in places if place is not None]
