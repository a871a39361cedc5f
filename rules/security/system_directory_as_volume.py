from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Volume


class SystemDirectoryAsVolume(Rule):
    """A directory of the system as a volume.

    ## What it flags
    VOLUME of `/`, `/bin`, `/boot`, `/dev`, `/etc`, `/lib`, `/proc`, `/sbin`, `/sys` or `/usr`.

    ## Why it is bad
    The volume hides the image's own files there, or is filled with them once and then keeps old ones when the image
    is updated. `/dev`, `/proc` and `/sys` are the kernel's.

    ## What to do
    Name the directory that the program writes.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "system-directory-as-volume"
    aliases = ("dockle:DKL-DI-0002",)
    severity = "error"
    on = ("VOLUME",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nVOLUME /etc\n",
            'FROM debian:13-slim\nVOLUME ["/data", "/proc/"]\n',
        ),
        good=(
            "FROM debian:13-slim\nVOLUME /etc/app\n",
            "FROM debian:13-slim\nVOLUME /sysroot\n",
        ),
    )

    def instruction(self, node: Volume, file: Dockerfile) -> Findings:  # type: ignore[override]
        for word in node.paths:
            path = word.value.strip("\"'")
            if path.startswith("/") and path.rstrip("/") in _SYSTEM:
                yield self.at(word, f"`{path}` is the system's: a volume hides it", subject=(node, word))


_SYSTEM = ("", "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr")
