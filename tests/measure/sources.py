"""One image from four places: the engine, `docker save`, an OCI layout made by skopeo, and a registry."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.measure.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = Draft202012Validator(json.loads((ROOT / "docs/schemas/measure.schema.json").read_text(encoding="utf-8")))


def skopeo(*arguments: str) -> None:
    subprocess.run(["skopeo", "--insecure-policy", *arguments], check=True, capture_output=True)


def compare_sources(image: str, registry: str, folder: Path, run: Callable[..., Run]) -> dict[str, Any]:
    """Measure an image of the engine in all four places, compare the reports, and return that of the engine."""
    saved, layout, remote = folder / "saved.tar", folder / "layout", f"docker://{registry}/team/app:1"
    try:
        with saved.open("wb") as file:
            subprocess.run(["docker", "save", image], check=True, stdout=file)
        skopeo("copy", f"docker-archive:{saved}", f"oci:{layout}:latest")
        skopeo("copy", "--dest-tls-verify=false", f"oci:{layout}:latest", remote)
        reports = [_report(name, run) for name in (image, str(saved), str(layout), remote)]
    finally:
        saved.unlink(missing_ok=True)
        shutil.rmtree(layout, ignore_errors=True)
    ours, archive, unpacked, told = reports
    assert ours == archive
    # What is compressed there is told of layouts and registries alone.
    compressed = [layer.pop("compressed_bytes") for layer in unpacked["layers"]]
    assert compressed == [layer.pop("compressed_bytes") for layer in told["layers"]]
    assert unpacked.pop("compressed_bytes") == told.pop("compressed_bytes") == sum(compressed)
    assert ours.pop("compressed_bytes") is None
    for layer in ours["layers"]:
        assert layer.pop("compressed_bytes") is None
    assert unpacked == ours
    # A registry tells of a layer what the history and the manifest do, and nothing of its files.
    for mine, theirs in zip(ours["layers"], told["layers"], strict=True):
        assert all(theirs[name] in (mine[name], None) for name in mine)
        assert theirs["instruction"] == mine["instruction"]
    for name in ("user", "configuration"):
        assert told.get(name) == ours.get(name)
    return ours


def _report(name: str, run: Callable[..., Run]) -> dict[str, Any]:
    result = run(name, "--json", "--dive-ci", "none")
    assert result.code == 0, result.err
    document = json.loads(result.out)
    VALIDATOR.validate(document)
    image: dict[str, Any] = document["image"]
    del image["name"], image["tags"]
    return image
