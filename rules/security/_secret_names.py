"""Which names of variables say that they hold a secret."""

from __future__ import annotations

from itertools import pairwise

# Words that name a secret; a variable's name is cut at `_`, `-` and `.`.
_SECRET = frozenset(("apikey", "passphrase", "passwd", "password", "pword", "secret", "secrets", "token"))
_SECRET_PAIRS = (
    ("api", "key"),
    ("private", "key"),
    ("access", "key"),
    ("secret", "key"),
    ("signing", "key"),
    ("composer", "auth"),
    ("docker", "auth"),
)
# Words that say that the secret is elsewhere, or that it is about one.
_ABOUT = frozenset(
    (
        "allow", "dir", "disable", "enable", "enabled", "endpoint", "expiration", "expire", "expires", "expiry", "file",
        "id", "issuer", "length", "lifetime", "max", "min", "name", "no", "path", "policy", "prompt", "public",
        "random", "require", "timeout", "ttl", "type", "uri", "url", "use", "username", "version",
    )
)  # fmt: skip


def words_of(name: str) -> list[str]:
    """Return the words of a variable's name in lower case."""
    return name.lower().replace("-", "_").replace(".", "_").split("_")


def names_secret(name: str) -> bool:
    """Whether a variable of this name holds a secret."""
    words = words_of(name)
    if not _ABOUT.isdisjoint(words):
        return False
    return not _SECRET.isdisjoint(words) or any(two in _SECRET_PAIRS for two in pairwise(words))
