from __future__ import annotations

from dockerlint.knowledge.images import describe_name
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.user.common import ROOT, last_user

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.knowledge.images import BaseImage
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings


class NonRootNotProvable(Rule):
    """A container that must not be root, from an image that is, or that only names its user.

    ## What it flags
    `runAsNonRoot: true` without `runAsUser`, where the image's Dockerfile (a Compose or Bake file of the same run says
    which) sets no USER on a base that is known to run as root, or sets `USER root`, or a user by name. Also
    `runAsUser: 0` beside `runAsNonRoot: true`.

    ## Why it is bad
    Kubernetes does not start the container: it can tell from a number alone that a user is not root
    (`CreateContainerConfigError: image has non-numeric user`).

    ## What to do
    End the Dockerfile with a number, `USER 10001`, or set `runAsUser`.

    ## Sources
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """

    name = "non-root-not-provable"
    severity = "error"
    on = ("@service",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: nginx:1.29\n"
                "      securityContext: {runAsNonRoot: true}\n",
                path="pod.yaml",
                lines=(7,),
            ),
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  securityContext: {runAsNonRoot: true, runAsUser: 0}\n"
                "  containers:\n    - {name: a, image: 'a:1'}\n",
                path="pod.yaml",
                lines=(4,),
            ),
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: example.com/a:1\n"
                "      securityContext: {runAsNonRoot: true}\n",
                path="pod.yaml",
                files={
                    "compose.yaml": "services: {a: {image: example.com/a, build: .}}\n",
                    "Dockerfile": "FROM node:24-slim\nUSER node\n",
                },
            ),
        ),
        good=(
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: nginx:1.29\n"
                "      securityContext: {runAsNonRoot: true, runAsUser: 101}\n",
                path="pod.yaml",
            ),
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: example.com/a:1\n"
                "      securityContext: {runAsNonRoot: true}\n",
                path="pod.yaml",
            ),
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        demand, user = service.non_root, service.user
        if demand is None:
            return
        if user is not None:
            if user.text == "0":
                yield self.at(user, "user 0 is root, which `runAsNonRoot` forbids", subject=service)
            return
        why = _why_not(service, file)
        if why:
            yield self.at(demand, f"Kubernetes does not start `{service.name.text}`: {why}", subject=service)


def _why_not(service: Service, file: Manifest) -> str:
    dockerfile = file.dockerfile_of(service)
    if dockerfile is None:
        return "its image runs as root" if _is_root(describe_name(service.reference or "")) else ""
    target = dockerfile.graph.target
    user = last_user(target, inherited=True) if target is not None else None
    if user is None or target is None:
        return "its image runs as root" if target is not None and _is_root(target.base_image) else ""
    name = dockerfile.graph.expand(user, user.words[0].value) if user.words else None
    account = (name or "").partition(":")[0]
    if account in ROOT:
        return "its image runs as root"
    return (
        f"the image names its user `{account}`, and only a number tells" if account and not account.isdecimal() else ""
    )


def _is_root(image: BaseImage | None) -> bool:
    # Tools and servers of whom no user is noted may well have one.
    return image is not None and image.user is None and image.name in _ROOT_IMAGES


_ROOT_IMAGES = (
    "alpine", "amazoncorretto", "busybox", "debian", "eclipse-temurin", "golang", "httpd", "nginx", "node", "openjdk",
    "php", "python", "ruby", "rust", "tomcat", "ubuntu",
)  # fmt: skip
