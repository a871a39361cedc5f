from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.layer_order.common import from_context, is_folder, source_path
from dockerlint.shell.project_calls import project_call
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell.project_calls import ProjectCall
    from dockerlint.syntax.instructions import Add, Copy
    from dockerlint.syntax.text import Word

# Each is held against every COPY; a stage with more installations than that is nobody's.
_MOST_CALLS = 20


class LockFileNotCopied(Rule):
    """Manifest copied without its lock file.

    ## What it flags
    A manifest (`package.json`, `pyproject.toml`, `Cargo.toml`, `go.mod`, `Gemfile`, `composer.json` …) that is
    copied, and whose dependencies are then installed, while the lock file beside it in the build context is not
    copied before.

    ## Why it is bad
    The installation resolves all versions anew. Two builds of the same commit differ, and what was tested is not what
    is shipped. `npm ci` and `yarn install --immutable` fail outright.

    ## What to do
    Copy the lock file in the same COPY: `COPY package.json package-lock.json ./`.

    ## Limits
    Needs the build context: by default the Dockerfile's folder.

    ## Sources
    - https://docs.npmjs.com/cli/configuring-npm/package-lock-json
    - https://docs.docker.com/build/cache/optimize/
    """

    name = "lock-file-not-copied"
    on = ("@stage COPY & RUN %*", "@stage ADD & RUN %*")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM node:22-slim\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\n",
                files={"package.json": "{}", "package-lock.json": "{}"},
                lines=(3,),
                fixed="FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install\n"
                "COPY . .\n",
            ),
            Example(
                "FROM ruby:3.4\nCOPY web/Gemfile /app/\nWORKDIR /app\nRUN bundle install\n",
                files={"web/Gemfile": "", "web/Gemfile.lock": ""},
                lines=(2,),
                fixed="FROM ruby:3.4\nCOPY web/Gemfile web/Gemfile.lock /app/\nWORKDIR /app\nRUN bundle install\n",
            ),
        ),
        good=(
            Example(
                "FROM node:22-slim\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\n",
                files={"package.json": "{}", "package-lock.json": "{}"},
            ),
            Example(
                "FROM node:22-slim\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\n",
                files={"package.json": "{}"},
            ),
            Example(
                "FROM node:22-slim\nWORKDIR /app\nCOPY package.json ./\nCOPY . .\nRUN npm ci\n",
                files={"package.json": "{}", "package-lock.json": "{}"},
            ),
            Example(
                "FROM node:22-slim\nWORKDIR /app\nCOPY package.json ./\n"
                "RUN --mount=type=bind,source=package-lock.json,target=package-lock.json npm ci\n",
                files={"package.json": "{}", "package-lock.json": "{}"},
            ),
            "FROM node:22-slim\nCOPY package.json ./\nRUN npm install\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        if file.context is None:
            return
        copies: list[Copy | Add] = []
        left = _MOST_CALLS
        for node in stage.instructions:
            copy = from_context(node)
            if copy is not None:
                copies.append(copy)
            elif isinstance(node, Run) and copies and left > 0:
                for command in file.commands(node):
                    call = project_call(command)
                    left -= call is not None
                    missing = _missing_lock(call, node, copies, file) if call is not None else None
                    if missing is not None:
                        _, manifest, lock = missing
                        yield self.at(
                            manifest,
                            f"`{manifest.value}` is copied without `{lock}`: versions are not locked",
                            subject=missing,
                        )
                        return


def _missing_lock(
    call: ProjectCall, run: Run, copies: list[Copy | Add], file: Dockerfile
) -> tuple[Copy | Add, Word, str] | None:
    """Return the COPY of a manifest, its word, and the lock file beside it that is not brought into the image."""
    assert file.context is not None  # noqa: S101  # for the type checker
    locks = call.manager.get("lock_files", ())
    for copy in copies:
        for source in copy.sources:
            path = source_path(source)
            folder, _, name = path.rpartition("/")
            if name not in call.manager["manifests"]:
                continue
            there = [lock for lock in locks if file.context.exists(f"{folder}/{lock}" if folder else lock)]
            if there and not any(_brings(one, folder, lock, file) for one in copies for lock in there):
                mounted = [mount.source or "" for mount in run.mounts if mount.type == "bind"]
                if not any(mount == "" or mount.rpartition("/")[2] in there for mount in mounted):
                    return copy, source, there[0]
    return None


def _brings(copy: Copy | Add, folder: str, lock: str, file: Dockerfile) -> bool:
    """Whether a COPY brings a lock file: by name, by a pattern, or with the folder it stands in."""
    assert file.context is not None  # noqa: S101  # for the type checker
    wanted = f"{folder}/{lock}" if folder else lock
    for source in copy.sources:
        path = source_path(source)
        if path == wanted or wanted in file.context.glob(source.value):
            return True
        if is_folder(source, file) and (not path or wanted.startswith(path + "/")):
            return True
        if "$" in path:
            return True  # a variable may name it
    return False
