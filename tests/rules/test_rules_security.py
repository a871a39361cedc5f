"""Rules about secrets, where the build context tells."""

from __future__ import annotations

import pytest

from dockerlint import check_text
from dockerlint.context import MemoryContext

TEXT = "FROM node:22-slim\nCOPY package.json .npmrc ./\n"


@pytest.mark.parametrize(
    ("content", "is_found"),
    [
        (None, True),
        ("package-lock=false\n", False),
        ("//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n", False),
        ("//registry.npmjs.org/:_authToken=npm_1234\n", True),
        ("registry=https://a\n_password=YWJj\n", True),
    ],
)
def test_an_npmrc_that_is_known_to_hold_settings_alone_is_no_secret(content: str | None, is_found: bool) -> None:
    files = {"package.json": "{}"} if content is None else {"package.json": "{}", ".npmrc": content}
    found = {finding.rule for finding in check_text(TEXT, context=MemoryContext(files))}
    assert ("secret-file-copied" in found) is is_found
