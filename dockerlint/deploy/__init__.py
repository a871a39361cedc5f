"""What other files say of images: Compose's and Bake's build sections, and the containers of Compose and Kubernetes."""

from dockerlint.deploy.builds import Build, DeployError, is_build_file, read_builds

__all__ = ["Build", "DeployError", "is_build_file", "read_builds"]
