"""From a tag whose release has ended to the nearest one that is supported."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.knowledge.base_images import RELEASES, SUITES
from dockerlint.knowledge.images import describe, parse_reference
from dockerlint.knowledge.tags import numbers, split_distribution, version_of
from dockerlint.rules.base_image.end_of_life_base_image import ended_releases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.images import BaseImage, ImageReference, Release


# Namespaces of official images for one architecture; of Ubuntu there is none for i386 since 20.04.
_ARCHITECTURES = ("amd64", "arm32v5", "arm32v6", "arm32v7", "arm64v8", "i386", "ppc64le", "s390x", "riscv64")
_SHORTEST_DATE = 6


def successor(reference: ImageReference, ended: list[Release], today: str) -> tuple[str, bool]:
    """Return the tag, and whether it is near enough to be written without a look. Raises Refused."""
    image = describe(reference)
    tag = reference.tag
    if image is None or not tag:
        raise Refused("the tag is not understood")
    if image.successor or image.withdrawn:
        raise Refused("another image has taken its place")
    if any(release is not image.software and release is not image.system for release in ended):
        raise Refused("the tag names several products")
    if not _is_understood(reference, image):
        raise Refused("which releases its publisher has is not known")
    words = tag.split("-")
    if any(word.isdigit() and len(word) >= _SHORTEST_DATE for word in words):
        raise Refused("the tag is that of a day")
    is_near = True
    if image.software is not None and any(release is image.software for release in ended):
        old = image.software
        cycle = next_cycle(old, today)
        at = next((at for at, word in enumerate(words) if _is_version(word, image)), None)
        if at is None:
            raise Refused("the tag is not understood")
        words[at] = _spelled(words[at], old, cycle)
        is_system = image.category == "distribution"
        is_near = is_system or "." not in cycle or cycle.split(".")[0] == old.cycle.split(".")[0]
    fitting = [one for one in _candidates(reference, words, image) if _fits(reference, one, image, ended, today)]
    if not fitting:
        raise Refused("no supported release of the same kind is known")
    # Another distribution's default than the one that was named is no longer the same kind for sure.
    return fitting[0], is_near and len(fitting[0].split("-")) == len(words)


def _is_understood(reference: ImageReference, image: BaseImage) -> bool:
    """Whether the tags of an image follow the releases that the tables know."""
    namespace, _, name = reference.repository.rpartition("/")
    namespace = namespace.rpartition("/")[2]
    if image.name is None or (namespace == "i386" and name == "ubuntu"):
        return False
    return namespace in ("library", "dotnet", *_ARCHITECTURES)


def next_cycle(release: Release, today: str) -> str:
    """Return the oldest cycle after a release that is supported, of Ubuntu a long-term one."""
    later = []
    for cycle, (_, released, eol, _extended) in RELEASES[release.product].items():
        if release.product == "ubuntu" and not (cycle.endswith(".04") and int(cycle.split(".")[0]) % 2 == 0):
            continue
        if released <= today and (not eol or eol >= today) and numbers(cycle) > numbers(release.cycle):
            later.append(cycle)
    if not later:
        raise Refused(f"no later release of {release.title} is known to be supported")
    return min(later, key=numbers)


def _is_version(word: str, image: BaseImage) -> bool:
    if image.software is not None and word == image.software.codename:
        return True
    return bool(image.version) and version_of(word) == image.version


def _spelled(word: str, old: Release, cycle: str) -> str:
    """Return a cycle as the tag has spelled the old one: by number or by code name."""
    if word != old.codename:
        return cycle
    names = RELEASES[old.product][cycle][0]
    if not names:
        raise Refused("the next release has no code name")
    return names.partition(" ")[0]


def _candidates(reference: ImageReference, words: list[str], image: BaseImage) -> list[str]:
    """Return tags to try: with the distribution as named, with the default one of the release, without one."""
    places = [
        at
        for at, word in enumerate(words)
        if (word in SUITES or split_distribution(word)[1]) and image.category != "distribution"
    ]
    if not places:
        return ["-".join(words)]
    at = places[-1]
    rest = [*words[:at], *(["alpine"] if words[at].startswith("alpine") else []), *words[at + 1 :]]
    bare = "-".join(rest)
    default = describe(reference.with_tag(bare))
    named = []
    if default is not None and default.system is not None:
        suite = f"alpine{default.system.cycle}" if words[at].startswith("alpine") else default.system.codename
        named = ["-".join([*words[:at], suite, *words[at + 1 :]])] if suite else []
    # Of Alpine's releases each version has the two of its time alone.
    kept = [] if words[at].startswith("alpine") else ["-".join(words)]
    return [*kept, *named, *([bare] if bare else [])]


def _fits(reference: ImageReference, tag: str, image: BaseImage, ended: list[Release], today: str) -> bool:
    """Whether a tag is the same variant of the image, known, and supported."""
    new = reference.with_tag(tag)
    found = describe(new)
    if parse_reference(str(new)) is None or found is None or tag == reference.tag:
        return False
    if (
        image.system is not None
        and image.system in ended
        and (found.system is None or found.system.cycle == image.system.cycle)
    ):
        return False
    same = (found.name, found.variant, found.libc) == (image.name, image.variant, image.libc)
    return same and not ended_releases(found, today)
