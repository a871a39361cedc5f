from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class StopSignalOfServer(Rule):
    """A server that stops better at another signal.

    ## What it flags
    An image that starts nginx or php-fpm by its own name without `STOPSIGNAL SIGQUIT`, Apache's httpd without
    `SIGWINCH`, or systemd's init without `SIGRTMIN+3`, where the base image is not the server's own.

    ## Why it is bad
    At SIGTERM nginx and httpd drop the requests at hand, and systemd does not stop at all: Docker kills it after
    ten seconds.

    ## What to do
    Add the STOPSIGNAL.

    ## Sources
    - https://nginx.org/en/docs/control.html
    """

    name = "stop-signal-of-server"
    aliases = ("tally:prefer-nginx-sigquit", "tally:prefer-systemd-sigrtmin-plus-3")
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM debian:13-slim\nRUN apt-get install -y nginx\nCMD ["nginx", "-g", "daemon off;"]\n',
            'FROM rockylinux:9\nCMD ["/usr/sbin/init"]\n',
        ),
        good=(
            'FROM debian:13-slim\nSTOPSIGNAL SIGQUIT\nCMD ["nginx", "-g", "daemon off;"]\n',
            'FROM nginx:1.29\nCMD ["nginx", "-g", "daemon off;"]\n',
            'FROM debian:13-slim\nCMD ["serve"]\n',
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        stage = file.graph.target
        if stage is None or any(one.keyword == "STOPSIGNAL" for link in stage.bases for one in link.steps):
            return
        base = stage.bases[-1].edges[0].written
        starter = next((one for one in reversed(stage.instructions) if one.keyword in ("ENTRYPOINT", "CMD")), None)
        if starter is None or not starter.words:
            return
        path = starter.words[0].value if starter.is_json else starter.words[0].value.split(" ")[0]
        program = path.rpartition("/")[2] if path != "/init" else ""
        signal = _SIGNALS.get(program)
        if (
            signal is not None
            and program.partition("-")[0].removesuffix("d") not in base
            and "systemd" not in base
            and "ubi" not in base
        ):
            yield self.at(
                starter.keyword_word, f"`{program}` stops well at {signal}: add STOPSIGNAL", subject=(starter, signal)
            )


_SIGNALS = {
    "nginx": "SIGQUIT",
    "openresty": "SIGQUIT",
    "php-fpm": "SIGQUIT",
    "httpd": "SIGWINCH",
    "httpd-foreground": "SIGWINCH",
    "init": "SIGRTMIN+3",
    "systemd": "SIGRTMIN+3",
}
