"""The build sections of a Compose file: https://docs.docker.com/reference/compose-file/build/."""

from __future__ import annotations

from dockerlint.deploy.builds import Build, DeployError, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from dockerlint.deploy.values import Value


def read_compose(text: str, folder: str, environment: Mapping[str, str]) -> list[Build]:
    """Return the builds of the services. Raises DeployError."""
    import yaml

    try:
        document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise DeployError(f"not valid YAML{where}: {getattr(error, 'problem', None) or error}") from None
    if document is None:
        return []  # all of it is commented out
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
        names = section.get("tags")
        images = [service.get("image"), *(names if isinstance(names, list) else [])]
        build = _build(str(name), section, images, folder, environment)
        if build is not None:
            found.append(build)
    return found


def build_of(service: Value, name: str, folder: str, environment: Mapping[str, str]) -> Build | None:
    """Return how a service's image is built; None where it is not, or where only the build knows."""
    section = service["build"]
    if section is None:
        return None
    values: dict[str, object] = {"context": section.text} if section.text else {}
    for key in ("context", "dockerfile", "target"):
        value = section[key]
        if value is not None:
            values[key] = value.text
    args = section["args"]
    if args is not None:
        is_list = bool(args.items)
        values["args"] = args.words if is_list else {key.text: value.text for key, value in args.pairs if value.is_set}
    image = service["image"]
    return _build(name, values, [image.text if image is not None else None], folder, environment)


def _build(
    name: str, section: dict[str, Any], images: list[object], folder: str, environment: Mapping[str, str]
) -> Build | None:
    context = _text(section.get("context", "."), environment)
    dockerfile = _text(section.get("dockerfile", "Dockerfile"), environment)
    paths = None if context is None or dockerfile is None else place(folder, context, dockerfile)
    if paths is None:
        return None
    args = dict(_arguments(section.get("args"), environment))
    named = [text for text in (_text(image, environment) for image in images) if text]
    others = {
        key: value.removeprefix("service:")
        for key, value in _arguments(section.get("additional_contexts"), environment)
        if value.startswith("service:")
    }
    return Build(name, *paths, _text(section.get("target"), environment), args, named, others)


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
