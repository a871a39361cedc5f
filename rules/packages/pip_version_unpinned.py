from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import VersionRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell import ShellWord
    from dockerlint.shell.package_calls import PackageCall

_VERSIONS_FROM_FILES = ("-r", "--requirement", "-c", "--constraint")
# What installs the packages: newer is better.
_TOOLS = ("pip", "setuptools", "wheel")


class PipVersionUnpinned(VersionRule):
    """Python packages that are installed in whatever version is current.

    ## What it flags
    `pip install` and `pipx install` (also as `python -m pip`) with names that have no version (`flask==3.1.1`,
    `flask~=3.1`) behind them, and git repositories without a tag or commit. A call with `-r` or `-c` takes the versions
    from files. pip, setuptools and wheel themselves, files, folders, addresses and variables are left alone.

    ## Why it is bad
    The image depends on the day on which it is built. A new major version of a package, or of one that it needs,
    breaks a build that nobody has changed, and installs code that nobody has reviewed.

    ## What to do
    Write `flask==3.1.1`, or install from a requirements file or a lock file.

    ## Options
    - `plain-calls-only`: only `pip install`, under its plain name: not behind `sudo`, by its path, or inside
      `sh -c`. Default: false
    - `every-word`: names in variables, pip, setuptools and wheel count too. Default: false
    - `index`: files that tell which version of a package to write, for the fix: lines `name version`, a JSON
      object, or a package list of the distribution. Default: none

    ## Sources
    - https://pip.pypa.io/en/stable/topics/repeatable-installs/
    - https://packaging.python.org/en/latest/specifications/version-specifiers/
    """

    name = "pip-version-unpinned"
    aliases = (
        "hadolint:DL3013",
        "kics:02d9c71f",
        "slim:ID.20018",
        "dockerfile-doctor:DD028",
        "buddy:ER0013",
        "droast:DF051",
    )
    on = ("%pip", "%pipx")
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"plain-calls-only": True, "every-word": True},
    }
    managers = ("pip", "pipx")
    plain_commands = ("pip", "pipx", "python")
    pinned_as = "name==version"
    examples = Examples(
        bad=(
            Example(
                "FROM python:3.14-slim\nRUN pip install --no-cache-dir flask\n", refused="no version is known: flask"
            ),
            Example(
                "FROM python:3.14-slim\nRUN python3 -m pip install \\\n    flask==3.1.1 \\\n    'uvicorn[standard]'\n",
                lines=(4,),
                refused="no version is known: uvicorn[standard]",
            ),
            Example(
                "FROM python:3.14-slim\nRUN pip install git+https://github.com/example/tool\n",
                refused="no version is known: git+https://github.com/e",
            ),
            Example(
                "FROM python:3.14-slim\nRUN pip install --upgrade pip\n",
                options={"every-word": True},
                refused="no version is known: pip",
            ),
            Example(
                "FROM python:3.14-slim\nRUN pip install --no-cache-dir 'Flask[async]' gunicorn\n",
                files={"uv.lock": '[[package]]\nname = "flask"\nversion = "3.1.1"\n'},
                fixed="FROM python:3.14-slim\nRUN pip install --no-cache-dir 'Flask[async]==3.1.1' gunicorn\n",
            ),
        ),
        good=(
            "FROM python:3.14-slim\nRUN pip install flask==3.1.1 'gunicorn>=23,<24'\n",
            "FROM python:3.14-slim\nRUN pip install --upgrade pip setuptools wheel\n",
            "FROM python:3.14-slim\nRUN pip install -r requirements.txt && pip install -c versions.txt flask\n",
            "FROM python:3.14-slim\nRUN pip install . ./lib dist/*.whl https://example.com/tool.tar.gz\n",
            "FROM python:3.14-slim\nRUN pip install git+https://github.com/example/tool@v1.2\n",
            "FROM python:3.14-slim\nRUN pip install --no-index --find-links=/wheels tool\n",
            "FROM python:3.14-slim\nRUN pip install -i https://pypi.example.com/simple tool==1.2 $OTHERS\n",
        ),
    )

    def packages(self, call: PackageCall) -> list[ShellWord]:
        # Without an index there are only the versions that somebody has put there.
        settled = call.command.has("--no-index") and not self.option["plain-calls-only"]
        return [] if settled or call.command.has(*_VERSIONS_FROM_FILES) else super().packages(call)

    def is_pinned(self, word: ShellWord, call: PackageCall) -> bool:
        text = word.text
        if text.startswith(("git+http", "hg+http", "svn+http", "bzr+http")):
            return "@" in text
        name = text.partition("[")[0]
        return super().is_pinned(word, call) or (name in _TOOLS and not self.option["every-word"])

    def is_no_package(self, text: str) -> bool:
        return super().is_no_package(text) or text.endswith((".whl", ".tar.gz", ".zip"))
