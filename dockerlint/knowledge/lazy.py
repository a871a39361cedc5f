"""Tables of which a check asks for two entries out of hundreds: an entry is read when it is first asked for."""

from __future__ import annotations

from marshal import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    _Dict = dict[str, Any]
else:
    _Dict = dict


class Lazy(_Dict):
    """A dict whose values are written as `marshal` does it; none of them is bytes itself."""

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401  # the tables say what they hold
        value = dict.__getitem__(self, key)
        if type(value) is bytes:
            value = self[key] = loads(value)  # noqa: S302  # what we have written ourselves
        return value

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401
        """Return the value of a key, or the default."""
        return self[key] if key in self else default  # noqa: SIM401  # this is it

    def values(self) -> Any:  # noqa: ANN401
        """Return all values."""
        return [self[key] for key in self]

    def items(self) -> Any:  # noqa: ANN401
        """Return all keys with their values."""
        return [(key, self[key]) for key in self]
