"""System packages: which of them only a build needs, which library stands behind a package of headers.

Names of Debian and Ubuntu where nothing else is said; a name is only in a table where it is the same in all releases
that are still in use, or where the release is asked for. Releases since Debian 13 and Ubuntu 24.04 add `t64` to many
names and still answer to the old ones.
"""

from __future__ import annotations

from dockerlint.knowledge.build_tools import COMPILER_PACKAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.images import BaseImage

# What nothing but a build asks for, beside compilers.
BUILD_ONLY = COMPILER_PACKAGES | frozenset((
    *("autoconf", "automake", "autotools-dev", "bison", "ccache", "cmake", "cmake-data", "dpkg-dev", "flex", "gdb"),
    *("gyp", "libtool", "libtool-bin", "linux-headers", "m4", "make", "meson", "nasm", "ninja", "patch"),
    *("ninja-build", "node-gyp", "patchelf", "php-pear", "pkg-config", "pkgconf", "pkgconfig", "re2c", "scons"),
    *("swig", "valac", "yasm", "ant", "cargo", "rustc", "golang", "golang-go", "maven", "gradle", "default-jdk"),
    *("default-jdk-headless", "protobuf-compiler", "python3-dev", "python-dev", "python2-dev", "ruby-dev"),
    *("python3-pip", "python3-setuptools", "python3-wheel", "python-pip", "python-setuptools", "composer"),
    *("libc-dev", "libc6-dev", "musl-dev", "build-essential", "software-properties-common-dev", "unzip-dev"),
))  # fmt: skip
# Why a package is left out that the layer which brings it removes again, with all that came with it.
REMOVED_AGAIN = "the file removes it again"
# Tools that fetch and unpack: dropped where the build calls them and nothing else names them.
FETCHERS = frozenset((
    *("bzip2", "curl", "git", "git-core", "mercurial", "subversion", "unzip", "wget", "xz-utils", "xz", "zip"),
    *("lsb-release",),
    *("openssh-client", "apt-utils"),
))  # fmt: skip
# Package of headers to what a program that was linked needs at run time; a release in front where names differ.
_LIBRARIES = {
    "default-libmysqlclient-dev": "libmariadb3",
    "libargon2-dev": "libargon2-1",
    "libavif-dev": "",
    "libblas-dev": "libblas3",
    "libbz2-dev": "libbz2-1.0",
    "libcairo2-dev": "libcairo2",
    "libcurl4-openssl-dev": "libcurl4",
    "libcurl4-gnutls-dev": "libcurl3-gnutls",
    "libevent-dev": "libevent-2.1-7 libevent-core-2.1-7 libevent-extra-2.1-7 libevent-openssl-2.1-7",
    "libexpat1-dev": "libexpat1",
    "libffi-dev": "bookworm=libffi8 trixie=libffi8 bullseye=libffi7 noble=libffi8 jammy=libffi8 focal=libffi7",
    "libfreetype6-dev": "libfreetype6",
    "libfreetype-dev": "libfreetype6",
    "libgdbm-dev": "libgdbm6",
    "libglib2.0-dev": "libglib2.0-0",
    "libgmp-dev": "libgmp10",
    "libicu-dev": "bookworm=libicu72 bullseye=libicu67 trixie=libicu76 noble=libicu74 jammy=libicu70",
    "libgomp1": "libgomp1",
    "libjpeg-dev": "debian=libjpeg62-turbo ubuntu=libjpeg8",
    "libjpeg62-turbo-dev": "libjpeg62-turbo",
    "libjpeg-turbo8-dev": "libjpeg-turbo8",
    "liblapack-dev": "liblapack3",
    "libldap2-dev": "bookworm=libldap-2.5-0 bullseye=libldap-2.4-2 noble=libldap2 jammy=libldap-2.5-0",
    "liblz4-dev": "liblz4-1",
    "liblzma-dev": "liblzma5",
    "libmagic-dev": "libmagic1",
    "libmagickwand-dev": "bookworm=libmagickwand-6.q16-6 bullseye=libmagickwand-6.q16-6",
    "libmariadb-dev": "libmariadb3",
    "libmariadbclient-dev": "libmariadb3",
    "libncurses-dev": "libncurses6",
    "libonig-dev": "libonig5",
    "libopenblas-dev": "libopenblas0",
    "libpcre2-dev": "libpcre2-8-0",
    "libpcre3-dev": "libpcre3",
    "libpng-dev": "libpng16-16",
    "libpq-dev": "libpq5",
    "libreadline-dev": "libreadline8",
    "libsasl2-dev": "libsasl2-2",
    "libsdl2-dev": "libsdl2-2.0-0",
    "libsnappy-dev": "libsnappy1v5",
    "libsodium-dev": "libsodium23",
    "libsqlite3-dev": "libsqlite3-0",
    "libssl-dev": "bookworm=libssl3 trixie=libssl3 bullseye=libssl1.1 noble=libssl3 jammy=libssl3 focal=libssl1.1",
    "libtiff-dev": "bookworm=libtiff6 trixie=libtiff6 bullseye=libtiff5 noble=libtiff6 jammy=libtiff5",
    "libuv1-dev": "libuv1",
    "libxml2-dev": "libxml2",
    "libxmlsec1-dev": "libxmlsec1-openssl",
    "libxslt-dev": "libxslt1.1",
    "libxslt1-dev": "libxslt1.1",
    "libyaml-dev": "libyaml-0-2",
    "libzip-dev": "bookworm=libzip4 bullseye=libzip4 trixie=libzip5 noble=libzip4 jammy=libzip4",
    "libzmq3-dev": "libzmq5",
    "libzstd-dev": "libzstd1",
    "unixodbc-dev": "unixodbc",
    "uuid-dev": "libuuid1",
    "zlib1g-dev": "zlib1g",
}  # fmt: skip
# Alpine's counterparts.
_ALPINE = {
    "curl-dev": "libcurl",
    "freetype-dev": "freetype",
    "gmp-dev": "gmp",
    "icu-dev": "icu-libs",
    "jpeg-dev": "libjpeg-turbo",
    "libffi-dev": "libffi",
    "libjpeg-turbo-dev": "libjpeg-turbo",
    "libpng-dev": "libpng",
    "libpq-dev": "libpq",
    "libsodium-dev": "libsodium",
    "libxml2-dev": "libxml2",
    "libxslt-dev": "libxslt",
    "libzip-dev": "libzip",
    "mariadb-connector-c-dev": "mariadb-connector-c",
    "mariadb-dev": "mariadb-connector-c",
    "oniguruma-dev": "oniguruma",
    "openssl-dev": "libssl3",
    "postgresql-dev": "libpq",
    "sqlite-dev": "sqlite-libs",
    "yaml-dev": "yaml",
    "zlib-dev": "zlib",
}
# Programs that files name, and the package that brings them, where it is called something else.
PROGRAMS = {
    "ab": "apache2-utils",
    "add-apt-repository": "software-properties-common",
    "apt-key": "gnupg",
    "convert": "imagemagick",
    "crond": "cron",
    "dig": "dnsutils",
    "exiftool": "libimage-exiftool-perl",
    "ffprobe": "ffmpeg",
    "gpg": "gnupg",
    "gs": "ghostscript",
    "ip": "iproute2",
    "killall": "psmisc",
    "mysql": "default-mysql-client",
    "mysqladmin": "default-mysql-client",
    "nc": "netcat-openbsd",
    "netcat": "netcat-openbsd",
    "netstat": "net-tools",
    "nslookup": "dnsutils",
    "pdftotext": "poppler-utils",
    "pg_dump": "postgresql-client",
    "pg_isready": "postgresql-client",
    "pgrep": "procps",
    "ping": "iputils-ping",
    "pkill": "procps",
    "ps": "procps",
    "psql": "postgresql-client",
    "redis-cli": "redis-tools",
    "ssh": "openssh-client",
    "scp": "openssh-client",
    "sqlite3": "sqlite3",
    "supervisord": "supervisor",
    "svn": "subversion",
    "top": "procps",
    "xz": "xz-utils",
}
# Programs that are packages of the same name and that no slim image has.
SAME_NAME = frozenset((
    *("bzip2", "cron", "curl", "dumb-init", "ffmpeg", "file", "git", "gosu", "graphviz", "htop", "imagemagick", "jq"),
    *("logrotate", "make", "nginx", "openssl", "rsync", "rsyslog", "socat", "sudo", "supervisor", "tini", "unzip"),
    *("wget", "zip", "tesseract-ocr", "wkhtmltopdf", "xvfb"),
))  # fmt: skip


def bare(name: str) -> str:
    """Return a package's name without version, architecture and release."""
    for mark in "=<>~:/":
        name = name.partition(mark)[0]
    return name


def library_of(name: str, image: BaseImage | None) -> str | None:
    """Return what stands behind a package of headers at run time, None where that is not known."""
    if image is not None and image.distribution == "alpine":
        return _ALPINE.get(name)
    text = _LIBRARIES.get(name)
    if not text:
        return None
    if "=" not in text:
        return text
    if image is None:
        return None
    codename, release = image.codename, image.distribution
    named = codename is not None and (
        codename in (image.reference.tag or "") or image.name in ("debian", "ubuntu", "gcc")
    )
    newer = {part.partition("=")[2] for part in text.split() if part.partition("=")[0] in ("bookworm", "trixie")}
    named = named or (codename in ("bookworm", "trixie") and len(newer) == 1)
    for part in text.split():
        key, _, value = part.partition("=")
        # A tag that names no release moves on to the next one some day.
        if key == release or (key == codename and named):
            return value
    return None


def is_headers(name: str) -> bool:
    """Whether a package holds headers for a compiler."""
    return name.endswith(("-dev", "-devel"))


def is_build_only(name: str) -> bool:
    """Whether nothing but a build needs a package."""
    if name in BUILD_ONLY or (
        name.startswith(("linux-headers", "openjdk-"))
        and name.endswith(("-jdk", "-jdk-headless", "generic", "headers"))
    ):
        return True
    base = name.rstrip("0123456789.").removesuffix("-")
    if base in ("gcc", "g++", "clang", "cpp", "gfortran", "python3-dev", "llvm") and base != name:
        return True
    if name.startswith(("python", "php", "ruby", "linux-libc")) and is_headers(name):
        return True
    return name.startswith(("gcc-", "g++-", "clang-", "openjdk")) and (
        name.startswith(("gcc-", "g++-", "clang-")) or name.endswith(("-jdk", "-jdk-headless"))
    )


def package_of(program: str) -> str | None:
    """Return the package of Debian that brings a program which a slim image lacks; None where it may be there."""
    return PROGRAMS.get(program) or (program if program in SAME_NAME else None)
