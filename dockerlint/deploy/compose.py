"""The build sections of a Compose file: https://docs.docker.com/reference/compose-file/build/."""

from __future__ import annotations

from dockerlint.deploy.builds import Build, DeployError, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def read_compose(text: str, folder: str, environment: Mapping[str, str]) -> list[Build]:
    """Return the builds of the services. Raises DeployError."""
    import yaml

    try:
        document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise DeployError(f"not valid YAML{where}: {getattr(error, 'problem', None) or error}") from None
    services = document.get("services") if isinstance(document, dict) else None
    if not isinstance(services, dict):
        raise DeployError("a Compose file has a map of `services`")
    found = []
    for name, service in services.items():
        section = service.get("build") if isinstance(service, dict) else None
        if isinstance(section, str):
            section = {"context": section}
        if not isinstance(section, dict) or "dockerfile_inline" in section:
            continue
        context = _text(section.get("context", "."), environment)
        dockerfile = _text(section.get("dockerfile", "Dockerfile"), environment)
        paths = None if context is None or dockerfile is None else place(folder, context, dockerfile)
        if paths is not None:
            args = dict(_arguments(section.get("args"), environment))
            found.append(Build(str(name), *paths, _text(section.get("target"), environment), args))
    return found


def _arguments(section: Any, environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    pairs: list[tuple[str, object]] = []
    if isinstance(section, dict):
        pairs = [(str(name), value) for name, value in section.items()]
    elif isinstance(section, list):
        split = [str(entry).partition("=") for entry in section]
        pairs = [(name, value if equals else None) for name, equals, value in split]
    for name, value in pairs:
        text = environment.get(name) if value is None else _text(value, environment)
        if text is not None:
            yield name, text


def _text(value: object, environment: Mapping[str, str]) -> str | None:
    """Return a scalar with its variables replaced; None where one has no value."""
    if value is None or isinstance(value, dict | list):
        return None
    return interpolated(str(value).lower() if isinstance(value, bool) else str(value), environment)


def interpolated(text: str, environment: Mapping[str, str]) -> str | None:
    """Return a text with `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME-default}` replaced.

    None where one has no value. `$$` is a dollar sign. Other forms, and nested ones, are for the build to know.
    """
    done = ""
    while text:
        head, dollar, rest = text.partition("$")
        done += head
        if not dollar:
            break
        if rest.startswith("$"):
            done, text = done + "$", rest[1:]
            continue
        if rest.startswith("{"):
            inner, closing, text = rest[1:].partition("}")
            name = inner[: len(inner) - len(inner.lstrip(_NAME))]
            operator = inner[len(name) :]
            value = environment.get(name)
            if operator.startswith(":-") and not value:
                value = operator[2:]
            elif operator.startswith("-") and value is None:
                value = operator[1:]
            elif not closing or (operator and not operator.startswith((":-", "-"))):
                value = None
            if value is None or "$" in operator:
                return None
        else:
            name = rest[: len(rest) - len(rest.lstrip(_NAME))]
            text = rest[len(name) :]
            value = environment.get(name)
            if not name or value is None:
                return None
        done += value
    return done


_NAME = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
