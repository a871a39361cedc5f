"""Budgets: what an image must not exceed, and which layer to blame. dive's `.dive-ci` is read as it is.

https://github.com/wagoodman/dive#ci-integration
"""

from __future__ import annotations

import math

from dockerlint.measure.errors import MeasureError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dockerlint.measure.measurement import Measurement

_UNITS: Final = {
    "": 1,
    "b": 1,
    **{unit + end: 1000**power for power, unit in enumerate("kmgtp", 1) for end in ("", "b")},
    **{unit + "i" + end: 1024**power for power, unit in enumerate("kmgtp", 1) for end in ("", "b")},
}
_DISABLED: Final = ("", "disabled", "off", "false")
# dive's names, the older ones and those of its newer releases, with its defaults.
_DIVE: Final = {
    "lowestEfficiency": ("lowest-efficiency-threshold", "0.9"),
    "highestWastedBytes": ("highest-wasted-bytes", "disabled"),
    "highestUserWastedPercent": ("highest-user-wasted-percent", "0.1"),
}


class Budgets:
    """The limits; None where there is none. Those of dive are judged by dive's figures, the others by ours."""

    __slots__ = (
        "dive_efficiency",
        "dive_source",
        "dive_user_percent",
        "dive_wasted",
        "max_size",
        "max_wasted",
        "max_wasted_share",
        "min_efficiency",
    )

    def __init__(self) -> None:
        self.max_size: int | None = None  # of the layers
        self.max_wasted: int | None = None
        self.max_wasted_share: float | None = None  # of the layers
        self.min_efficiency: float | None = None
        self.dive_source = ""  # where dive's limits stand
        self.dive_efficiency: float | None = None
        self.dive_wasted: int | None = None
        self.dive_user_percent: float | None = None

    @property
    def is_any(self) -> bool:
        """Whether there is any limit."""
        return any(getattr(self, name) not in (None, "") for name in self.__slots__)


class Failure:
    """A budget that is exceeded: which, by what, and what is to blame (line None where it is not known)."""

    __slots__ = ("blame", "budget", "layer", "line", "message")

    def __init__(self, budget: str, message: str, layer: int | None, line: int | None, blame: str) -> None:
        self.budget = budget
        self.message = message
        self.layer = layer  # from 0
        self.line = line
        self.blame = blame


def parse_size(text: str) -> int:
    """Read `250MB`, `1.5GiB`, `1024`. Raises ValueError."""
    text = text.strip()
    end = len(text)
    while end and not (text[end - 1].isdigit() or text[end - 1] == "."):
        end -= 1
    unit = text[end:].strip().lower()
    if unit not in _UNITS:
        raise ValueError(f"`{text}` is no size")
    try:
        number = float(text[:end].replace(",", ""))
    except ValueError:
        raise ValueError(f"`{text}` is no size") from None
    if not 0 <= number < 1e18:
        raise ValueError(f"`{text}` is no size")
    return int(number * _UNITS[unit])


def parse_share(text: str) -> float:
    """Read `0.95` or `95%`. Raises ValueError for what is not between 0 and 1."""
    text = text.strip()
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise ValueError(f"`{text}` is no share: 0.95 and 95% are") from None
    if math.isnan(value) or not 0 <= value <= 1:
        raise ValueError(f"`{text}` is not between 0 and 1")
    return value


def read_dive(path: str, budgets: Budgets) -> None:
    """Take over what a `.dive-ci` says; what it does not say has dive's default."""
    import yaml

    try:
        with open(path, "rb") as file:
            document = yaml.safe_load(file.read(1 << 20))
    except OSError as error:
        raise MeasureError(f"{path}: {error.strerror or error}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise MeasureError(f"{path}: is no YAML: {' '.join(str(error).split())}") from error
    if document is None:
        document = {}
    # Older releases of dive have the keys below `rules`, some newer ones at the top.
    rules = document.get("rules", document) if isinstance(document, dict) else None
    if not isinstance(rules, dict | None) or document == [] or not isinstance(document, dict):
        raise MeasureError(f"{path}: expected a map `rules`")
    budgets.dive_source = path
    for name, (other, default) in _DIVE.items():
        value = (rules or {}).get(name, (rules or {}).get(other, default))
        text = "disabled" if value is False or value is None else str(value).strip()
        if text.lower() in _DISABLED:
            continue
        try:
            if name == "highestWastedBytes":
                budgets.dive_wasted = parse_size(text)
            elif name == "lowestEfficiency":
                budgets.dive_efficiency = parse_share(text)
            else:
                budgets.dive_user_percent = parse_share(text)
        except ValueError as error:
            raise MeasureError(f"{path}: {name}: {error}") from error


def judge(image: Measurement, budgets: Budgets) -> list[Failure]:
    """Return the budgets that an image exceeds."""
    found = []
    if budgets.max_size is not None and image.bytes > budgets.max_size:
        found.append(
            _failure(
                image, "max-size", f"{_size(image.bytes)} are more than {_size(budgets.max_size)}", _largest(image)
            )
        )
    wasted = sum(image.waste.values())
    if budgets.max_wasted is not None and wasted > budgets.max_wasted:
        text = f"{_size(wasted)} wasted are more than {_size(budgets.max_wasted)}"
        found.append(_failure(image, "max-wasted", text, _wasteful(image)))
    if budgets.max_wasted_share is not None and image.bytes and wasted / image.bytes > budgets.max_wasted_share:
        share = f"{wasted / image.bytes:.1%} of the image"
        text = f"{_size(wasted)} wasted, {share}, are more than {budgets.max_wasted_share:.1%} of it"
        found.append(_failure(image, "max-wasted", text, _wasteful(image)))
    dive = image.dive
    if budgets.min_efficiency is not None and dive.efficiency < budgets.min_efficiency:
        text = f"an efficiency of {dive.efficiency:.4f} is less than {budgets.min_efficiency:.4g}"
        found.append(_failure(image, "min-efficiency", text, _inefficient(image)))
    if budgets.dive_efficiency is not None and dive.efficiency < budgets.dive_efficiency:
        text = f"an efficiency of {dive.efficiency:.4f} is less than {budgets.dive_efficiency:.4g}"
        found.append(_failure(image, f"{budgets.dive_source}: lowestEfficiency", text, _inefficient(image)))
    if budgets.dive_wasted is not None and dive.wasted_bytes > budgets.dive_wasted:
        text = f"{_size(dive.wasted_bytes)} wasted, as dive counts, are more than {_size(budgets.dive_wasted)}"
        found.append(_failure(image, f"{budgets.dive_source}: highestWastedBytes", text, _inefficient(image)))
    if budgets.dive_user_percent is not None and dive.user_wasted_percent > budgets.dive_user_percent:
        text = (
            f"{dive.user_wasted_percent:.1%} of the user's bytes wasted are more than {budgets.dive_user_percent:.1%}"
        )
        found.append(_failure(image, f"{budgets.dive_source}: highestUserWastedPercent", text, _inefficient(image)))
    return found


def _largest(image: Measurement) -> tuple[int, str] | None:
    """Return the largest layer, of the Dockerfile's own where there is one."""
    own = [number for number, layer in enumerate(image.layers) if not layer.is_base and layer.bytes]
    numbers = own or range(len(image.layers))
    best = max(numbers, key=lambda number: image.layers[number].bytes, default=None)
    return None if best is None else (best, f"the largest layer, {_size(image.layers[best].bytes)}")


def _wasteful(image: Measurement) -> tuple[int, str] | None:
    """Return the layer that hides most of what lower layers brought."""
    if not image.blames:
        return None
    worst = image.blames[0]
    verb = {"deleted_later": "deletes", "overwritten": "overwrites", "metadata_only_copy": "copies again"}[worst.cause]
    return worst.hidden_by, f"{verb} {_size(worst.bytes)} of layer {worst.made_by + 1}, such as /{worst.example}"


def _inefficient(image: Measurement) -> tuple[int, str] | None:
    if not image.dive.worst:
        return _wasteful(image)
    path, size, layers = image.dive.worst[0]
    return layers[-1], f"/{path} is in {len(layers)} layers, {_size(size)} in all"


def _failure(image: Measurement, budget: str, message: str, blame: tuple[int, str] | None) -> Failure:
    if blame is None:
        return Failure(budget, message, None, None, "")
    layer = image.layers[blame[0]]
    return Failure(budget, message, blame[0], layer.line, blame[1])


def _size(number: int) -> str:
    from dockerlint.measure.sizes import shown

    return shown(number)
