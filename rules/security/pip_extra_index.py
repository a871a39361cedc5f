from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Env, Instruction


class PipExtraIndex(Rule):
    """pip that looks for packages in two indexes at once.

    ## What it flags
    `--extra-index-url` of pip, and `PIP_EXTRA_INDEX_URL`.

    ## Why it is bad
    pip takes the highest version, whichever index has it. Whoever puts a package of the private name into the
    public index with a higher number has his code installed.

    ## What to do
    Use one index that hands the public one on (`--index-url`), or uv with an index for each package.

    ## Sources
    - https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url
    """

    name = "pip-extra-index"
    aliases = ("semgrep:dockerfile-pip-extra-index-url",)
    on = (
        *("$pip ~--extra-index", "$pip3 ~--extra-index", "$python ~--extra-index", "$python3 ~--extra-index"),
        "ENV ~pip_extra_index_url",
    )
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            ("FROM python:3.14-slim\nRUN pip install --extra-index-url https://pypi.example.com/simple ours\n"),
            "FROM python:3.14-slim\nENV PIP_EXTRA_INDEX_URL=https://pypi.example.com/simple\n",
        ),
        good=(
            ("FROM python:3.14-slim\nRUN pip install --index-url https://pypi.example.com/simple ours\n"),
            ("FROM python:3.14-slim\nRUN pip install torch --extra-index-url https://download.pytorch.org/whl/cpu\n"),
            "FROM python:3.14-slim\nRUN python serve.py --extra-index-url x\n",
        ),
    )

    def instruction(self, node: Env, file: Dockerfile) -> Findings:  # type: ignore[override]
        for pair in node.pairs:
            if pair.name == "PIP_EXTRA_INDEX_URL" and pair.value is not None and not _is_known(pair.value.value):
                yield self.at(pair, "pip takes the highest version of both indexes", subject=(node, pair))

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        word = command.option_value("--extra-index-url")
        call = package_call(command) if word is not None else None
        if word is not None and call is not None and call.name == "pip" and not _is_known(word.text):
            yield self.at(word, f"{call.name} takes the highest version of both indexes", subject=(command, word))


def _is_known(url: str) -> bool:
    """Whether the second index is a well-known public one, with packages of names that nobody else has."""
    return any(name in url.lower() for name in ("pytorch", "nvidia.com", "piwheels.org"))
