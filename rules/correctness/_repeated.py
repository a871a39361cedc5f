"""Instructions of which only a stage's last one counts."""

from __future__ import annotations

from itertools import pairwise

from dockerlint.lint.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class Repeated(Rule):
    """Base of the rules about CMD, ENTRYPOINT and HEALTHCHECK that another one in the same stage replaces."""

    keyword: str
    # hadolint points at the second one, BuildKit and we at the one that has no effect.
    groups = {"recommended": {}, "strict": {}, "hadolint": {"report-later": True}, "buildkit": {}}
    options = {"report-later": False}

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        nodes = [node for node in stage.instructions if node.keyword == self.keyword]
        for node, later in pairwise(nodes):
            place = later if self.option["report-later"] else node
            message = f"only the last {self.keyword} of a stage counts: this one has no effect"
            if place is later:
                message = f"more than one {self.keyword} in a stage: only the last one counts"
            yield self.at(place.keyword_word, message, subject=node)
