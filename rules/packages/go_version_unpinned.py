from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import VersionRule
from dockerlint.rules.shell.common import base_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import ShellWord
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

# Versions that move; `none` takes the module away.
_FLOATING = ("latest", "none")
_MODULES = (1, 11)
_MODULES_BY_DEFAULT = (1, 16)


class GoVersionUnpinned(VersionRule):
    """Go modules that are installed in whatever version is current.

    ## What it flags
    `go install`, `go get` and `go run` with `@latest` or `@none` behind a module's path, and `go get` without a
    version. `go install` without one builds what belongs to the project, or takes the version from its `go.mod`.
    Folders, packages of the standard library and variables are left alone.

    ## Why it is bad
    The image depends on the day on which it is built. A new version of a module, or of one that it needs, breaks a
    build that nobody has changed, and installs code that nobody has reviewed.

    ## What to do
    Write `go install example.com/tool@v1.2.0`, or name the tool in `go.mod` and run `go install tool`. `go get` of Go
    1.11 to 1.15 takes a version with `GO111MODULE=on`; older ones take none, and a tag has to be checked out.

    ## Options
    - `plain-calls-only`: only `go` under its plain name: not behind `sudo`, by its path, or inside `sh -c`. Default:
      false
    - `every-word`: all that is no folder counts, with `go install` and `go run` too. Default: false
    - `index`: files that tell which version of a package to write, for the fix: lines `name version`, a JSON
      object, or a package list of the distribution. Default: none

    ## Sources
    - https://go.dev/ref/mod#go-install
    - https://go.dev/ref/mod#version-queries
    """

    name = "go-version-unpinned"
    aliases = (
        "hadolint:DL3062",
        "droast:DF054",
    )
    on = ("$go",)
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"plain-calls-only": True, "every-word": True},
    }
    managers = ("go",)
    plain_commands = ("go",)
    plain_verbs = ("install", "get", "run")
    verbs = ("run",)
    pinned_as = "path@version"
    examples = Examples(
        bad=(
            Example(
                "FROM golang:1.27\nRUN go install golang.org/x/tools/gopls@latest\n",
                refused="no version is known: golang.org/x/tools/gopls",
            ),
            Example(
                "FROM golang:1.27\nRUN go get github.com/example/tool\n",
                refused="no version is known: github.com/example/tool",
            ),
            Example(
                "FROM golang:1.27\nRUN go install tool\n",
                options={"every-word": True},
                refused="no version is known: tool",
            ),
            Example(
                "FROM golang:1.27\nRUN go install example.com/tool/cmd/tool@latest\n",
                files={"go.mod": "module example.com/x\n\nrequire example.com/tool v1.2.0\n"},
                fixed="FROM golang:1.27\nRUN go install example.com/tool/cmd/tool@v1.2.0\n",
            ),
        ),
        good=(
            "FROM golang:1.27\nRUN go install golang.org/x/tools/gopls@v0.20.0\n",
            "FROM golang:1.27\nRUN go install ./... && go get -d -v ./... && go install example.com/project/cmd\n",
            "FROM golang:1.27\nRUN go run main.go && go install -tags release ./cmd/tool\n",
            "FROM golang:1.27\nRUN go install example.com/tool@$VERSION\n",
        ),
    )

    def advice(self, call: PackageCall, run: Instruction, file: Dockerfile) -> str:
        stage = file.graph.stage_of(run)
        known = base_image(stage) if stage is not None else None
        if known is not None and known.name == "golang" and known.version and call.verb == "get":
            version = tuple(int(part) for part in known.version.split(".")[:2])
            if version < _MODULES:
                return f"Go {known.version} takes none, check out a tag"
            if version < _MODULES_BY_DEFAULT:
                return f"write `{self.pinned_as}`, with `GO111MODULE=on`"
        return super().advice(call, run, file)

    def packages(self, call: PackageCall) -> list[ShellWord]:
        words = call.words[1:]
        if self.option["every-word"]:
            verb = next((index for index, word in enumerate(call.command.arguments) if word is call.words[0]), 0)
            words = [word for word in call.command.arguments[verb + 1 :] if word.text[:1] != "-"]
        # `go run` gives the rest to the program.
        return words[:1] if call.verb == "run" else words

    def is_pinned(self, word: ShellWord, call: PackageCall) -> bool:
        path, _, version = word.text.partition("@")
        if version:
            return version not in _FLOATING
        if path.startswith((".", "/")):
            return True
        if self.option["every-word"]:
            return False
        # Paths of modules begin with the name of a host.
        return call.verb != "get" or word.value is None or "." not in path.partition("/")[0]
