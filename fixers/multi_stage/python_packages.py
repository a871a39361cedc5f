"""Python packages that need something of the system when they run, which their wheels do not bring."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst

    from dockerlint.fixers.multi_stage.common import Project

# Name to Debian's packages: libraries that a build from source links against, and such as are opened by name.
LIBRARIES = {
    "bjoern": "libev4",
    "cairocffi": "libcairo2",
    "cairosvg": "libcairo2",
    "dbus-python": "libdbus-1-3",
    "lightgbm": "libgomp1",
    "mariadb": "libmariadb3",
    "mysqlclient": "libmariadb3",
    "opencv-contrib-python": "libgl1 libglib2.0-0",
    "opencv-python": "libgl1 libglib2.0-0",
    "psycopg": "libpq5",
    "psycopg-c": "libpq5",
    "psycopg2": "libpq5",
    "psycopg2cffi": "libpq5",
    "pyaudio": "libportaudio2",
    "pycairo": "libcairo2",
    "pycurl": "libcurl4",
    "pygraphviz": "graphviz",
    "pyodbc": "unixodbc",
    "pyscard": "libpcsclite1",
    "python-magic": "libmagic1",
    "python-snappy": "libsnappy1v5",
    "pyzbar": "libzbar0",
    "uwsgi": "libxml2 libpcre2-8-0",
    "weasyprint": "libpango-1.0-0 libpangoft2-1.0-0",
    "xmlsec": "libxmlsec1-openssl",
}
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
UNKNOWN = frozenset(
    ("cx-oracle", "dlib", "gdal", "jaydebeapi", "jpype1", "pygobject", "pyqt5", "pyside2", "python-ldap")
)
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


def has_extensions(project: Project) -> str:
    """The file of the project that builds extension modules, "" where none does."""
    import libcst

    for path, text in project.sources("setup.py"):
        if "Extension" not in text and "ext_modules" not in text and "cythonize" not in text:
            continue
        try:
            module = libcst.parse_module(text)
        except libcst.ParserSyntaxError:
            return path
        found: list[object] = []
        module.visit(_finder(found))
        if found:
            return path
    return ""


def _finder(found: list[object]) -> libcst.CSTVisitor:
    import libcst

    class Finder(libcst.CSTVisitor):
        """Looks for `ext_modules=`."""

        def visit_Arg(self, node: libcst.Arg) -> None:  # noqa: N802  # the name that libcst calls
            if node.keyword is not None and node.keyword.value == "ext_modules":
                found.append(node)

    return Finder()
