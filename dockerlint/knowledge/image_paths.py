"""Where images keep what nobody needs at run time, and what should not be in them at all. Paths have no slash in front.

Documentation: what Debian's own slim images leave out (`/etc/dpkg/dpkg.cfg.d/docker` of debian:bookworm-slim), and
the same folders under /usr/local. Debian asks that the file `copyright` stays. Locales: the translations of messages
and the sources of locale definitions; `/usr/lib/locale` is what programs read, and stays out of this.

Build tools: where Debian, Alpine and Fedora put compilers, headers and static libraries, and where the images golang,
rust and gcc do (their Dockerfiles). Secrets: the names that the tools themselves give their keys and credentials.
"""

from __future__ import annotations

_SHARE = ("usr/share/", "usr/local/share/", "usr/local/")
# A folder and all below it.
DOCUMENTATION = (
    *(
        above + name + "/"
        for above in _SHARE[:2]
        for name in ("doc", "doc-base", "groff", "gtk-doc", "help", "info", "lintian", "linda", "man")
    ),
    "usr/local/man/",
    "usr/local/lib/node_modules/npm/docs/",
    "usr/local/lib/node_modules/npm/man/",
)
LOCALES = (*(above + name + "/" for above in _SHARE[:2] for name in ("locale", "i18n")),)
# Base names that stay although they lie there.
KEPT_DOCUMENTATION = frozenset(("copyright", "locale.alias"))

BUILD_TOOL_FOLDERS = (
    *("usr/include/", "usr/local/include/", "usr/lib/gcc/", "usr/libexec/gcc/", "usr/local/lib/gcc/"),
    *(
        "usr/local/libexec/gcc/",
        "usr/lib/bfd-plugins/",
        "usr/share/cmake/",
        "usr/share/aclocal/",
        "usr/share/pkgconfig/",
    ),
    *("usr/local/go/", "usr/lib/go/", "usr/lib/go-", "usr/local/rustup/", "usr/lib/rustlib/", "usr/lib/llvm-"),
    *("usr/share/autoconf/", "usr/share/automake-", "usr/share/bison/", "usr/share/cmake-", "usr/share/gcc/"),
)
# Programs in a folder `bin` of the system. A target in front (`x86_64-linux-gnu-gcc`) and a version behind (`gcc-12`)
# are understood.
BUILD_PROGRAMS = frozenset((
    *("ar", "as", "aclocal", "autoconf", "automake", "autoreconf", "bison", "c++", "c89", "c99", "cargo", "cc"),
    *("clang", "clang++", "cmake", "cpack", "cpp", "ctest", "dwp", "elfedit", "flex", "g++", "gcc", "gcc-ar", "gcc-nm"),
    *("gcc-ranlib", "gcov", "gcov-dump", "gcov-tool", "gdb", "gfortran", "gmake", "go", "gofmt", "gold", "gprof"),
    *("javac", "ld", "ld.bfd", "ld.gold", "ld.lld", "libtool", "libtoolize", "lld", "llvm-ar", "lto-dump", "m4"),
    *("make", "meson", "ninja", "nm", "objcopy", "objdump", "ranlib", "readelf", "rustc", "rustdoc", "size"),
    *("strip", "nasm", "yasm"),
))  # fmt: skip
PROGRAM_FOLDERS = frozenset(("bin", "usr/bin", "usr/local/bin", "usr/local/go/bin", "usr/local/cargo/bin"))
# A file of such an ending in a folder of libraries serves the linker only.
LINKER_ENDINGS = (".a", ".la")
LIBRARY_FOLDERS = ("lib/", "usr/lib/", "usr/local/lib/", "lib64/", "usr/lib64/")

# What holds a secret by its name: base names, endings, and the ends of paths.
SECRET_NAMES = frozenset((
    *(".git-credentials", ".netrc", "_netrc", ".pgpass", ".my.cnf", ".vault-token", ".htpasswd", ".pypirc"),
    *("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "application_default_credentials.json", "credentials.tfrc.json"),
    *(".dockercfg", ".env", ".env.local", ".env.production"),
))  # fmt: skip
SECRET_ENDINGS = (".kdbx", ".keystore", ".p12", ".pfx", ".ppk")
SECRET_PATHS = (
    *(
        ".aws/credentials",
        ".docker/config.json",
        ".kube/config",
        ".config/gh/hosts.yml",
        ".config/gcloud/credentials.db",
    ),
    *(".gem/credentials", ".cargo/credentials", ".cargo/credentials.toml", ".config/hub", ".azure/accessTokens.json"),
)
# Folders in which keys are examples, tests, or made by the distribution for nobody.
EXAMPLES = ("test", "tests", "testdata", "testing", "example", "examples", "fixtures", "doc", "docs")
HARMLESS_KEYS = ("etc/ssl/private/ssl-cert-snakeoil.key",)

# Paths whose content differs from build to build although nothing else does, with the reason.
VOLATILE = (
    ("var/log/", "log"),
    ("var/cache/", "cache"),
    ("var/lib/apt/lists/", "cache"),
    ("root/.cache/", "cache"),
    ("root/.npm/", "cache"),
    ("root/.m2/", "cache"),
    ("etc/ssh/ssh_host_", "key made at installation"),
    ("etc/ssl/private/ssl-cert-snakeoil", "key made at installation"),
    ("etc/ssl/certs/ssl-cert-snakeoil", "key made at installation"),
    ("etc/shadow", "password with a random salt, or a date"),
    ("etc/gshadow", "password with a random salt, or a date"),
    ("etc/machine-id", "random"),
    ("var/lib/dbus/machine-id", "random"),
    ("var/lib/systemd/random-seed", "random"),
    ("tmp/", "temporary file"),
)
VOLATILE_ENDINGS = ((".pyc", "byte code, holds the time of its source"), (".jar", "archive, holds times"))
