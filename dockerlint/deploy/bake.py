"""The targets of a Bake file, in HCL or JSON: https://docs.docker.com/build/bake/reference/."""

from __future__ import annotations

from dockerlint.deploy.builds import Build, DeployError, place
from dockerlint.deploy.hcl import UNKNOWN, HclError, read_hcl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.deploy.hcl import Block

# Nobody inherits through more targets than that on purpose.
_DEEPEST = 32


def read_bake(text: str, folder: str, environment: Mapping[str, str], *, is_json: bool = False) -> list[Build]:
    """Return the builds of the targets. Raises DeployError."""
    variables: dict[str, object] = {}
    targets: dict[str, dict[str, object]] = {}
    try:
        blocks = _from_json(text) if is_json else read_hcl(text)
        for block in blocks:
            if block.kind == "variable" and block.label:
                default = block.values({}).get("default", UNKNOWN)
                variables[block.label] = environment.get(block.label, default)
        for block in blocks:
            if block.kind == "target" and block.label:
                targets[block.label] = {**targets.get(block.label, {}), **block.values(variables)}
    except HclError as error:
        raise DeployError(str(error)) from None
    found = []
    for name, own in targets.items():
        values = _inherited(name, targets, 0)
        if "dockerfile-inline" in values or (not own and len(targets) > 1):
            continue
        context, dockerfile = values.get("context", "."), values.get("dockerfile", "Dockerfile")
        if not isinstance(context, str) or not isinstance(dockerfile, str):
            continue
        paths = place(folder, context, dockerfile)
        if paths is None:
            continue
        target, args = values.get("target"), values.get("args")
        known = {key: value for key, value in args.items() if isinstance(value, str)} if isinstance(args, dict) else {}
        tags = values.get("tags")
        images = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
        contexts = values.get("contexts")
        others = {
            key: value.removeprefix("target:")
            for key, value in (contexts.items() if isinstance(contexts, dict) else ())
            if isinstance(value, str) and value.startswith("target:")
        }
        found.append(Build(name, *paths, target if isinstance(target, str) else None, known, images, others))
    return found


def _inherited(name: str, targets: dict[str, dict[str, object]], depth: int) -> dict[str, object]:
    """Return a target's values with those of the targets it inherits from below them; the maps of arguments join."""
    own = targets.get(name, {})
    parents = own.get("inherits")
    values: dict[str, object] = {}
    for parent in parents if isinstance(parents, list) and depth < _DEEPEST else ():
        values = _joined(values, _inherited(parent, targets, depth + 1) if isinstance(parent, str) else {})
    return _joined(values, own)


def _joined(below: dict[str, object], above: dict[str, object]) -> dict[str, object]:
    args = [each for each in (below.get("args"), above.get("args")) if isinstance(each, dict)]
    joined = {**below, **above}
    if args:
        joined["args"] = {key: value for each in args for key, value in each.items()}
    return joined


def _from_json(text: str) -> list[Block]:
    import json

    from dockerlint.deploy.hcl import Block

    try:
        document = json.loads(text)
    except ValueError as error:
        raise DeployError(f"not valid JSON: {error}") from None
    blocks = []
    for kind in ("variable", "target"):
        section = document.get(kind, {}) if isinstance(document, dict) else {}
        for label, body in section.items() if isinstance(section, dict) else ():
            blocks.append(Block(kind, label, {}, ready=body if isinstance(body, dict) else {}))
    return blocks
