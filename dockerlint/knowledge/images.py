"""What is known of a base image from its reference alone: versions, support dates, distribution, contents, siblings.

The facts are in `base_images.py`, generated from the YAML files of `sources/`. This module reads a tag the way the
images' publishers write them (`3.7.4-slim-buster`, `8u212-jre-alpine3.9`, `buster-20210111-slim`) and joins it with
the tables. What is not known is None. A floating tag (`latest`, `3`, `lts-alpine`) resolves to nothing definite: it
has no cycle, unless nothing newer can come under it (`python:2`, `php:7`).
"""

from __future__ import annotations

from dockerlint.knowledge.base_images import (
    ALIASES,
    DEFAULTS,
    DISTRIBUTION_WORDS,
    DISTRIBUTIONS,
    IMAGES,
    MIRRORS,
    NAMES,
    NAMESPACES,
    PREFIXES,
    RELEASES,
    SUITES,
    TITLES,
)
from dockerlint.knowledge.reference import ImageReference, parse_reference

__all__ = ["BaseImage", "ImageReference", "Release", "describe", "end_of_life", "parse_reference"]

_DIGITS = "0123456789"
# Behind the last component of a version that leaves further ones open: greater than any of them.
_OPEN = 1 << 60
# Words that may stand in front of a version.
_LEADING = frozenset(("jdk", "jre", "open", "openjdk", "release", "version", *NAMESPACES))
_PRERELEASES = ("alpha", "beta", "dev", "ea", "pre", "rc")
# Code names of Ubuntu that are releases of ROS too: not believed where the image is not known.
_AMBIGUOUS = ("kinetic", "lunar")
# Products whose images have no tags of the major version alone.
_NO_MAJOR_TAGS = ("ubuntu",)
_JAVA = ("openjdk", "java", "eclipse-temurin", "amazoncorretto")
# Words of a tag that do not stand in the way of a slim or an Alpine sibling.
_SLIM_BESIDE = frozenset(("jdk", "jre"))
_ALPINE_BESIDE = frozenset(("cli", "fpm", "jdk", "jre", "slim", "zts"))


class Release:
    """One release of a distribution, a language or a server.

    Dates are ISO days. `eol` is the last day of regular support, `extended` the last one of the further support that
    some products have (Debian LTS, Ubuntu Pro ...); None where no end is known.
    """

    __slots__ = ("codename", "cycle", "eol", "extended", "product", "released", "title")

    def __init__(self, product: str, cycle: str) -> None:
        names, released, eol, extended = RELEASES[product][cycle]
        self.product = product
        self.cycle = cycle
        self.title = TITLES[product]
        self.codename = names.partition(" ")[0] or None
        self.released = released
        self.eol = eol or None
        self.extended = extended or None

    def __str__(self) -> str:
        return f"{self.title} {self.cycle}"

    def __repr__(self) -> str:
        return f"Release({self.product!r}, {self.cycle!r})"


class BaseImage:
    """What is known of one image; None stands for "not known" throughout.

    name              what the tables call it; None for an image that they lack, whose tag tells its distribution
    category          distribution, minimal, runtime, toolchain, server or tool
    version           version at the head of the tag, as numbers and dots; empty where there is none
    variant           words of the tag beside version and distribution: `slim`, `fpm-alpine`, `jre`
    software          release that the version belongs to
    embedded          releases of other products that the tag names (`9-jdk17`)
    distribution      name of the distribution; `system` its release
    libc              glibc, musl, or none where there is none
    shell             what /bin/sh is: dash, ash, bash, cmd, none
    package_manager   apt-get, apk, yum, dnf, microdnf, tdnf, zypper, pacman ..., none
    user              default user, where it is known not to be root
    toolchain         whether it is made to build with; `runtime` then names what to run the result on
    compressed        bytes to pull for amd64, measured on the image's tag `compressed_basis`; `compressed_estimated`
                      where the figure is from memory
    slim, alpine      the same image in a smaller variant, as a reference
    entrypoint        ENTRYPOINT, lost when another base takes the image's place
    withdrawn         day since which the repository gets no new images; `successor` took its place
    """

    __slots__ = (
        "_lacks",
        "_provides",
        "alpine",
        "category",
        "compressed",
        "compressed_basis",
        "compressed_estimated",
        "distribution",
        "embedded",
        "entrypoint",
        "libc",
        "name",
        "package_manager",
        "runtime",
        "shell",
        "slim",
        "software",
        "successor",
        "system",
        "toolchain",
        "user",
        "variant",
        "version",
        "withdrawn",
    )

    def __init__(self, name: str | None, entry: dict[str, str], version: str, variant: str) -> None:
        self.name = name
        self.category = entry.get("category")
        self.version = version
        self.variant = variant
        self.entrypoint = entry.get("entrypoint")
        self.withdrawn = entry.get("withdrawn")
        self.successor = entry.get("successor")
        self.software: Release | None = None
        self.embedded: tuple[Release, ...] = ()
        self.distribution: str | None = None
        self.system: Release | None = None
        self.libc: str | None = None
        self.shell: str | None = None
        self.package_manager: str | None = None
        self.user: str | None = None
        self.toolchain = False
        self.runtime: str | None = None
        self.compressed: int | None = None
        self.compressed_basis: str | None = None
        self.compressed_estimated = False
        self.slim: str | None = None
        self.alpine: str | None = None
        self._provides: frozenset[str] = frozenset()
        self._lacks: frozenset[str] = frozenset()

    @property
    def releases(self) -> tuple[Release, ...]:
        """Everything in the image that has support dates: software, what else the tag names, distribution."""
        found = [] if self.software is None else [self.software]
        found += self.embedded
        if self.system is not None and all(self.system.product != release.product for release in found):
            found.append(self.system)
        return tuple(found)

    @property
    def product(self) -> str | None:
        """Product of the software (`python`)."""
        return None if self.software is None else self.software.product

    @property
    def cycle(self) -> str | None:
        """Release cycle of the software (`3.7`)."""
        return None if self.software is None else self.software.cycle

    @property
    def eol(self) -> str | None:
        """Last day of the software's regular support."""
        return None if self.software is None else self.software.eol

    @property
    def extended(self) -> str | None:
        """Last day of the software's further support."""
        return None if self.software is None else self.software.extended

    @property
    def release(self) -> str | None:
        """Release of the distribution (`10`, `18.04`)."""
        return None if self.system is None else self.system.cycle

    @property
    def codename(self) -> str | None:
        """Code name of the distribution's release (`buster`)."""
        return None if self.system is None else self.system.codename

    def has(self, tool: str) -> bool | None:
        """Whether a tool or a set of data is there (`curl`, `bash`, `ca-certificates`, `tzdata` ...)."""
        if tool in self._provides:
            return True
        return False if tool in self._lacks else None


def describe(reference: ImageReference) -> BaseImage | None:
    """Return what is known of an image, or None where neither its name nor its tag tells anything."""
    name, entry, component = _look_up(reference)
    text = reference.tag or ("" if reference.digest else "latest")
    product = entry.get("product", "")
    tag = _Tag(text, product, entry.get("embeds", ""))
    if name is None and (not tag.release or tag.suite in _AMBIGUOUS):
        return None

    version = tag.version or (entry.get("frozen", "") if text == "latest" else "")
    cycle = _cycle(product, version) or (tag.release if product == tag.distribution else "")
    tag.read_component(component)
    if not tag.release:
        _settle_distribution(tag, name, entry, version, cycle)

    image = BaseImage(name, entry, version, "-".join(tag.words))
    if cycle:
        image.software = Release(product, cycle)
    image.embedded = tuple(Release(*found) for found in tag.embedded)
    if tag.release:
        image.system = Release(tag.distribution, tag.release)
    _read_system(image, tag, entry)
    _read_contents(image, tag, entry, exact=not component)
    if name is not None and text and tag.distribution != "windows":
        _read_use(image, tag, entry)
        _read_size(image, name, entry)
        if not reference.digest:
            _read_siblings(image, tag, name, entry, reference)
    return image


def end_of_life(reference: ImageReference, today: str) -> list[Release]:
    """Return the releases in an image whose regular support ended before an ISO day.

    They can be the language or server, other products that the tag names, and the distribution. `extended` tells
    whether one still gets some fixes: for Debian that is the LTS team's support, open to everybody.
    """
    image = describe(reference)
    if image is None:
        return []
    return [release for release in image.releases if release.eol is not None and release.eol < today]


class _Tag:
    """The words of a tag, sorted by what they tell."""

    __slots__ = ("distribution", "embedded", "release", "suite", "text", "version", "words")

    def __init__(self, text: str, product: str, embeds: str) -> None:
        self.text = text
        self.version = ""
        self.distribution = ""
        self.release = ""
        # The word that names the distribution, as it is spelled.
        self.suite = ""
        # Product and cycle of each.
        self.embedded: list[tuple[str, str]] = []
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
            elif leading and _version(word):
                self.version = _version(word)
                used = 1
            else:
                used = self._read_suite(word, following) or self._read_embedded(word, following, announced)
            leading = leading and not used and word in _LEADING
            if not used and word and word != "latest" and not _version(word):
                self.words.append(word)
            at += used or 1

    def read_component(self, text: str) -> None:
        """Read the last component of a repository, too (`static-debian12`, `ubi9-minimal`)."""
        words = text.split("-")
        for at, word in enumerate(words):
            if not self._read_suite(word, words[at + 1] if at + 1 < len(words) else "") and word:
                self.words.append(word)

    def _read_suite(self, word: str, following: str) -> int:
        """Take the distribution from a word, and its release from that or the next; return how many were used."""
        used = 1
        if word in SUITES:
            distribution, release = SUITES[word]
        else:
            distribution, digits = _split_distribution(word)
            if not distribution:
                return 0
            release = _cycle(distribution, digits)
            if not digits and following:
                release = _cycle(distribution, following)
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
        if not digits and _version(following):
            digits = _version(following)
            used = 2
        if digits:
            cycle = _cycle(product, digits)
            if not cycle and product in _JAVA:  # older than the vendor
                product, cycle = "openjdk", _cycle("openjdk", digits)
            if cycle:
                self.embedded.append((product, cycle))
        elif self.embedded and letters not in ("jdk", "jre"):
            # The vendor's name stands behind the version: `9-jdk11-openjdk`.
            cycle = _cycle(product, self.embedded[-1][1])
            if cycle:
                self.embedded[-1] = (product, cycle)
        return used


def _look_up(reference: ImageReference) -> tuple[str | None, dict[str, str], str]:
    """Return the name in the tables, its entry, and the last component where the entry stands for a whole tree."""
    name = reference.familiar
    for mirror in MIRRORS:
        if name.startswith(mirror) and name[len(mirror) : len(mirror) + 1] == "/":
            name = name[len(mirror) + 1 :]
            break
    name = name.removeprefix("library/")
    namespace, _, rest = name.partition("/")
    if namespace in NAMESPACES and "/" not in rest:
        name = rest
    name = ALIASES.get(name, name)
    if name in IMAGES:
        return name, IMAGES[name], ""
    for prefix, target in PREFIXES:
        if name.startswith(prefix):
            return target, IMAGES[target], name.rpartition("/")[2]
    return None, {}, ""


def _settle_distribution(tag: _Tag, name: str | None, entry: dict[str, str], version: str, cycle: str) -> None:
    """Find the distribution behind a tag that names none, or not its release."""
    base = entry.get("base", "")
    if base and entry.get("product") == base and tag.distribution in ("", base):
        tag.distribution, tag.release = base, cycle
        return
    if not tag.text and "alpine" in entry:
        return  # a digest alone does not tell the plain image from the one on Alpine
    families = DEFAULTS.get(entry.get("defaults", name or ""), {})
    if "alpine" in tag.words:
        lines = families.get("musl", {})
    else:
        lines = (families.get("slim") if "slim" in tag.words else None) or families.get("glibc", {})
    # A major version, or a code name, stands for its cycle.
    suite = _default_suite(lines, version if version.startswith(cycle) else cycle, known=bool(cycle))
    distribution, release = SUITES.get(suite) or _split_distribution(suite.partition("-")[0])
    if distribution and tag.distribution in ("", distribution):
        tag.distribution, tag.release = distribution, _cycle(distribution, release)
    elif tag.distribution in ("", base):
        tag.distribution, tag.release = base, entry.get("release", "")


def _default_suite(lines: dict[str, str], version: str, *, known: bool) -> str:
    """Return the distribution's word that a table has for a version, or an empty string.

    `known`: the version's cycle is in the release table, so a table that lists changes only goes on for it.
    """
    asked = _numbers(version)
    if not asked:
        return ""
    parts = version.split(".")
    for count in range(len(parts), 0, -1):
        key = ".".join(parts[:count])
        if key not in lines:
            continue
        suite, *changes = lines[key].split()
        if count == len(parts):
            suite = changes[-1] if changes else suite
        else:
            for since, changed in zip(changes[::2], changes[1::2], strict=True):
                if since != "last" and _numbers(since) <= (*asked, _OPEN):
                    suite = changed
        return "" if suite == "unknown" else suite
    if known and not any(key.startswith(version + ".") for key in lines):
        below = [key for key in lines if _numbers(key) <= asked]
        if below:
            return lines[max(below, key=_numbers)].rpartition(" ")[2]
    return ""


def _read_system(image: BaseImage, tag: _Tag, entry: dict[str, str]) -> None:
    """Fill in distribution, libc, shell, package manager and user."""
    image.distribution = tag.distribution or None
    facts = DISTRIBUTIONS.get(tag.distribution, {})
    image.libc = facts.get("libc") or None
    image.shell = facts.get("shell") or None
    managers = facts.get("package_manager", "")
    for word in (*tag.words, entry.get("base_variant", "")):
        managers = facts.get(f"package_manager {word}", managers)
    image.package_manager = _since(managers, tag.release) or None
    # Without a base the entry speaks of tags that tell no distribution.
    if entry.get("base") or not tag.distribution:
        image.libc = (entry.get("libc", image.libc)) or None
        image.shell = (entry.get("shell", image.shell)) or None
        image.package_manager = (entry.get("package_manager", image.package_manager)) or None
    image.user = entry.get("user")
    for setting in entry.get("words", "").split():
        word, field, value = setting.split("=")
        if word in tag.words:
            setattr(image, field, value)


def _read_contents(image: BaseImage, tag: _Tag, entry: dict[str, str], *, exact: bool) -> None:
    """Fill in what tools are known to be there or not; `exact`: the entry is about this very repository."""
    if tag.distribution == "windows" or not (tag.text or entry.get("category") == "distribution"):
        return
    provides = _of_variant(entry.get("provides", ""), tag.words)
    lacks = _of_variant(entry.get("lacks", ""), tag.words)
    facts = DISTRIBUTIONS.get(tag.distribution, {})
    if image.shell != "none":
        provides.update(facts.get("provides", "").split())
    # What is built on a distribution may have more than it.
    if exact and (image.category == "distribution" or image.name == tag.distribution):
        lacks.update(facts.get("lacks", "").split())
    image._provides = frozenset(provides)
    image._lacks = frozenset(lacks - provides)


def _of_variant(text: str, words: list[str]) -> set[str]:
    """Return the tools that a field such as `plain=gcc,git alpine=wget any=python3` lists for a tag's words."""
    variants = dict(item.split("=") for item in text.split())
    wanted = ["any", *(word for word in words if word in variants)]
    if len(wanted) == 1 and "slim" not in words and "alpine" not in words:
        wanted.append("plain")
    return {tool for variant in wanted for tool in variants.get(variant, "").split(",") if tool}


def _read_use(image: BaseImage, tag: _Tag, entry: dict[str, str]) -> None:
    """Fill in whether the image is for building, and the image to run the result on."""
    when, *words = entry.get("toolchain", "never").split()
    named = any(word in tag.words for word in words)
    image.toolchain = when == "always" or (when == "when" and named) or (when == "unless" and not named)
    if not image.toolchain:
        return
    java = next((release.cycle for release in image.releases if release.product in _JAVA), "")
    fields = {
        "cycle": image.cycle or "",
        "distribution": tag.distribution,
        "java": java,
        "release": tag.release,
        "suite": image.codename or "",
        "tag": tag.text,
        "version": image.version,
    }
    templates = entry.get("runtime_musl" if image.libc == "musl" else "runtime", "")
    for template in templates.split():
        filled = _fill(template, fields)
        product, _, version = filled.partition(":")
        # Not every release of one vendor was made by the other.
        if filled and (product != "eclipse-temurin" or _cycle(product, _version(version.partition("-")[0]))):
            image.runtime = filled
            return


def _fill(template: str, fields: dict[str, str]) -> str:
    """Return a template with its fields filled in, or an empty string where one is not known."""
    text, *rest = template.split("{")
    for part in rest:
        field, _, literal = part.partition("}")
        name, _, change = field.partition("/")
        value = fields[name]
        if change:
            old, _, new = change.partition("/")
            value = value.replace(old, new)
        if not value:
            return ""
        text += value + literal
    return text


def _read_size(image: BaseImage, name: str, entry: dict[str, str]) -> None:
    """Fill in the compressed size."""
    variant = image.variant or "plain"
    for item in entry.get("sizes", "").split():
        sized, _, megabytes = item.partition("=")
        if sized == variant:
            image.compressed = round(float(megabytes) * 1_000_000)
            suffix = "" if variant == "plain" else f"-{variant}"
            image.compressed_basis = f"{name}:{entry['measured']}{suffix}"
            image.compressed_estimated = variant in entry.get("estimated", "").split()


def _read_siblings(image: BaseImage, tag: _Tag, name: str, entry: dict[str, str], reference: ImageReference) -> None:
    """Fill in the slim and the Alpine sibling."""
    floating = tag.text == "latest"
    parts = [] if floating else tag.text.split("-")
    names_suite = tag.suite and tag.suite in parts
    words = set(tag.words)
    place = entry.get("slim")
    if place and words <= _SLIM_BESIDE:
        at = parts.index(tag.suite) if names_suite and place == "before" else len(parts)
        slim = "-".join([*parts[:at], "slim", *parts[at:]])
        image.slim = str(reference.with_tag("stable-slim" if name == "debian" and floating else slim))
    lines = DEFAULTS.get(entry.get("defaults", name), {}).get("musl", {})
    exists = not lines or not image.version or image.version in lines or image.cycle in lines
    if entry.get("alpine") and words <= _ALPINE_BESIDE and (exists or _default_suite(lines, image.version, known=True)):
        kept = [part for part in parts if part != "slim" and not (names_suite and part == tag.suite)]
        image.alpine = str(reference.with_tag("-".join([*kept, "alpine"])))


def _split_distribution(word: str) -> tuple[str, str]:
    """Return the distribution and the release that a word like `alpine3.19`, `ubuntu2004` or `ubi8` is made of."""
    letters = word.rstrip(_DIGITS + ".")
    digits = word[len(letters) :]
    distribution = DISTRIBUTION_WORDS.get(letters, "")
    if not distribution or (not digits and len(letters) <= 2):
        return "", ""
    if distribution == "ubuntu" and len(digits) == 4 and "." not in digits:
        digits = f"{digits[:2]}.{digits[2:]}"
    return distribution, digits


def _version(word: str) -> str:
    """Return the version that a word spells as numbers and dots (`8u212` is 8.212), or an empty string."""
    text = word.removeprefix("v").partition("_")[0]
    rest = text.lstrip(_DIGITS + ".")
    version = text[: len(text) - len(rest)].rstrip(".")
    if not _numbers(version):
        return ""
    letters = rest.rstrip(_DIGITS)
    if not rest or letters in _PRERELEASES:
        return version
    number = rest[len(letters) :]
    if letters == "u" and number:
        return f"{version}.{number}"
    # `3.8.0b4`, `2.0.0p643`; without a dot it is rather a piece of a hash.
    return version if len(letters) == 1 and number and "." in version else ""


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers, or an empty tuple where it is none."""
    parts = version.split(".")
    if not all(part and not part.strip(_DIGITS) for part in parts):
        return ()
    return tuple(map(int, parts))


def _cycle(product: str, version: str) -> str:
    """Return the release cycle that a version or code name belongs to, or an empty string.

    A version that leaves the cycle open (`php:7`) belongs to the newest one that it covers if a later major version is
    out, because then no newer one will come.
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
    asked = _numbers(version)
    covered = [cycle for cycle in cycles if cycle.startswith(version + ".")]
    if not asked or not covered or product in _NO_MAJOR_TAGS:
        return ""
    closed = any(_numbers(cycle)[:1] > asked[:1] for cycle in cycles)
    return max(covered, key=_numbers) if closed else ""


def _since(steps: str, release: str) -> str:
    """Return what steps such as `0=yum 8=dnf` have for a release; the last where the release is not known."""
    value = ""
    for step in steps.split():
        since, _, stepped = step.partition("=")
        if not release or _numbers(since) <= _numbers(release):
            value = stepped
    return value
