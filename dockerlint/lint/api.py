"""Check a text: the library's front door, and what the command does for each file."""

from __future__ import annotations

from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import DEFAULT_SELECTION, find_each, has_plugins, select
from dockerlint.syntax import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.config import Settings
    from dockerlint.context import Context
    from dockerlint.lint.engine import Result
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.tree import Tree


_MIRROR_RULE = "image-not-from-mirror"


def linter_for(settings: Settings | None) -> Linter:
    """Return the linter that the settings describe. Raises SelectionError for a selector that names nothing."""
    if settings is None or not (
        settings.select is not None
        or settings.extend_select
        or settings.ignore
        or settings.severity
        or settings.rules
        or settings.mirrors
    ):
        return Linter(select()) if has_plugins() else Linter()
    selection = settings.select if settings.select is not None else DEFAULT_SELECTION
    chosen = select([*selection, *settings.extend_select], settings.ignore)
    severities: dict[str, str] = {}
    if settings.severity:
        for selector, named in find_each(settings.severity):
            severities |= {entry.name: settings.severity[selector] for entry in named}
    options = settings.rules
    if settings.mirrors:
        # As an option, so that the rule sleeps where there are none.
        own = options.get(_MIRROR_RULE, {})
        entries = [*(own.get("mirrors") or ()), *[f"{name}={mirror}" for name, mirror in settings.mirrors.items()]]  # type: ignore[misc]
        options = {**options, _MIRROR_RULE: {**own, "mirrors": entries}}
    return Linter(chosen, options, severities)  # type: ignore[arg-type]  # checked when it was read


def dockerfile(
    source: str | bytes | Tree,
    path: str,
    *,
    settings: Settings | None = None,
    context: Context | None = None,
    today: str = "",
) -> Dockerfile:
    """Return a text, parsed if it is not yet, as rules see it; that of a Compose or Kubernetes file is one."""
    shared: dict[str, object] | None = None
    if settings is not None:
        shared = {
            "trusted-registries": settings.trusted_registries,
            "label-schema": settings.label_schema,
            "strict-labels": settings.strict_labels,
        }
    if path.endswith((".yaml", ".yml")) and isinstance(source, (str, bytes)):
        from dockerlint.lint.manifest import manifest

        found = manifest(source, path, context=context, settings=shared, today=today)
        if found is not None:
            return found
    return Dockerfile(
        parse(source) if isinstance(source, (str, bytes)) else source,
        path,
        context=context,
        target=settings.target if settings else None,
        build_args=dict(settings.build_args) if settings else None,
        settings=shared,
        today=today,
    )


def check(
    source: str | bytes,
    path: str,
    linter: Linter,
    *,
    settings: Settings | None = None,
    context: Context | None = None,
    today: str = "",
) -> tuple[Dockerfile, Result]:
    """Parse and check one text with a linter that exists already."""
    file = dockerfile(source, path, settings=settings, context=context, today=today)
    return file, linter.check(file)


def check_text(
    text: str | bytes,
    path: str = "Dockerfile",
    config: Settings | None = None,
    context: Context | None = None,
) -> list[Finding]:
    """Return the findings of a Dockerfile's text, sorted by place.

    `config` is what `dockerlint.config` loads, None for the defaults; `context` is a build context whose files may be
    asked for, None where nothing is known of it. Raises SelectionError for a selector that names nothing.
    """
    return check(text, path, linter_for(config), settings=config, context=context)[1].findings
