from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.policy._globs import any_matches, fits_form, known_images, names, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class TagForm(Rule):
    """A tag that does not have the form that the policy asks for.

    ## What it flags
    Images with a tag that has none of the `forms`. Without forms the rule says nothing. Images of
    the containers in Compose and Kubernetes files count too.

    ## Why it is bad
    Tags of an agreed form tell what an image is and whether it may go where.

    ## What to do
    Use a tag of that form.

    ## Options
    - `forms`: of tags: text, `<version>` (`1.2.3`), `<number>`, `<word>`, `<hash>`, `*`: `<version>`,
      `<version>-prod`, `dev-<word>-<hash>`. Default: none
    - `images`: patterns of the images that it holds for. Default: all

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "tag-form"
    severity = "error"
    on = ("@file ?forms", "@images ?forms")
    groups = {"recommended": {}, "strict": {}}
    options = {"forms": [], "images": ["*"]}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\n", options={"forms": ["<version>", "<version>-*"]}),
            Example("FROM example.com/a:dev-team-xyz\n", options={"forms": ["dev-<word>-<hash>"]}),
        ),
        good=(
            "FROM debian:13-slim\n",
            Example("FROM example.com/a:1.2.3-prod\n", options={"forms": ["<version>-prod"]}),
            Example("FROM example.com/a:dev-team-0123abc\n", options={"forms": ["dev-<word>-<hash>"]}),
            Example("FROM debian:13-slim\n", options={"forms": ["<version>"], "images": ["example.com/*"]}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        forms = texts(self.option["forms"])
        for use in known_images(file) if forms else ():
            tag = (use.reference or "").partition("@")[0].rpartition("/")[2].partition(":")[2]
            if (
                tag
                and any_matches(texts(self.option["images"]), names(use))
                and not any(fits_form(form, tag) for form in forms)
            ):
                yield self.at(use.span, f"the tag `{tag}` does not have the form that the policy asks for", subject=use)
