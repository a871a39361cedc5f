"""What the end of a file's name tells: archives, bulky files, texts.

ADD looks at the content, not at the name: it unpacks a local tar archive, plain or compressed with gzip, bzip2, xz
or zstd. https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives
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
# Compressed files and tar archives, for who goes by the name alone.
USUAL_ARCHIVES = (
    *(".tar", ".gz", ".bz2", ".xz", ".lz", ".lzma", ".Z"),
    *(".tgz", ".tbz", ".tbz2", ".tb2", ".txz", ".tlz", ".tZ", ".tpz"),
)
# Files of megabytes rather than kilobytes.
BULKY = (
    *POSSIBLE_TAR_ARCHIVES,
    *OTHER_ARCHIVES,
    *(".bin", ".deb", ".dll", ".dmg", ".ear", ".exe", ".img", ".iso", ".jar", ".msi", ".nupkg", ".pkg", ".qcow2"),
    *(".rpm", ".run", ".so", ".war", ".whl"),
)
# Files of kilobytes: source code, scripts, configuration, keys.
TEXT = (
    *(".asc", ".awk", ".bash", ".bat", ".bazelrc", ".c", ".cc", ".cert", ".cfg", ".cmake", ".cnf", ".conf", ".cpp"),
    *(".crt", ".cson", ".css", ".diff", ".env", ".go", ".gpg", ".gradle", ".groovy", ".h", ".html", ".in", ".inc"),
    *(".ini", ".j2", ".java", ".js", ".json", ".key", ".keys", ".ldif", ".list", ".lock", ".lua", ".m4", ".md"),
    *(".patch", ".pem", ".php", ".pl", ".po", ".properties", ".ps1", ".pub", ".py", ".r", ".rb", ".repo", ".rsp"),
    *(".rst", ".sed", ".service", ".sh", ".sha1", ".sha256", ".sig", ".sql", ".template", ".tmpl", ".toml", ".tpl"),
    *(".ts", ".txt", ".xml", ".yaml", ".yml", ".zsh"),
)
