"""Archives, told by how a file's name ends.

ADD looks at the content, not at the name: it unpacks a local tar archive, plain or compressed with gzip,
bzip2, xz or zstd.
https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives
"""

from __future__ import annotations

# What ADD unpacks, as its documentation tells.
TAR_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tbz2", ".tb2", ".tz2", ".tar.xz", ".txz")
# Archives that another program unpacks, never ADD, or not every version of it.
OTHER_ARCHIVES = (".zip", ".7z", ".rar", ".tar.zst", ".tzst", ".tar.lz", ".tar.lzma", ".tlz", ".tar.Z")
# What is or may be a tar archive for ADD: compressed files, and packages that are tar archives inside, too.
POSSIBLE_TAR_ARCHIVES = (
    *TAR_ARCHIVES,
    *(".gz", ".bz2", ".xz", ".zst", ".tzst"),
    *(".apk", ".box", ".crate", ".gem", ".ipk", ".ova"),
)
