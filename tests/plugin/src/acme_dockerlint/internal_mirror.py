"""pip has to ask our own index."""

from __future__ import annotations

from dockerlint.fix.style import insert_argument
from dockerlint.lint.finding import Fix
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.shell.package_calls import package_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

INDEX = "--index-url=https://pypi.acme.example/simple"


class MirrorFixer:
    """Puts the index behind the verb."""

    SAFETY = "unsafe"

    @staticmethod
    def fix(finding: Finding, file: Dockerfile) -> Fix:
        """Return the fix of a finding."""
        return Fix("Ask our own index", "unsafe", [insert_argument(finding.subject.words[0], INDEX)])


class PublicPackageIndex(Rule):
    """pip asks the public index.

    ## What it flags
    `pip install` without `--index-url`.

    ## Why it is bad
    Nobody has looked at what the public index serves today.

    ## What to do
    Name the company's index. `fix --unsafe` does.

    ## Sources
    - https://wiki.acme.example/packages
    """

    name = "public-package-index"
    severity = "error"
    family = "acme"
    on = ("$pip", "$pip3")
    fixer = MirrorFixer
    examples = Examples(
        bad=(
            Example(
                "FROM python:3.13-slim\nRUN pip install flask==3.1.0\n",
                lines=(2,),
                fixed=f"FROM python:3.13-slim\nRUN pip install {INDEX} flask==3.1.0\n",
            ),
            "FROM python:3.13-slim\nRUN apt-get update && pip3 install -r requirements.txt\n",
        ),
        good=(
            f"FROM python:3.13-slim\nRUN pip install {INDEX} flask==3.1.0\n",
            "FROM python:3.13-slim\nRUN pip check\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        """Check one call of pip."""
        for call in package_calls([command]):
            if call.does(("install",)) and not command.has("--index-url", "-i"):
                yield self.at(command, "pip asks the public index", subject=call)
