"""The tags of images as their publishers write them: `3.7.4-slim-buster`, `8u212-jre-alpine3.9`."""

from __future__ import annotations

from dockerlint.knowledge.base_images import CHECKED, DISTRIBUTION_WORDS, NAMES, NAMESPACES, RELEASES, SUITES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.reference import ImageReference

# Products that are a Java.
JAVA = ("openjdk", "java", "eclipse-temurin", "amazoncorretto")

_DIGITS = "0123456789"
# Words that may stand in front of a version.
_LEADING = frozenset(("jdk", "jre", "open", "openjdk", "release", "version", *NAMESPACES))
# Words for whatever is current.
_CHANNELS = frozenset(
    (
        *("current", "edge", "latest", "lts", "mainline", "nightly", "rawhide", "rolling"),
        *("experimental", "oldoldstable", "oldstable", "stable", "testing", "unstable"),
    )
)
_PRERELEASES = ("alpha", "beta", "dev", "ea", "pre", "preview", "rc")
# Words in a repository's name that leave a distribution's name what it is.
_NEUTRAL = frozenset(("alpine", "arm", "arm64", "base", "docker", "image", "init", "minimal", "slim", *NAMESPACES))
# Code names of Ubuntu that are releases of ROS too: not believed where the image is not known.
_AMBIGUOUS = ("kinetic", "lunar")
# Products whose images have no tags of the major version alone.
_NO_MAJOR_TAGS = ("ubuntu",)


class Tag:
    """The words of a tag, sorted by what they tell."""

    __slots__ = ("distribution", "embedded", "plain", "release", "suite", "text", "version", "words")

    def __init__(self, text: str, product: str, embeds: str) -> None:
        self.text = text
        self.version = ""
        self.distribution = ""
        self.release = ""
        # The word that names the distribution, as it is spelled.
        self.suite = ""
        # Product and cycle of each.
        self.embedded: list[tuple[str, str]] = []
        # Whether the version is a finished one: the tables of default distributions speak of nothing else.
        self.plain = True
        # Whatever else it says: `slim`, `alpine`, `jre`, `fpm` ...
        self.words: list[str] = []
        announced = dict(pair.split("=") for pair in embeds.split())
        names = NAMES.get(product, {})
        words = text.split("-")
        leading = True
        at = 0
        while at < len(words):
            word = words[at]
            following = words[at + 1] if at + 1 < len(words) else ""
            if at == 0 and word in names:
                self.version = names[word]
                used = 1
            elif leading and version_of(word):
                self.version = version_of(word)
                self.plain = word.strip(_DIGITS + "._v") in ("", "u")
                used = 1
            else:
                used = self._read_suite(word, following) or self._read_embedded(word, following, announced)
            leading = leading and not used and word in _LEADING
            if word == "onbuild" or (word.strip(_DIGITS + ".") in _PRERELEASES and not self.suite):
                self.plain = False
            if not used and word and word not in _CHANNELS and not version_of(word):
                self.words.append(word)
            at += used or 1

    def tells_distribution(self, reference: ImageReference) -> bool:
        """Whether an image that no table has gives its distribution away, in its tag or in its name.

        A tag is believed (`:bionic`, `:1.2-alpine`), and a release in the name (`centos7-java8`). A bare name
        is where nothing else is named: the 8 of `acme/debian:8` is a Debian, that of `acme/debian-java:8` is
        not.
        """
        if self.suite:
            return self.suite not in _AMBIGUOUS
        words = self.words
        self.words = []
        self.read_component(reference.repository.rpartition("/")[2])
        others, self.words = self.words, words
        if self.release or self.distribution == "windows":
            return self.suite not in _AMBIGUOUS
        if not self.distribution or not _NEUTRAL.issuperset(others):
            return False
        self.release = cycle_of(self.distribution, self.version)
        return True

    def read_component(self, text: str) -> None:
        """Read the last component of a repository, too (`static-debian12`, `ubi9-minimal`)."""
        words = text.split("-")
        for at, word in enumerate(words):
            if not self._read_suite(word, words[at + 1] if at + 1 < len(words) else "") and word:
                self.words.append(word)

    def _read_suite(self, word: str, following: str) -> int:
        """Take the distribution from a word, its release from that or the next; return how many were used."""
        used = 1
        if word in SUITES:
            distribution, release = SUITES[word]
        else:
            distribution, digits = split_distribution(word)
            if not distribution:
                return 0
            release = cycle_of(distribution, digits)
            if not digits and following:
                release = cycle_of(distribution, following)
                used = 2 if release else 1
        if distribution == "alpine" and "alpine" not in self.words:
            self.words.append("alpine")
        if not self.release:
            self.distribution, self.release, self.suite = distribution, release, word
        return used

    def _read_embedded(self, word: str, following: str, announced: dict[str, str]) -> int:
        """Take another product's version from a word or the next one; return how many were used."""
        letters = word.rstrip(_DIGITS + ".")
        product = announced.get(letters)
        if product is None:
            return 0
        if letters in ("jdk", "jre"):
            self.words.append(letters)
        used = 1
        digits = word[len(letters) :]
        if not digits and version_of(following):
            digits = version_of(following)
            used = 2
        if digits:
            cycle = cycle_of(product, digits)
            if not cycle and product in JAVA:  # older than the vendor
                product, cycle = "openjdk", cycle_of("openjdk", digits)
            if cycle:
                self.embedded.append((product, cycle))
        elif self.embedded and letters not in ("jdk", "jre"):
            # The vendor's name stands behind the version: `9-jdk11-openjdk`.
            cycle = cycle_of(product, self.embedded[-1][1])
            if cycle:
                self.embedded[-1] = (product, cycle)
        return used


def split_distribution(word: str) -> tuple[str, str]:
    """Return the distribution and the release in a word like `alpine3.19`, `ubuntu2004` or `ubi8`."""
    letters = word.rstrip(_DIGITS + ".")
    digits = word[len(letters) :]
    distribution = DISTRIBUTION_WORDS.get(letters, "")
    if not distribution or (not digits and len(letters) <= 2):
        return "", ""
    if distribution == "ubuntu" and len(digits) == 4 and "." not in digits:
        digits = f"{digits[:2]}.{digits[2:]}"
    return distribution, digits


def version_of(word: str) -> str:
    """Return the version that a word spells as numbers and dots (`8u212` is 8.212), or an empty string."""
    text, build, _ = word.removeprefix("v").partition("_")
    rest = text.lstrip(_DIGITS + ".")
    version = text[: len(text) - len(rest)].rstrip(".")
    if not numbers(version):
        return ""
    if build and not rest and "." not in version:  # a Java release before its first update: `17_35`
        return f"{version}.0.0"
    letters = rest.rstrip(_DIGITS)
    if not rest or letters in _PRERELEASES:
        return version
    number = rest[len(letters) :]
    if letters == "u" and number:
        return f"{version}.{number}"
    # `3.8.0b4`, `2.0.0p643`; without a dot it is rather a piece of a hash.
    return version if len(letters) == 1 and number and "." in version else ""


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers, or an empty tuple where it is none."""
    parts = version.split(".")
    if not all(part and not part.strip(_DIGITS) for part in parts):
        return ()
    return tuple(map(int, parts))


def cycle_of(product: str, version: str) -> str:
    """Return the release cycle that a version or code name belongs to, or an empty string.

    A version that leaves the cycle open (`php:7`) stands for one if a later major version is out, because
    then no newer cycle will come: for the newest supported, or else for the one that was supported last.
    """
    cycles = RELEASES.get(product)
    if cycles is None or not version:
        return ""
    names = NAMES.get(product, {})
    if version in names:
        return names[version]
    parts = version.split(".")
    for count in range(len(parts), 0, -1):
        key = ".".join(parts[:count])
        if key in cycles:
            return key
    asked = numbers(version)
    covered = [cycle for cycle in cycles if cycle.startswith(version + ".")]
    if not asked or not covered or product in _NO_MAJOR_TAGS:
        return ""
    if not any(numbers(cycle)[:1] > asked[:1] for cycle in cycles):
        return ""

    def rank(cycle: str) -> tuple[bool, str, tuple[int, ...]]:
        eol = cycles[cycle][2]
        supported = not eol or eol >= CHECKED
        return supported, "" if supported else eol, numbers(cycle)

    return max(covered, key=rank)
