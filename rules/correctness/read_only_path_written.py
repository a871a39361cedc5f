from __future__ import annotations

from dockerlint.knowledge.images import describe_name
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._shipped import last

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings

# What the servers write when they start, as their images configure them; one of each group must be writable.
_WRITTEN = {
    "nginx": (("/var/cache/nginx",), ("/run", "/var/run")),
    "httpd": (("/usr/local/apache2/logs",),),
    "mysql": (("/run/mysqld", "/var/run/mysqld"),),
    "mariadb": (("/run/mysqld", "/var/run/mysqld"),),
    "postgres": (("/run/postgresql", "/var/run/postgresql"),),
    "tomcat": (("/usr/local/tomcat/work",), ("/usr/local/tomcat/temp",), ("/usr/local/tomcat/logs",)),
}


class ReadOnlyPathWritten(Rule):
    """A server whose root file system is read-only, and that writes to it when it starts.

    ## What it flags
    `read_only: true` of a Compose service and `readOnlyRootFilesystem: true` of a Kubernetes container whose image is,
    or is built on, nginx, httpd, MySQL, MariaDB, PostgreSQL or Tomcat, where no volume and no tmpfs lies on a path that
    the server writes: its run-time files, logs or cache. A server with another command is left alone.

    ## Why it is bad
    The container does not start: `Read-only file system`.

    ## What to do
    Put a tmpfs (Compose) or an `emptyDir` (Kubernetes) there.

    ## Sources
    - https://docs.docker.com/reference/compose-file/services/#read_only
    - https://hub.docker.com/_/nginx
    """

    name = "read-only-path-written"
    severity = "error"
    on = ("@service",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "services:\n  a:\n    image: nginx:1.29\n    read_only: true\n    tmpfs: /run\n",
                path="compose.yaml",
                lines=(4,),
            ),
            Example(
                "services:\n  a:\n    build: .\n    read_only: true\n",
                path="compose.yaml",
                files={"Dockerfile": "FROM nginx:1.29\nCOPY site /usr/share/nginx/html\n"},
            ),
        ),
        good=(
            Example(
                "services:\n  a:\n    image: nginx:1.29\n    read_only: true\n    tmpfs: [/run, '/var/cache/nginx']\n",
                path="compose.yaml",
            ),
            Example(
                "services:\n  a:\n    image: node:24\n    read_only: true\n",
                path="compose.yaml",
            ),
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        demand = service.read_only
        if demand is None or service.entrypoint is not None or service.arguments is not None:
            return
        dockerfile = file.dockerfile_of(service)
        if dockerfile is not None:
            image = dockerfile.graph.shipped[-1].base_image if dockerfile.graph.shipped else None
            if last(dockerfile, "CMD") is not None or last(dockerfile, "ENTRYPOINT") is not None:
                return
        else:
            image = describe_name(service.reference or "") if not service.is_built else None
        open_paths = [path.rstrip("/") for path in service.writable]
        for group in _WRITTEN.get(image.name or "", ()) if image is not None else ():
            if not any(f"{path}/".startswith(f"{one}/") for path in group for one in open_paths):
                message = f"`{service.name.text}` writes {group[0]} when it starts, which is read-only"
                yield self.at(demand, message, subject=service)
                return
