"""A front end on nginx where that is asked for: what the build leaves is all that the last stage has.

The folder stays where it was, and nginx listens where the server of Node.js did; what starts is nginx's own command.
"""

from __future__ import annotations

from dockerlint.fix.style import cased
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import base_name, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.fixers.multi_stage.draft import Draft

# Where servers listen if nothing says it, and options that say it.
_PORTS = {"http-server": "8080", "serve": "3000", "sirv": "8080", "vite": "4173"}
_PORT_OPTIONS = ("--port", "-p", "-l", "--listen")
_VALUED = (*_PORT_OPTIONS, "--host", "-a", "-c", "--config", "--outDir")
_SINGLE_PAGE = ("-s", "--single")
_SETTINGS = "/etc/nginx/conf.d/default.conf"


def is_wanted(project: Project) -> bool:
    """Whether the last stage is to be an nginx."""
    from dockerlint.knowledge.images import describe_name

    answer = project.answers.runtime_base
    image = describe_name(answer) if answer else None
    return image is not None and image.name == "nginx"


def serve(project: Project, found: Draft, starts: list[list[str]], directory: str, folder: str) -> None:
    """Let nginx serve what the build leaves. Raises NoPlan."""
    if len(starts) != 1 or base_name(starts[0][0]) not in _PORTS:
        raise NoPlan(
            "the container starts more than a server of static files, which nginx cannot stand for",
            "Which image of Node.js shall run it? (`--runtime-base IMAGE`)",
        )
    words = starts[0]
    name = base_name(words[0])
    user = project.last("USER")
    if user is not None:
        raise NoPlan(
            f"line {user.start_line} sets a user, as which nginx does not start",
            "Leave USER out, and nginx gives up root by itself",
        )
    health = project.last("HEALTHCHECK")
    if health is not None and any(one.name in ("node", "npm", "npx") for one in project.file.commands(health)):
        raise NoPlan(
            f"the health check in line {health.start_line} calls Node.js, which nginx has not",
            "Which other program can ask? Write it into HEALTHCHECK",
        )
    places = [] if name == "vite" else _positionals(words[1:])
    root = join(project.run_directory() or directory, places[0]) if places else join(directory, folder)
    if root is None:
        raise NoPlan("which folder is served is not known", "Which? Name it in the command that serves")
    line = project.entry_line
    found.artifacts = [Artifact(root, line, f"line {line} serves it")]
    found.after_build.clear()  # modules are not copied: nothing has to be pruned
    found.assumed.clear()
    found.keeps_sources, found.root = False, directory
    found.is_source = lambda path: True  # noqa: ARG005  # what is served is all that is needed
    is_single = name == "vite" or any(word in _SINGLE_PAGE for word in words)
    last = "/index.html" if is_single else "=404"
    rows = (
        *("server {", f"    listen {_port(words, name)};", f"    root {root};"),
        *("    location / {", f"        try_files $uri $uri.html $uri/ {last};", "    }", "}"),
    )
    escape = project.tree.escape
    text = f" {escape}\n        ".join(f"'{row}'" for row in rows)
    found.after_copy.append(f"{cased('RUN', project.stage.instruction)} printf '%s\\n' {text} > {_SETTINGS}")
    for keyword in ("CMD", "ENTRYPOINT"):
        found.leaves[keyword] = "nginx brings its own command"
        found.changes[keyword.lower()] = "nginx serves what the server of Node.js did"
    found.changes["stopsignal"] = "nginx sets its own"
    found.changes["expose"] = "80/tcp: nginx names this port too"
    found.gains.append("Node.js stays with the build")


def _positionals(words: list[str]) -> list[str]:
    found, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _VALUED
        else:
            found.append(word)
    return found


def _port(words: list[str], name: str) -> str:
    for index, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option in _PORT_OPTIONS:
            value = value if equals else (words[index + 1] if index + 1 < len(words) else "")
            port = value.rpartition(":")[2]
            if port.isdigit():
                return port
            raise NoPlan(f"which port is listened to is not known (`{value}`)", "Which? Name it in the command")
    return _PORTS[name]
