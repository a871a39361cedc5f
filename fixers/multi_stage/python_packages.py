"""Python packages that need something of the system when they run, which their wheels do not bring."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# Name to Debian's packages; of a package of headers the library of the release is taken. How each was found out:
_BUILT = {  # built in python:3.11 on Debian 12, what its modules need read with `readelf`, its package with `dpkg -S`
    "bjoern": "libev4",
    "mysqlclient": "libmariadb3",
    "psycopg2": "libpq5",
    "pycairo": "libcairo2",
    "python-ldap": "libldap2-dev",
    "uwsgi": "libxml2 libpcre2-8-0",
}
_WHEELS = {  # needed by the modules of the wheel for Python 3.11, and not in it
    "lightgbm": "libgomp1",
    "opencv-contrib-python": "libgl1 libglib2.0-0 libsm6 libxext6",
    "opencv-python": "libgl1 libglib2.0-0 libsm6 libxext6",
    "pyodbc": "unixodbc",
}
_OPENED = {  # opened by name when the package runs; Debian's package of it depends on the same
    "cairocffi": "libcairo2",
    "cairosvg": "libcairo2",
    "psycopg": "libpq5",
    "pysodium": "libsodium23",
    "python-magic": "libmagic1",
    "pyusb": "libusb-1.0-0",
    "pyzbar": "libzbar0",
    "weasyprint": "libpango-1.0-0 libpangoft2-1.0-0",
}
_DEBIAN = {  # what Debian's package of it depends on; newer wheels bring some of these themselves
    "dbus-python": "libdbus-1-3 libglib2.0-0",
    "gssapi": "libgssapi-krb5-2",
    "kerberos": "libgssapi-krb5-2",
    "libvirt-python": "libvirt0",
    "pcapy": "libpcap0.8",
    "psycopg-c": "libpq5",
    "psycopg2cffi": "libpq5",
    "pyaudio": "libportaudio2",
    "pycups": "libcups2",
    "pycurl": "libcurl4",
    "pygraphviz": "graphviz",
    "pylibmc": "libmemcached11",
    "python-snappy": "libsnappy1v5",
    "rrdtool": "librrd8",
    "xmlsec": "libxmlsec1-openssl",
}
_FROM_MEMORY = {  # not asked: no wheel that tells, and no such dependency in Debian
    "mariadb": "libmariadb3",
    "pyscard": "libpcsclite1",
    "sounddevice": "libportaudio2",
}
LIBRARIES = {**_BUILT, **_WHEELS, **_OPENED, **_DEBIAN, **_FROM_MEMORY}
# The same for what has wheels that bring all, where an option makes pip compile it (`apt-cache depends python3-…`).
COMPILED = {
    "gevent": "libev4 libc-ares2",
    "lxml": "libxml2 libxslt1.1",
    "numpy": "libblas3 liblapack3",
    "pillow": "libfreetype6 libjpeg-dev liblcms2-2 libopenjp2-7 libtiff-dev libwebp7 libwebpdemux2 libwebpmux3",
    "pyyaml": "libyaml-0-2",
    "pyzmq": "libzmq5",
}
# What the slim images of Python have: `dpkg-query -W` there, and what their own modules link.
SLIM_HAS = frozenset((
    *("libbz2-1.0", "libcrypt1", "libdb5.3", "libexpat1", "libffi8", "libgcc-s1", "libgdbm6", "liblz4-1", "liblzma5"),
    *("libncursesw6", "libpcre2-8-0", "libreadline8", "libsqlite3-0", "libssl3", "libstdc++6", "libsystemd0"),
    *("libtinfo6", "libuuid1", "libzstd1", "zlib1g"),
))  # fmt: skip
# Name to programs that it starts.
PROGRAMS = {
    "ffmpeg-python": "ffmpeg",
    "gitpython": "git",
    "graphviz": "graphviz",
    "moviepy": "ffmpeg",
    "pdf2image": "pdftotext",
    "pydub": "ffmpeg",
    "pytesseract": "tesseract-ocr",
}
# What cannot be told without a build.
UNKNOWN = frozenset((
    *("cx-oracle", "dlib", "gdal", "jaydebeapi", "jpype1", "mapnik", "pygobject", "pyqt5", "pyqt6", "pyside2"),
    *("pyside6",),
))  # fmt: skip
# Brought along with Python, or only for the installation.
INSTALLERS = frozenset(("build", "pip", "pip-tools", "setuptools", "setuptools-scm", "virtualenv", "wheel"))
_ENDS = "=<>~!;[ @,("


def names_in(text: str) -> Iterator[tuple[str, bool]]:
    """The names in a requirements file, each with whether it asks for the extra `binary`."""
    for row in text.replace("\\\n", " ").split("\n"):
        line = row.split("#", 1)[0].strip()
        if not line or line.startswith("-"):
            continue
        if "://" in line and "@" not in line.partition("://")[0]:
            continue
        yield name_of(line), "binary" in line.partition("[")[2].partition("]")[0]


def name_of(requirement: str) -> str:
    """The name of a requirement, as PyPI writes it."""
    name = requirement.strip("'\" ")
    for mark in _ENDS:
        name = name.partition(mark)[0]
    return name.strip().lower().replace("_", "-").replace(".", "-")


def includes(text: str) -> list[str]:
    """Other files that a requirements file names."""
    found = []
    for row in text.split("\n"):
        words = row.split("#", 1)[0].split()
        if len(words) > 1 and words[0] in ("-r", "--requirement"):
            found.append(words[1])
        elif words and words[0].startswith("-r") and len(words[0]) > 2:
            found.append(words[0][2:])
    return found


def declared(text: str) -> list[str]:
    """The requirements that `pyproject.toml` or a Pipfile names for running, of whatever tool."""
    import tomllib

    try:
        data = tomllib.loads(text.lstrip("\ufeff"))
    except ValueError:
        return []
    project = data.get("project", {})
    found = [one for one in project.get("dependencies", []) if isinstance(one, str)]
    for extra in project.get("optional-dependencies", {}).values():
        found += [one for one in extra if isinstance(one, str)]
    tables = [data.get("packages", {}), data.get("tool", {}).get("poetry", {}).get("dependencies", {})]
    for table in tables:
        for name, value in table.items() if isinstance(table, dict) else ():
            extras = value.get("extras", []) if isinstance(value, dict) else []
            found.append(f"{name}[{','.join(map(str, extras))}]" if extras else name)
    return found


def in_setup_cfg(text: str) -> list[str]:
    """The requirements that `setup.cfg` names."""
    found = []
    inside = False
    for row in text.split("\n"):
        if row[:1].strip():
            inside = row.startswith("install_requires")
        text = row.partition("=")[2] if row[:1].strip() else row
        if inside and text.strip():
            found.append(text.strip())
    return found
