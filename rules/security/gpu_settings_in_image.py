from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Env


class GpuSettingsInImage(Rule):
    """An image that says which graphics cards it gets, or asks for all of a driver.

    ## What it flags
    `ENV NVIDIA_VISIBLE_DEVICES` and `CUDA_VISIBLE_DEVICES` with a value, and `NVIDIA_DRIVER_CAPABILITIES=all`.

    ## Why it is bad
    Which cards a container may use is for whoever starts it to say: an image that says `all` gets all of them on
    every machine whose runtime believes it. Capabilities bring programs of the host into the container.

    ## What to do
    Leave the variables out, and name the capabilities that are needed: `compute,utility`.

    ## Sources
    - https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html
    """

    name = "gpu-settings-in-image"
    aliases = ("tally:gpu/no-hardcoded-visible-devices", "tally:gpu/prefer-minimal-driver-capabilities")
    severity = "info"
    on = ("ENV ~_visible_devices", "ENV ~nvidia_driver_capabilities")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nENV NVIDIA_VISIBLE_DEVICES=all\n",
            "FROM debian:13-slim\nENV NVIDIA_DRIVER_CAPABILITIES=all\n",
        ),
        good=(
            "FROM debian:13-slim\nENV NVIDIA_DRIVER_CAPABILITIES=compute,utility\n",
            'FROM debian:13-slim\nENV CUDA_VISIBLE_DEVICES=""\n',
        ),
    )

    def instruction(self, node: Env, file: Dockerfile) -> Findings:  # type: ignore[override]
        for pair in node.pairs:
            value = pair.value.value.strip("\"'") if pair.value is not None else ""
            devices = pair.name in ("NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES") and value not in (
                "",
                "void",
                "none",
            )
            if devices or (pair.name == "NVIDIA_DRIVER_CAPABILITIES" and value == "all"):
                yield self.at(pair, f"`{pair.name}` is for whoever starts the container to set", subject=(node, pair))
