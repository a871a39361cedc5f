from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Workdir


class SystemDirectoryAsWorkdir(Rule):
    """A directory of the kernel as working directory.

    ## What it flags
    WORKDIR `/proc`, `/sys`, `/dev`, and directories below `/proc` and `/sys`.

    ## Why it is bad
    These are windows into the kernel, and mounted when the container starts. A working directory there, most of all
    below `/proc/self/fd`, has been a way out of the container (CVE-2024-21626).

    ## What to do
    Use a directory of the image's own.

    ## Sources
    - https://nvd.nist.gov/vuln/detail/CVE-2024-21626
    """

    name = "system-directory-as-workdir"
    aliases = ("trivy:DS-0030",)
    severity = "error"
    on = ("WORKDIR ~/dev", "WORKDIR ~/proc", "WORKDIR ~/sys")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nWORKDIR /proc/self/fd/8\n",
            "FROM debian:13-slim\nWORKDIR /sys\n",
        ),
        good=(
            "FROM debian:13-slim\nWORKDIR /srv/proc\n",
            "FROM debian:13-slim\nWORKDIR /process\n",
        ),
    )

    def instruction(self, node: Workdir, file: Dockerfile) -> Findings:  # type: ignore[override]
        path = node.path.value.strip("\"'")
        if path.rstrip("/") == "/dev" or f"{path}/".startswith(("/proc/", "/sys/")):
            yield self.at(node.path, f"`{path}` is the kernel's: use a directory of the image", subject=node)
