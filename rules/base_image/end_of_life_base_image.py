from __future__ import annotations

from dockerlint.knowledge.base_images import RELEASES
from dockerlint.knowledge.images import Release
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.base_image.common import short, tag_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.images import BaseImage, ImageReference
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings

# Only the newest release gets fixes, for some weeks: everybody is behind it, and for a year nobody minds.
_ROLLING = ("rust", "traefik")
_IMAGES = ("openjdk", "java")


class EndOfLifeBaseImage(Rule):
    """A base image whose release gets no more fixes.

    ## What it flags
    A `FROM` whose image carries a distribution, language or server past the end of its regular support, as
    its tag tells: `python:3.7-stretch`, `ubuntu:18.04`, `nvidia/cuda:9.0-devel-ubuntu16.04`. Also images that
    are no longer published. It is an error where nobody gives support any more (Debian LTS, Ubuntu Pro and
    the like included) and the image is what the built one stands on, otherwise a warning: a builder's
    compiler and libraries go into what is shipped, too. Images of
    the containers in Compose and Kubernetes files count too.

    ## Why it is bad
    Holes that become known stay open, and sooner or later the package archives move and the build fails.

    ## What to do
    Move to a supported release. The dates come with the program and are compared with today (or
    `SOURCE_DATE_EPOCH`).

    The fix writes the nearest release that is supported and keeps the variant. It is unsafe: what was written
    for the old release may not work with the new one. Across a major version it is only shown.

    ## Limits
    A distribution that the tag does not name, `node:22`, counts only when all its support has ended: its
    publisher moves it. Rust and Traefik, which support only the newest release, count a year later. Floating
    tags such as `node:lts` have no release.

    ## Sources
    - https://endoflife.date/
    - https://www.debian.org/releases/
    - https://ubuntu.com/about/release-cycle
    """

    name = "end-of-life-base-image"
    aliases = ("dockerfile-doctor:DD077", "tally:ruby/eol-ruby-version")
    on = ("@file", "@images")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example("FROM python:3.7-stretch\n", lines=(1,), fixed="FROM python:3.11-trixie\n"),
            Example("ARG RELEASE=18.04\nFROM ubuntu:$RELEASE\n", lines=(2,), refused="variable"),
            Example(
                "FROM golang:1.20-alpine AS build\nFROM scratch\nCOPY --from=build /go /\n",
                lines=(1,),
                fixed="FROM golang:1.26-alpine AS build\nFROM scratch\nCOPY --from=build /go /\n",
            ),
            Example("FROM debian:buster-slim\n", fixed="FROM debian:trixie-slim\n"),
            Example("FROM jenkins:2.60.3\n", lines=(1,), refused="another image"),
        ),
        good=(
            "FROM debian:13-slim\n",
            "FROM node:lts\nFROM node:22\nFROM rust:1.95-slim-trixie\n",
            "ARG RELEASE\nFROM ubuntu:$RELEASE\nFROM registry.example.com/python:3.7\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        shipped = file.graph.target.bases if file.graph.target else []
        for use in file.graph.images:
            image = use.base_image if use.kind in ("from", "service") else None
            if image is None:
                continue
            ended = ended_releases(image, file.today)
            if ended:
                told = ", ".join(_told(release, file.today) for release in ended)
                way_out = _way_out(ended[0], image, file.today)
                message = f"`{short(image.reference)}`: {told}{way_out}"
                finding = self.at(tag_span(use), message, subject=(use, image.reference, ended))
                if (use.kind == "service" or use.stage in shipped) and any(
                    _is_over(release, file.today) for release in ended
                ):
                    finding.severity = "error"
            elif image.withdrawn and image.withdrawn < file.today:
                successor = f"; use {image.successor}" if image.successor else ""
                message = f"`{short(image.reference)}`: no new images since {image.withdrawn}{successor}"
                finding = self.at(use.span, message, subject=(use, image.reference, []))
            else:
                continue
            finding.confidence = "medium" if "$" in use.written else "high"
            yield finding


def ended_releases(image: BaseImage, today: str) -> list[Release]:
    """Return the releases whose regular support has ended and for which whoever wrote the tag answers."""
    year_ago = f"{int(today[:4]) - 1}{today[4:]}"
    found = []
    for release in image.releases:
        end = release.eol or today
        if end >= (year_ago if release.product in _ROLLING else today):
            continue
        if release is not image.system or _is_over(release, today) or _names(image.reference, release):
            found.append(release)
    return found


def _names(reference: ImageReference, release: Release) -> bool:
    tag = reference.tag or ""
    return release.product in tag or (release.codename or release.product) in tag


def _is_over(release: Release, today: str) -> bool:
    return (release.extended or release.eol or today) < today


def _told(release: Release, today: str) -> str:
    # Java goes on elsewhere; these are the images of that name.
    name = f"{release.product}:{release.cycle} images" if release.product in _IMAGES else str(release)
    if _is_over(release, today):
        return f"{name} ended {release.extended or release.eol}"
    return f"{name} left regular support on {release.eol}"


def _way_out(release: Release, image: BaseImage, today: str) -> str:
    """Return the release that is supported longest, or what took the image's place."""
    if image.successor:
        return f"; use {image.successor}"
    best: tuple[str, str, str] | None = None
    for cycle, (_, released, eol, _extended) in RELEASES[release.product].items():
        if released <= today and (not eol or eol >= today):
            best = max(best or ("", "", ""), (eol or "no end known", released, cycle))
    if best is None and release.product in _IMAGES:
        return "; use eclipse-temurin"
    return f"; use {release.title} {best[2]}" if best else ""
