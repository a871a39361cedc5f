"""What other files say of the images that are built from Dockerfiles: Compose's and Bake's build sections."""

from dockerlint.deploy.builds import Build, DeployError, is_build_file, read_builds

__all__ = ["Build", "DeployError", "is_build_file", "read_builds"]
