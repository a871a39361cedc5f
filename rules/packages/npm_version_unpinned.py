from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import VersionRule
from dockerlint.shell import commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import ShellWord
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

_ARCHIVES = (".tgz", ".tar.gz", ".tar")
_TAGS = ("latest", "next", "*", "x", "")


class NpmVersionUnpinned(VersionRule):
    """Packages that npm installs in whatever version is current.

    ## What it flags
    `npm install` with names that have no version (`pnpm@10.14.0`), or `@latest` in its place, and repositories without
    a tag or commit. `npm install` alone and `npm ci` take the versions from files. Files, folders and variables are
    left alone.

    ## Why it is bad
    The image depends on the day on which it is built. A new major version of a package, or of one that it needs,
    breaks a build that nobody has changed, and installs code that nobody has reviewed.

    ## What to do
    Write `pnpm@10.14.0`, or put the package into `package.json` and install with `npm ci`.

    ## Options
    - `plain-calls-only`: only `npm install`, under its plain name: not behind `sudo`, by its path, or inside
      `sh -c`; and in shells that are not for sh scripts, too. Default: false
    - `every-word`: names in variables and folders count too, and a commit counts only behind `git+https://`.
      Default: false
    - `index`: files that tell which version of a package to write, for the fix: lines `name version`, a JSON
      object, or a package list of the distribution. Default: none
    - `accept-tags`: a tag such as `@latest` is as good as a version. Default: false

    ## Sources
    - https://docs.npmjs.com/cli/commands/npm-install
    """

    name = "npm-version-unpinned"
    aliases = (
        "hadolint:DL3016",
        "kics:e36d8880",
        "dockerfile-doctor:DD029",
        "buddy:ER0014",
    )
    on = ("$npm", "RUN ~npm")
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"plain-calls-only": True, "every-word": True, "accept-tags": True},
    }
    managers = ("npm",)
    plain_commands = ("npm",)
    pinned_as = "name@version"
    options = {**VersionRule.options, "accept-tags": False}
    examples = Examples(
        bad=(
            Example("FROM node:24-slim\nRUN npm install -g pnpm\n", refused="no version is known: pnpm"),
            Example(
                "FROM node:24-slim\nRUN npm i --global pnpm@10.14.0 \\\n    @angular/cli\n",
                lines=(3,),
                refused="no version is known: @angular/cli",
            ),
            Example("FROM node:24-slim\nRUN npm install -g npm@latest\n", refused="no version is known: npm@latest"),
            Example(
                "FROM node:24-slim\nRUN npm install git+https://github.com/example/tool.git\n",
                refused="no version is known: git+https://github.com/e",
            ),
            Example(
                "FROM node:24-slim\nRUN npm install -g @angular/cli pnpm@latest\n",
                files={"package-lock.json": '{"packages": {"node_modules/pnpm": {"version": "10.14.0"}}}'},
                fixed="FROM node:24-slim\nRUN npm install -g @angular/cli pnpm@10.14.0\n",
            ),
        ),
        good=(
            "FROM node:24-slim\nRUN npm install -g pnpm@10.14.0 @angular/cli@20\n",
            "FROM node:24-slim\nRUN npm install && npm ci --omit=dev\n",
            "FROM node:24-slim\nRUN npm install . ./lib tool.tgz $OTHERS example/tool#v1.2\n",
            "FROM node:24-slim\nRUN npm install --registry https://npm.example.com tool@1\n",
            Example("FROM node:24-slim\nRUN npm install -g npm@latest\n", options={"accept-tags": True}),
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not self.option["plain-calls-only"] or node.is_json or file.graph.is_posix(node):
            return
        for command in commands(node):
            if command.name == "npm":
                yield from self.command(command, node, file)

    def is_pinned(self, word: ShellWord, call: PackageCall) -> bool:
        text = word.text
        name, _, version = text[1:].rpartition("@")
        if name and "/" not in version and ":" not in version:
            return bool(self.option["accept-tags"]) or version not in _TAGS
        if "://" in text or (text.count("/") == 1 and text[0] not in "./~@" and word.value is not None):
            # A repository, also `owner/name` for one of GitHub's, or an archive.
            named = "#" in text and (text.startswith("git") or not self.option["every-word"])
            return named or text.endswith(_ARCHIVES)
        return super().is_pinned(word, call)

    def is_no_package(self, text: str) -> bool:
        folders = ("./", "../", "/", "~/") if self.option["every-word"] else (".", "/", "~")
        return text.startswith(folders) or text.endswith(_ARCHIVES)
