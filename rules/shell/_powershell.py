"""What the rules about PowerShell share. It is not parsed: they look for words in its text."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Instruction


def powershell_scripts(stage: Stage, file: Dockerfile) -> Iterator[tuple[Instruction, str, str]]:
    """Yield the RUNs of a stage that PowerShell reads: each with its program, and its text in lower case.

    The text begins with the options that SHELL gives.
    """
    for node in stage.instructions:
        if node.keyword != "RUN":
            continue
        text = " ".join(word.value for word in node.words) if node.is_json else node.arguments.value
        text = text.lower()
        shell = file.graph.shell(node)
        if shell.kind == "powershell" and not node.is_json:
            program, options = shell.program.lower(), " ".join(shell.options).lower()
        else:
            program, options = text.lstrip()[:40].split(" ")[0], ""
        program = program.replace("\\", "/").rpartition("/")[2].removesuffix(".exe")
        if program in ("powershell", "pwsh"):
            yield node, program, f"{options} {text}"
