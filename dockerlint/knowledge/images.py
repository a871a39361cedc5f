"""What is known of a base image from its reference alone: versions, support dates, distribution, contents.

The facts are in `base_images.py`, generated from the YAML files of `sources/`; here a reference is joined
with them. What is not known is None. A floating tag (`latest`, `3`, `lts-alpine`) has no cycle, unless
nothing newer can come under it (`python:2`, `php:7`).
"""

from __future__ import annotations

from dockerlint.knowledge.base_images import (
    ALIASES,
    DEFAULTS,
    DISTRIBUTIONS,
    IMAGES,
    MIRRORS,
    NAMESPACES,
    PREFIXES,
    RELEASES,
    SUITES,
    TITLES,
)
from dockerlint.knowledge.reference import ImageReference, parse_reference
from dockerlint.knowledge.tags import JAVA, Tag, cycle_of, numbers, split_distribution, version_of

__all__ = ["BaseImage", "ImageReference", "Release", "describe", "describe_name", "end_of_life", "parse_reference"]

# Behind the last component of a version that leaves further ones open: greater than any of them.
_OPEN = 1 << 60
# Words of a tag that do not stand in the way of a slim or an Alpine sibling.
_SLIM_BESIDE = frozenset(("jdk", "jre"))
_ALPINE_BESIDE = frozenset(("cli", "fpm", "jdk", "jre", "slim", "zts"))


class Release:
    """One release of a distribution, a language or a server.

    Dates are ISO days. `eol` is the last day of regular support, `extended` the last one of the further
    support that some products have (Debian LTS, Ubuntu Pro ...); None where no end is known.
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

    reference        the reference that was asked about
    name             what the tables call it; None for an image that they lack but that tells its distribution
    category         distribution, minimal, runtime, toolchain, server or tool
    version          version at the head of the tag, as numbers and dots; empty where there is none
    variant          words of the tag beside version and distribution: `slim`, `fpm-alpine`, `jre`
    software         release that the version belongs to
    embedded         releases of other products that the tag names (`9-jdk17`)
    distribution     name of the distribution; `system` its release
    libc             glibc, musl, or none where there is none
    shell            what /bin/sh is: dash, ash, bash, cmd, none
    package_manager  apt-get, apk, yum, dnf, microdnf, tdnf, zypper, pacman ..., none
    provides, lacks  tools and data that are known to be there, and known not to be: ask `has`
    user             default user, where it is known not to be root
    toolchain        whether it is made to build with; `runtime` then names what to run the result on
    compressed       bytes to pull for amd64, as measured on the image's tag `compressed_basis`, of another
                     version perhaps; `compressed_estimated` where the figure is from memory
    slim, alpine     the same image in a smaller variant, as a reference
    entrypoint       ENTRYPOINT, lost when another base takes the image's place
    withdrawn        day since which the repository gets no new images; `successor` took its place
    """

    __slots__ = (
        "alpine",
        "category",
        "compressed",
        "compressed_basis",
        "compressed_estimated",
        "distribution",
        "embedded",
        "entrypoint",
        "lacks",
        "libc",
        "name",
        "package_manager",
        "provides",
        "reference",
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

    def __init__(
        self, reference: ImageReference, name: str | None, entry: dict[str, str], version: str, variant: str
    ) -> None:
        self.reference = reference
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
        self.provides: frozenset[str] = frozenset()
        self.lacks: frozenset[str] = frozenset()

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
        if tool in self.provides:
            return True
        return False if tool in self.lacks else None


# Files name the same few images again and again, and several rules ask about each.
_DESCRIBED: dict[tuple[str, str, str | None, str | None], BaseImage | None] = {}
_MOST_DESCRIBED = 1000


def describe(reference: ImageReference) -> BaseImage | None:
    """Return what is known of an image, or None where neither its name nor its tag tells anything. Read only."""
    key = (reference.registry, reference.repository, reference.tag, reference.digest)
    if key not in _DESCRIBED:
        if len(_DESCRIBED) >= _MOST_DESCRIBED:
            _DESCRIBED.clear()
        _DESCRIBED[key] = _described(reference)
    return _DESCRIBED[key]


def describe_name(name: str) -> BaseImage | None:
    """Return what is known of the image that a text names; None too where it is no reference."""
    reference = parse_reference(name)
    return describe(reference) if reference is not None else None


def _described(reference: ImageReference) -> BaseImage | None:
    name, entry, component = _look_up(reference)
    text = reference.tag or ("" if reference.digest else "latest")
    product = entry.get("product", "")
    tag = Tag(text, product, entry.get("embeds", ""))
    if name is None and not tag.tells_distribution(reference):
        return None

    version = tag.version or (entry.get("frozen", "") if text == "latest" else "")
    cycle = cycle_of(product, version) or (tag.release if product == tag.distribution else "")
    tag.read_component(component)
    if name is not None and not tag.release:
        _settle_distribution(tag, name, entry, version, cycle)

    image = BaseImage(reference, name, entry, version, "-".join(tag.words))
    if cycle:
        image.software = Release(product, cycle)
    image.embedded = tuple(Release(*found) for found in tag.embedded)
    if tag.release:
        image.system = Release(tag.distribution, tag.release)
    _read_system(image, tag, entry)
    _read_contents(image, tag, entry)
    if name is not None and text and tag.distribution != "windows":
        _read_use(image, tag, entry)
        _read_size(image, name, entry)
        if not reference.digest and image.withdrawn is None:
            _read_siblings(image, tag, name, entry, reference)
    return image


def end_of_life(reference: ImageReference, today: str) -> list[Release]:
    """Return the releases in an image whose regular support ended before an ISO day.

    They can be the language or server, other products that the tag names, and the distribution. `extended`
    tells whether one still gets some fixes: for Debian that is the LTS team's support, open to everybody.
    """
    image = describe(reference)
    if image is None:
        return []
    return [release for release in image.releases if release.eol is not None and release.eol < today]


def _look_up(reference: ImageReference) -> tuple[str | None, dict[str, str], str]:
    """Return the name in the tables, its entry, and the last component where that stands for a whole tree."""
    name = reference.familiar
    for mirror in MIRRORS:
        if name.startswith(mirror) and name[len(mirror) : len(mirror) + 1] == "/":
            name = name[len(mirror) + 1 :]
            break
    name = name.removeprefix("library/")
    namespace, _, rest = name.partition("/")
    if namespace in NAMESPACES and rest and "/" not in rest:
        name = rest
    name = ALIASES.get(name, name)
    if name in IMAGES:
        return name, IMAGES[name], ""
    for prefix, target in PREFIXES:
        if name.startswith(prefix):
            return target, IMAGES[target], name.rpartition("/")[2]
    return None, {}, ""


def _settle_distribution(tag: Tag, name: str, entry: dict[str, str], version: str, cycle: str) -> None:
    """Find the distribution behind a tag that names none, or not its release."""
    base = entry.get("base", "")
    if base and entry.get("product") == base and tag.distribution in ("", base):
        tag.distribution, tag.release = base, cycle
        return
    if not tag.text and "alpine" in entry:
        return  # a digest alone does not tell the plain image from the one on Alpine
    families = DEFAULTS.get(entry.get("defaults", name), {})
    if "alpine" in tag.words:
        lines = families.get("musl", {})
    else:
        lines = (families.get("slim") if "slim" in tag.words else None) or families.get("glibc", {})
    if not tag.plain or tag.suite in SUITES:
        lines = {}
    # A major version, or a code name, stands for its cycle.
    suite = _default_suite(lines, version if version.startswith(cycle) else cycle)
    distribution, release = SUITES.get(suite) or split_distribution(suite.partition("-")[0])
    if distribution and tag.distribution in ("", distribution):
        tag.distribution, tag.release = distribution, cycle_of(distribution, release)
    elif tag.distribution in ("", base):
        tag.distribution, tag.release = base, entry.get("release", "")


def _default_suite(lines: dict[str, str], version: str) -> str:
    """Return the distribution's word that a table has for a version, or an empty string."""
    asked = numbers(version)
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
                if since != "last" and numbers(since) <= (*asked, _OPEN):
                    suite = changed
        return "" if suite == "unknown" else suite
    return ""


def _read_system(image: BaseImage, tag: Tag, entry: dict[str, str]) -> None:
    """Fill in distribution, libc, shell, package manager and user."""
    image.distribution = tag.distribution or None
    facts = DISTRIBUTIONS.get(tag.distribution, {})
    image.libc = facts.get("libc") or None
    image.shell = facts.get("shell") or None
    image.package_manager = _since(facts.get("package_manager", ""), tag.release) or None
    for word in (*tag.words, entry.get("base_variant", "")):
        special = _since(facts.get(f"package_manager {word}", ""), tag.release)
        image.package_manager = special or image.package_manager
    # Without a base the entry speaks of tags that tell no distribution.
    if entry.get("base") or not tag.distribution:
        image.libc = entry.get("libc", image.libc) or None
        image.shell = entry.get("shell", image.shell) or None
        image.package_manager = entry.get("package_manager", image.package_manager) or None
    image.user = entry.get("user")
    for setting in entry.get("words", "").split():
        word, field, value = setting.split("=")
        if word in tag.words:
            setattr(image, field, value)


def _read_contents(image: BaseImage, tag: Tag, entry: dict[str, str]) -> None:
    """Fill in what tools are known to be there or not."""
    if tag.distribution == "windows" or not (tag.text or entry.get("category") == "distribution"):
        return
    provides = _of_variant(entry.get("provides", ""), tag.words)
    lacks = _of_variant(entry.get("lacks", ""), tag.words)
    facts = DISTRIBUTIONS.get(tag.distribution, {})
    if image.shell != "none":
        provides.update(facts.get("provides", "").split())
    # What is built on a distribution may have more than the distribution's own image.
    if image.name == tag.distribution:
        lacks.update(facts.get("lacks", "").split())
    image.provides = frozenset(provides)
    image.lacks = frozenset(lacks - provides)


def _of_variant(text: str, words: list[str]) -> set[str]:
    """Return the tools that a field like `plain=gcc,git alpine=wget any=python3` has for a tag's words."""
    variants = dict(item.split("=") for item in text.split())
    wanted = ["any", *(word for word in words if word in variants)]
    if len(wanted) == 1 and "slim" not in words and "alpine" not in words:
        wanted.append("plain")
    return {tool for variant in wanted for tool in variants.get(variant, "").split(",") if tool}


def _read_use(image: BaseImage, tag: Tag, entry: dict[str, str]) -> None:
    """Fill in whether the image is for building, and the image to run the result on."""
    when, *words = entry.get("toolchain", "never").split()
    named = any(word in tag.words for word in words)
    image.toolchain = when == "always" or (when == "when" and named) or (when == "unless" and not named)
    if not image.toolchain:
        return
    java = next((release.cycle for release in image.releases if release.product in JAVA), "")
    fields = {
        "cycle": image.cycle or "",
        "distribution": tag.distribution,
        "java": java,
        "minor": ".".join([*image.version.split("."), "0"][:2]) if image.version else "",
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
        if filled and (product != "eclipse-temurin" or cycle_of(product, version_of(version.partition("-")[0]))):
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


def _read_siblings(image: BaseImage, tag: Tag, name: str, entry: dict[str, str], reference: ImageReference) -> None:
    """Fill in the slim and the Alpine sibling."""
    floating = tag.text == "latest"
    parts = [] if floating else tag.text.split("-")
    names_suite = tag.suite and tag.suite in parts
    words = set(tag.words)
    place = entry.get("slim")
    if place and words <= _SLIM_BESIDE:
        at = parts.index(tag.suite) if names_suite and place == "before" else len(parts)
        slim = [*parts[:at], "slim", *parts[at:]]
        image.slim = _sibling(reference, ["stable", "slim"] if name == "debian" and floating else slim)
    lines = DEFAULTS.get(entry.get("defaults", name), {}).get("musl", {})
    exists = not lines or not image.cycle or _default_suite(lines, image.cycle)
    if entry.get("alpine") and exists and words <= _ALPINE_BESIDE:
        kept = [part for part in parts if part != "slim" and not (names_suite and part == tag.suite)]
        image.alpine = _sibling(reference, [*kept, "alpine"])


def _sibling(reference: ImageReference, words: list[str]) -> str | None:
    """Return the reference with another tag, if that is one."""
    text = str(reference.with_tag("-".join(words)))
    return text if parse_reference(text) else None


def _since(steps: str, release: str) -> str:
    """Return what steps such as `0=yum 8=dnf` have for a release; the last where the release is not known."""
    value = ""
    for step in steps.split():
        since, _, stepped = step.partition("=")
        if not release or numbers(since) <= numbers(release):
            value = stepped
    return value
