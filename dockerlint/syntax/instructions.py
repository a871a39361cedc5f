"""The instructions of the Dockerfile reference: flags, arguments in the shape each keyword has, typed access.

Syntax up to Dockerfile 1.20: https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

from dockerlint.syntax.items import Comment, Item, ParseError
from dockerlint.syntax.text import BLANK, SPACE, LogicalLine, Word, split_blanks, split_quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.syntax.heredoc import Heredoc


_FALSE = ("0", "f", "false")


def _refusal(message: str, start: int, end: int) -> ParseError:
    # No exception: in files with very many of them, those would take longer than all the rest.
    return ParseError("invalid-arguments", message, start, end)


class Flag:
    """`--name` or `--name=value`; quotes and escapes are taken away, as BuildKit does."""

    __slots__ = ("name", "value", "word")

    def __init__(self, name: str, value: str | None, word: Word) -> None:
        self.name = name
        self.value = value  # None without `=`
        self.word = word

    @property
    def span(self) -> tuple[int, int]:
        """File offsets of the whole flag."""
        return self.word.span

    @property
    def value_span(self) -> tuple[int, int]:
        """File offsets of the value as written; empty at the flag's end where there is none."""
        equals = self.word.raw.find("=")
        if equals < 0:
            return self.word.end, self.word.end
        if equals + 1 == len(self.word.raw):
            return self.word.end, self.word.end
        return self.word.line.offset(self.word.first + equals + 1), self.word.end

    def __repr__(self) -> str:
        return f"Flag({self.name!r}, {self.value!r})"


class Pair:
    """`key=value` of ENV and LABEL, `name` or `name=default` of ARG; `value` is None for a bare ARG name.

    `legacy` marks the form `ENV key value`. Key and value keep their quotes.
    """

    __slots__ = ("escape", "key", "legacy", "value")

    def __init__(self, key: Word, value: Word | None, escape: str, *, legacy: bool = False) -> None:
        self.key = key
        self.value = value
        self.escape = escape
        self.legacy = legacy

    @property
    def name(self) -> str:
        """The key with its quotes taken away."""
        return unquote(self.key.value, self.escape)

    @property
    def span(self) -> tuple[int, int]:
        """File offsets from the key to the end of the value."""
        return self.key.start, (self.value or self.key).end

    def __repr__(self) -> str:
        return f"Pair({self.key.value!r}, {self.value and self.value.value!r})"


class Mount:
    """The options of `RUN --mount`, a comma-separated list; the type is `bind` where none is given."""

    __slots__ = ("flag", "options")

    def __init__(self, flag: Flag) -> None:
        self.flag = flag
        self.options: dict[str, str] = {}
        for field in csv_fields(flag.value or ""):
            key, equals, value = field.partition("=")
            key = key.lower()
            self.options.pop(key, None)  # the last one counts, of several names for the same too
            self.options[key] = value if equals else "true"

    @property
    def type(self) -> str:
        """`bind`, `cache`, `tmpfs`, `secret` or `ssh`."""
        return self.options.get("type", "bind").lower()

    @property
    def target(self) -> str | None:
        """Where it is mounted, from `target`, `dst` or `destination`."""
        return self._last("target", "dst", "destination")

    @property
    def source(self) -> str | None:
        """What is mounted, from `source` or `src`."""
        return self._last("source", "src")

    @property
    def from_(self) -> str | None:
        """The stage, context or image it comes from."""
        return self.options.get("from")

    @property
    def id(self) -> str | None:
        """The identity of a cache, secret or SSH socket; a cache without one is known by its target."""
        return self.options.get("id")

    @property
    def sharing(self) -> str | None:
        """`shared`, `private` or `locked`; None where it is left to the default, `shared`."""
        return self.options.get("sharing")

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written to it; caches and tmpfs mounts can be, unless they say otherwise."""
        for key in reversed(self.options):
            if key in ("readonly", "ro"):
                return self.options[key].lower() not in _FALSE
            if key in ("readwrite", "rw"):
                return self.options[key].lower() in _FALSE
        return self.type not in ("cache", "tmpfs")

    def _last(self, *keys: str) -> str | None:
        for key in reversed(self.options):
            if key in keys:
                return self.options[key]
        return None


class Instruction(Item):
    """One instruction; this class itself stands for an unknown keyword.

    The span runs from the keyword to the last character, heredoc terminators included, without the line end. An
    instruction inside ONBUILD has the end of its ONBUILD.
    """

    __slots__ = (
        "_flags",
        "_words",
        "comments",
        "empty_lines",
        "escape",
        "facts",
        "first",
        "heredocs",
        "in_onbuild",
        "index",
        "inner_comments",
        "is_json",
        "json_end",
        "keyword",
        "keyword_start",
        "last",
        "line",
    )
    kind = "instruction"
    # What BuildKit's parser does with the arguments.
    json_capable = False

    def __init__(self, source: str, line: LogicalLine, begin: int, keyword: str) -> None:
        self.source = source
        self.line = line
        self.keyword = keyword  # upper case
        self.keyword_start = begin  # index in the logical line
        self.escape = "\\"
        self.index = 0  # position in tree.instructions
        self.first = begin  # index in the logical line where the arguments begin, behind the flags
        self.last = begin  # ... and end, white space at the end left out
        self.in_onbuild = False  # held by an ONBUILD
        self.is_json = False
        self.json_end = 0  # index behind the JSON array
        self.heredocs: list[Heredoc] = []
        self.comments: list[Comment] = []  # the comment lines right above
        self.inner_comments: list[Comment] = []  # those between its continuation lines
        self.empty_lines: list[int] = []  # line numbers of empty lines inside it
        self.facts: dict[str, object] = {}  # what later rooms found out about it, so that they do so once
        self._flags: list[Flag] | None = None
        self._words: list[Word] | None = None

    # Reading

    def read(self, first: int, last: int, escape: str) -> ParseError | None:
        """Read flags and arguments from `line[first:last]`; returns why BuildKit's parser refuses them, if it does."""
        self.escape = escape
        self.last = last
        text = self.line.text
        if text.startswith("--", first, last):
            self._flags, first = _read_flags(self.line, first, last, escape)
        while first < last and text[first] in SPACE:
            first += 1
        self.first = first
        return self._read_json(self.first) if self.json_capable else None

    def _read_json(self, first: int) -> ParseError | None:
        text = self.line.text
        while first < self.last and text[first] in SPACE:
            first += 1
        if not text.startswith("[", first, self.last):
            return None
        from dockerlint.syntax.json_form import read_array

        array = read_array(self.line, first, self.last)
        if array is None:
            return None
        if array.strings is None:
            message = f"the elements of a JSON array in {self.keyword} must be strings"
            return _refusal(message, self.line.offset(first), self.line.end(array.last))
        self.is_json = True
        self._words = array.strings
        self.json_end = array.last
        return None

    def place_inside(self, outer: Instruction) -> None:
        """Take lines, comments and end from the ONBUILD that holds this instruction."""
        self.in_onbuild = True
        self.comments = outer.comments
        self.inner_comments = outer.inner_comments
        self.full_start, self.full_end = outer.full_start, outer.full_end
        self.start = self.line.offset(self.keyword_start)
        self.end = outer.end
        self.start_line = outer.start_line + self.source.count("\n", outer.start, self.start)
        self.end_line = outer.end_line

    # Access

    @property
    def keyword_word(self) -> Word:
        """The keyword as written."""
        return Word(self.line, self.keyword_start, self.keyword_start + len(self.keyword))

    @property
    def inner(self) -> Instruction | None:
        """The instruction that ONBUILD holds; None for all others."""
        return None

    @property
    def flags(self) -> list[Flag]:
        """The flags in order."""
        return self._flags or []

    def flag(self, name: str) -> Flag | None:
        """Return the last flag of that name."""
        for flag in reversed(self._flags or ()):
            if flag.name == name:
                return flag
        return None

    @property
    def arguments(self) -> Word:
        """The text behind the flags as one word."""
        return Word(self.line, self.first, self.last)

    @property
    def words(self) -> list[Word]:
        """The arguments in the shape the keyword has; each word's value is as BuildKit's parser gives it."""
        if self._words is None:
            self._words = self._split()
        return self._words

    def _split(self) -> list[Word]:
        return [self.arguments] if self.last > self.first else []

    @property
    def value(self) -> tuple[str, ...]:
        """The arguments as BuildKit's parser gives them; one string in shell form."""
        return tuple(word.value for word in self.words)

    def spans_lines(self) -> bool:
        """Whether it stands on more than one line."""
        return self.end_line > self.start_line


def _read_flags(line: LogicalLine, first: int, last: int, escape: str) -> tuple[list[Flag], int]:
    """Read `--flag` words; a bare `--` ends them. Returns the flags and where they end.

    BuildKit reads flags byte by byte, so that only ASCII white space separates them.
    """
    text = line.text
    flags: list[Flag] = []
    position = first
    while True:
        while position < last and text[position] in BLANK:
            position += 1
        if not text.startswith("--", position, last):
            return flags, position
        begin = position
        value: list[str] = []
        quote = ""
        while position < last:
            character = text[position]
            if not quote and character in BLANK:
                break
            if character == quote:
                quote = ""
            elif not quote and character in "'\"":
                quote = character
            elif character == escape:
                value.append(text[position + 1 : min(position + 2, last)])
                position += 1
            else:
                value.append(character)
            position += 1
        position = min(position, last)
        content = "".join(value)
        if content == "--":
            return flags, position
        name, equals, rest = content[2:].partition("=")
        flags.append(Flag(name, rest if equals else None, Word(line, begin, position, content)))


class _Words(Instruction):
    """Arguments split at blanks."""

    __slots__ = ()

    def _split(self) -> list[Word]:
        return split_blanks(self.line, self.first, self.last)


class _Pairs(Instruction):
    """`key=value …`, or the legacy form `key value`."""

    __slots__ = ("_pairs",)

    _pairs: list[Pair]

    def read(self, first: int, last: int, escape: str) -> ParseError | None:
        self._pairs = []
        return super().read(first, last, escape) or self._read_pairs()

    def _read_pairs(self) -> ParseError | None:
        line = self.line
        words = split_quoted(line, self.first, self.last, self.escape)
        if not words:
            return None
        if "=" not in words[0].value:
            position = self.first
            while position < self.last and line.text[position] not in BLANK:
                position += 1
            key = Word(line, self.first, position)
            while position < self.last and line.text[position] in BLANK:
                position += 1
            if position >= self.last:
                return _refusal(f"{self.keyword} needs a name and a value", key.start, key.end)
            self._pairs = [Pair(key, Word(line, position, self.last), self.escape, legacy=True)]
            return None
        for word in words:
            if "=" not in word.value:
                message = f"`{word.value}` has no `=`: {self.keyword} takes pairs of name=value"
                return _refusal(message, word.start, word.end)
        self._pairs = [_pair(word, self.escape) for word in words]
        return None

    @property
    def pairs(self) -> list[Pair]:
        """The pairs in order."""
        return self._pairs

    def _split(self) -> list[Word]:
        words: list[Word] = []
        for pair in self._pairs:
            words.append(pair.key)
            if pair.value is not None:
                words.append(pair.value)
        return words


def _pair(word: Word, escape: str) -> Pair:
    equals = word.line.text.find("=", word.first, word.last)
    if equals < 0:
        return Pair(word, None, escape)
    return Pair(Word(word.line, word.first, equals), Word(word.line, equals + 1, word.last), escape)


class _Command(Instruction):
    """A command line in shell form or in exec (JSON) form."""

    __slots__ = ()
    json_capable = True


class _Transfer(_Words):
    """ADD and COPY: sources and a destination."""

    __slots__ = ()
    json_capable = True

    @property
    def sources(self) -> list[Word]:
        """Every argument but the last; a here-document appears as its operator, `<<NAME`."""
        return self.words[:-1]

    @property
    def destination(self) -> Word | None:
        """The last argument."""
        return self.words[-1] if len(self.words) > 1 else None

    @property
    def from_(self) -> Flag | None:
        """`--from`: a stage, a named context or an image."""
        return self.flag("from")

    @property
    def chown(self) -> Flag | None:
        """`--chown`."""
        return self.flag("chown")

    @property
    def chmod(self) -> Flag | None:
        """`--chmod`."""
        return self.flag("chmod")

    @property
    def link(self) -> bool:
        """Whether `--link` is on."""
        return self._switch("link")

    @property
    def excludes(self) -> list[Flag]:
        """`--exclude` patterns."""
        return [flag for flag in self.flags if flag.name == "exclude"]

    def _switch(self, name: str) -> bool:
        flag = self.flag(name)
        return flag is not None and (flag.value is None or flag.value.lower() not in _FALSE)


class Add(_Transfer):
    """ADD."""

    __slots__ = ()

    @property
    def checksum(self) -> Flag | None:
        """`--checksum` of a remote source."""
        return self.flag("checksum")

    @property
    def keep_git_dir(self) -> bool:
        """Whether `--keep-git-dir` is on."""
        return self._switch("keep-git-dir")

    @property
    def unpack(self) -> bool | None:
        """`--unpack`; None where it is left to the default: local archives are unpacked, remote ones are not."""
        return self._switch("unpack") if self.flag("unpack") else None


class Copy(_Transfer):
    """COPY."""

    __slots__ = ()

    @property
    def parents(self) -> bool:
        """Whether `--parents` is on."""
        return self._switch("parents")


class Arg(_Pairs):
    """ARG: declarations, each a name with or without a default."""

    __slots__ = ()

    def _read_pairs(self) -> ParseError | None:
        words = split_quoted(self.line, self.first, self.last, self.escape)
        self._pairs = [_pair(word, self.escape) for word in words]
        return None

    def _split(self) -> list[Word]:
        return split_quoted(self.line, self.first, self.last, self.escape)


class Env(_Pairs):
    """ENV."""

    __slots__ = ()


class Label(_Pairs):
    """LABEL."""

    __slots__ = ()


class Cmd(_Command):
    """CMD."""

    __slots__ = ()


class Entrypoint(_Command):
    """ENTRYPOINT."""

    __slots__ = ()


class Shell(_Command):
    """SHELL."""

    __slots__ = ()


class Run(_Command):
    """RUN."""

    __slots__ = ("_mounts",)

    _mounts: list[Mount]

    @property
    def mounts(self) -> list[Mount]:
        """`--mount` flags, read."""
        if self._flags is None:
            return []
        try:
            return self._mounts
        except AttributeError:
            self._mounts = [Mount(flag) for flag in self.flags if flag.name == "mount"]
            return self._mounts

    @property
    def network(self) -> str | None:
        """`--network`: `default`, `none` or `host`."""
        flag = self.flag("network")
        return flag.value if flag else None

    @property
    def security(self) -> str | None:
        """`--security`: `sandbox` or `insecure`."""
        flag = self.flag("security")
        return flag.value if flag else None

    @property
    def devices(self) -> list[Flag]:
        """`--device` requests (CDI)."""
        return [flag for flag in self.flags if flag.name == "device"]


class From(_Words):
    """FROM."""

    __slots__ = ()

    @property
    def image(self) -> Word | None:
        """The base: an image reference, an earlier stage, `scratch` or a variable."""
        return self.words[0] if self.words else None

    @property
    def platform(self) -> Flag | None:
        """`--platform`."""
        return self.flag("platform")

    @property
    def as_word(self) -> Word | None:
        """The word AS, as written."""
        return self.words[1] if len(self.words) == 3 and self.words[1].value.upper() == "AS" else None

    @property
    def alias(self) -> Word | None:
        """The stage's name."""
        return self.words[2] if self.as_word else None


class Expose(_Words):
    """EXPOSE."""

    __slots__ = ()

    @property
    def ports(self) -> list[Word]:
        """The ports as written: `80`, `53/udp`, `8000-8010`, `$PORT`."""
        return self.words


class Volume(_Words):
    """VOLUME."""

    __slots__ = ()
    json_capable = True

    @property
    def paths(self) -> list[Word]:
        """The mount points."""
        return self.words


class User(Instruction):
    """USER."""

    __slots__ = ()

    @property
    def user(self) -> str:
        """The name or number in front of `:`."""
        return self.arguments.value.partition(":")[0]

    @property
    def group(self) -> str | None:
        """The name or number behind `:`."""
        _, colon, group = self.arguments.value.partition(":")
        return group if colon else None


class Workdir(Instruction):
    """WORKDIR."""

    __slots__ = ()

    @property
    def path(self) -> Word:
        """The path as written."""
        return self.arguments


class Stopsignal(Instruction):
    """STOPSIGNAL."""

    __slots__ = ()


class Maintainer(Instruction):
    """MAINTAINER, deprecated."""

    __slots__ = ()


class Healthcheck(Instruction):
    """HEALTHCHECK: `NONE`, or `CMD` and a command in shell or exec form."""

    __slots__ = ("type",)

    type: Word | None  # NONE or CMD, as written

    def read(self, first: int, last: int, escape: str) -> ParseError | None:
        """Read flags, type and command."""
        super().read(first, last, escape)
        text = self.line.text
        position = self.first
        while position < self.last and text[position] not in BLANK:
            position += 1
        self.type = Word(self.line, self.first, position) if position > self.first else None
        while position < self.last and text[position] in BLANK:
            position += 1
        refused = self._read_json(position)
        if refused is not None:
            return refused
        if self.type is None:
            self._words = []
        elif self.is_json:
            self._words = [self.type, *self.words]
        elif position < self.last:
            self._words = [self.type, Word(self.line, position, self.last)]
        else:
            self._words = [self.type]
        return None

    @property
    def command(self) -> list[Word]:
        """The words behind the type; one in shell form."""
        return self.words[1:]


class Onbuild(Instruction):
    """ONBUILD: holds an instruction."""

    __slots__ = ("_inner",)

    def __init__(self, source: str, line: LogicalLine, begin: int, keyword: str) -> None:
        super().__init__(source, line, begin, keyword)
        self._inner: Instruction | None = None

    @property
    def inner(self) -> Instruction | None:
        """The instruction it holds; None where there is none."""
        return self._inner

    def hold(self, inner: Instruction) -> None:
        """Take an instruction that has been read; JSON form is said of both, as BuildKit says it."""
        self._inner = inner
        self.is_json = inner.is_json

    @property
    def words(self) -> list[Word]:
        """The words of the instruction it holds."""
        return self._inner.words if self._inner else []


BY_KEYWORD: dict[str, type[Instruction]] = {
    "ADD": Add,
    "ARG": Arg,
    "CMD": Cmd,
    "COPY": Copy,
    "ENTRYPOINT": Entrypoint,
    "ENV": Env,
    "EXPOSE": Expose,
    "FROM": From,
    "HEALTHCHECK": Healthcheck,
    "LABEL": Label,
    "MAINTAINER": Maintainer,
    "ONBUILD": Onbuild,
    "RUN": Run,
    "SHELL": Shell,
    "STOPSIGNAL": Stopsignal,
    "USER": User,
    "VOLUME": Volume,
    "WORKDIR": Workdir,
}


def unquote(text: str, escape: str = "\\") -> str:
    """Take quotes and escapes away as BuildKit's word processing does; variables stay as written."""
    if "'" not in text and '"' not in text and escape not in text:
        return text
    parts = []
    quote = ""
    position = 0
    while position < len(text):
        character = text[position]
        if quote == "'":
            if character == "'":
                quote = ""
            else:
                parts.append(character)
        elif character == escape:
            following = text[position + 1 : position + 2]
            if quote and following not in ('"', "$", escape):
                parts.append(character)
                position += 1
                continue
            parts.append(following)
            position += 1
        elif character == quote:
            quote = ""
        elif not quote and character in "'\"":
            quote = character
        else:
            parts.append(character)
        position += 1
    return "".join(parts)


def csv_fields(text: str) -> list[str]:
    """Split a line of comma-separated values, where a field that begins with `"` is quoted."""
    fields = []
    position = 0
    while position <= len(text):
        if text.startswith('"', position):
            parts = []
            position += 1
            while position < len(text):
                end = text.find('"', position)
                if end < 0:
                    end = len(text)
                parts.append(text[position:end])
                position = end + 1
                if not text.startswith('"', position):
                    break
                parts.append('"')
                position += 1
            fields.append("".join(parts))
            comma = text.find(",", position)
            position = len(text) + 1 if comma < 0 else comma + 1
            continue
        comma = text.find(",", position)
        end = len(text) if comma < 0 else comma
        fields.append(text[position:end])
        position = end + 1
    return [field for field in fields if field]
