from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference
from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings


class PullPolicyWithMovingTag(Rule):
    """An image that moves, and is not pulled again.

    ## What it flags
    A container with the tag `latest`, or none, whose policy is to pull only what is missing: `imagePullPolicy:
    IfNotPresent` or `Never` of Kubernetes, `pull_policy: missing`, `if_not_present` or `never` of Compose.

    ## Why it is bad
    Each machine goes on with the image that was `latest` when it first pulled it: replicas of one service differ, and
    nobody sees it.

    ## What to do
    Name a release, `image: example.com/app:1.4.2`; then the policy fits.

    ## Sources
    - https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
    - https://docs.docker.com/reference/compose-file/services/#pull_policy
    """

    name = "pull-policy-with-moving-tag"
    on = ("@service",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: a\n"
                "      imagePullPolicy: IfNotPresent\n",
                path="pod.yaml",
                lines=(7,),
            ),
            Example(
                "services:\n  a:\n    image: example.com/a:latest\n    pull_policy: missing\n", path="compose.yaml"
            ),
        ),
        good=(
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: a:1.4.2\n"
                "      imagePullPolicy: IfNotPresent\n",
                path="pod.yaml",
            ),
            Example("services:\n  a:\n    image: a:latest\n    pull_policy: always\n", path="compose.yaml"),
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        policy = service.pull_policy
        if policy is None or policy.text.lower() not in _MISSING or service.is_built:
            return
        reference = parse_reference(service.reference or "")
        if reference is not None and not reference.digest and reference.tag in (None, "latest"):
            yield self.at(policy, f"`{service.reference}` moves and is not pulled again", subject=service)


_MISSING = ("ifnotpresent", "never", "missing", "if_not_present")
