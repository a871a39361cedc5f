from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Arg, Env


class ProxyDeclared(Rule):
    """A proxy's variable declared in the file.

    ## What it flags
    ARG of `HTTP_PROXY`, `HTTPS_PROXY`, `FTP_PROXY`, `NO_PROXY` and `ALL_PROXY`, in upper or lower case, and ENV of
    them with a value.

    ## Why it is bad
    Docker knows these as build arguments without ARG, keeps them out of the image's history and leaves them out of
    account in the cache. With ARG the address of the proxy is in the history, and another proxy builds everything
    anew; with ENV the container uses it too.

    ## What to do
    Delete the line, and give `--build-arg HTTP_PROXY=…`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#predefined-args
    """

    name = "proxy-declared"
    severity = "info"
    on = ("ARG ~_proxy", "ENV ~_proxy")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nARG HTTP_PROXY\nRUN make\n",
            "FROM debian:13-slim\nENV http_proxy=http://proxy.example.com:3128\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN http_proxy=http://proxy.example.com:3128 make\n",
            "FROM debian:13-slim\nENV http_proxy=\n",
            "FROM debian:13-slim\nARG PROXY_HOST\n",
        ),
    )

    def instruction(self, node: Arg | Env, file: Dockerfile) -> Findings:  # type: ignore[override]
        for pair in node.pairs:
            value = pair.value.value.strip("\"'") if pair.value is not None else ""
            if pair.name.lower() in _NAMES and (node.keyword == "ARG" or value):
                yield self.at(
                    pair,
                    f"Docker knows `{pair.name}` without this, and keeps it out of the history",
                    subject=(node, pair),
                )


_NAMES = ("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy")
