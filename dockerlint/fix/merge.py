"""RUNs that stand in a row, merged into one as their author would have done it.

`a && b` in one shell is `a` and then `b` in a shell of its own, as long as the first leaves the shell as it is: the
directory, variables, options, functions, processes in the background. `seams` says where that is so.
"""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import line_end, separator, stops_at_errors
from dockerlint.lint.finding import Edit
from dockerlint.lint.suppression import is_suppression
from dockerlint.shell.chains import chain_operators
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.syntax.items import Comment, Item

_INDENTATION = "    "
_KEYWORDS = ("ADD", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "RUN", "USER", "VOLUME", "WORKDIR")
_SHELLS = ("ash", "bash", "dash", "sh")
# What changes the shell that runs it, so that what is behind it would be run in another one.
_STATEFUL = frozenset(
    (
        *(".", "alias", "bg", "bind", "declare", "enable", "eval", "exec", "exit", "export", "fg", "getopts"),
        *("kill", "let", "local", "mapfile", "newgrp", "read", "readarray", "readonly", "return", "shift", "shopt"),
        *("source", "suspend", "trap", "typeset", "ulimit", "umask", "unalias", "unset", "wait"),
    )
)
_MOVERS = ("cd", "popd", "pushd")
# What may leave a process behind: it would live on while the next RUN's commands run.
_SERVICES = frozenset(
    (
        *("apache2ctl", "apachectl", "at", "cron", "crond", "daemonize", "dbus-daemon", "docker", "dockerd", "httpd"),
        *("initctl", "invoke-rc.d", "mongod", "mysqld", "mysqld_safe", "nginx", "nohup", "pg_ctl", "pg_ctlcluster"),
        *("pm2", "postgres", "rc-service", "redis-server", "service", "setsid", "slapd", "sshd", "start-stop-daemon"),
        *("supervisord", "systemctl", "Xvfb"),
    )
)
# What a container gets anew for every RUN.
_VOLATILE_PLACES = ("/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/dev/shm", "/proc/", "/sys/")  # noqa: S108
# Programs that leave neither processes nor anything else outside the file system. Of others that is not known.
_QUIET = frozenset(
    (
        *("[", "[[", ":", "true", "false", "echo", "printf", "test", "set", "cd", "sleep", "which", "type", "date"),
        *("add-apt-repository", "addgroup", "adduser", "apk", "apt", "apt-cache", "apt-get", "apt-key", "aptitude"),
        *("awk", "basename", "bundle", "bunzip2", "bzip2", "c_rehash", "cat", "chgrp", "chmod", "chown", "chpasswd"),
        *("cmake", "conda", "composer", "cp", "curl", "cut", "dd", "debconf-set-selections", "diff", "dirname", "dnf"),
        *("dpkg", "dpkg-reconfigure", "du", "easy_install", "egrep", "env", "find", "fc-cache", "gcc", "gem", "getent"),
        *("git", "go", "gpg", "grep", "groupadd", "groupmod", "gunzip", "gzip", "head", "id", "install", "jar"),
        *("ldconfig", "ln", "locale-gen", "localedef", "ls", "make", "microdnf", "mkdir", "mkfifo", "mktemp", "mv"),
        *("npm", "openssl", "pacman", "passwd", "patch", "pear", "pecl", "pip", "pip2", "pip3", "pnpm", "pwd"),
        *("readlink", "rm", "rmdir", "rpm", "rpmkeys", "sed", "sha1sum", "sha256sum"),
        *("sha512sum", "md5sum", "sort", "stat", "tail", "tar", "tee", "touch", "tr", "uname", "unlink"),
        *("unxz", "unzip", "update-alternatives", "update-ca-certificates", "update-ca-trust", "update-locale"),
        *("useradd", "userdel", "usermod", "wc", "wget", "whoami", "xargs", "xz", "yarn", "yes", "yum", "zip"),
        *("yum-config-manager", "zypper", "a2enmod", "a2ensite", "a2dismod", "a2dissite", "docker-php-ext-install"),
        *("docker-php-ext-configure", "docker-php-ext-enable", "phpenmod", "phpdismod", "uv", "poetry", "pipenv"),
        *("cargo", "rustup", "mvn", "ant", "swift", "setcap"),
    )
)


class Seam:
    """The place between two RUNs of a row: why they may not be merged, "" where they may.

    `certain` is whether the first is known to leave nothing but files.
    """

    __slots__ = ("certain", "reason")

    def __init__(self, runs: Sequence[Run], place: int, file: Dockerfile) -> None:
        self.reason = _hindrance(runs, place, file)
        self.certain = all(map(is_quiet, file.commands(runs[place])))


def seams(runs: Sequence[Run], file: Dockerfile) -> list[Seam]:
    """Return what is between each two neighbours of a row."""
    return [Seam(runs, place, file) for place in range(len(runs) - 1)]


def is_quiet(command: Command) -> bool:
    """Whether a command is known to leave files and nothing else."""
    if package_call(command) is not None or command.name_word is None:
        return True
    path = command.name_word.text
    return command.name in _QUIET and ("/" not in path or path.startswith(("/bin/", "/sbin/", "/usr/")))


def joint(runs: Sequence[Run], file: Dockerfile, operator: str = "&&") -> tuple[str, str]:
    """Return what an operator takes at the end of a line, and in front of the command on the next one.

    As in the RUNs of a row, else as elsewhere in the file.
    """
    return _broken(_joint(runs, file), operator)


def merge(runs: Sequence[Run], file: Dockerfile) -> tuple[list[Edit], str]:
    """Return the edits that make one RUN of a row, and how safe that is. Raises Refused."""
    between = seams(runs, file)
    for seam in between:
        if seam.reason:
            raise Refused(seam.reason)
    source = file.tree.text
    style = _joint(runs, file)
    wrapped = [_has_to_be_wrapped(runs, place, file) for place in range(len(runs))]
    for run, is_wrapped in zip(runs[:-1], wrapped, strict=False):
        if is_wrapped and _stops_early(run, file):
            raise Refused("`set -e` would not hold in a part of a longer chain")
    start = runs[0].words[0].start
    edits = [Edit(start, start, "(")] if wrapped[0] else []
    for place, second in enumerate(runs[1:], 1):
        first = runs[place - 1]
        closing, opening = ")" if wrapped[place - 1] else "", "(" if wrapped[place] else ""
        begin, operator = second.words[0].start, "&&"
        if not closing and not opening and _ends_at_errors(first, file):
            begin = _behind_same_options(first, second, file)
            operator = ";" if begin > second.words[0].start or style.startswith(";") else "&&"
        end_of_line, lead = _broken(style, operator)
        comments = "".join(
            _blanks(lead) + source[comment.start : comment.end] + line_end(source, first.start)
            for comment in _comments_between(first, second, file)
        )
        edits.append(Edit(_end_of_script(first), begin, closing + end_of_line + comments + lead + opening))
    if wrapped[-1]:
        edits.append(Edit(_end_of_script(runs[-1]), runs[-1].words[0].end, ")"))
    return edits, "safe" if all(seam.certain for seam in between) else "unsafe"


# Whether they may be merged


def _hindrance(runs: Sequence[Run], place: int, file: Dockerfile) -> str:
    """Return why a RUN of a row may not be merged with the next."""
    first, second = runs[place : place + 2]
    for run in (first, second):
        if run.is_json:
            return "one of the instructions has no shell: it is in exec form"
        if run.heredocs:
            return "one of the instructions has a here-document"
        if run.in_onbuild:
            return "one of the instructions is a trigger inside ONBUILD"
        if run is first and _hindrance_of_shell(run, file):
            return _hindrance_of_shell(run, file)
        if not run.words or not file.commands(run) or chain_operators(run.words[0].value) is None:
            return "the script is not understood, or a comment stands in it"
    return (
        _hindrance_of_flags(first, second)
        or _hindrance_of_comments(first, second, file)
        or next(filter(None, (_hindrance_of_command(command) for command in _own(first, file))), "")
        or _hindrance_of_state(runs, place, file)
        or _hindrance_of_upgrades(first, second, file)
    )


def _hindrance_of_flags(first: Run, second: Run) -> str:
    flags = [sorted((flag.name, flag.value or "") for flag in run.flags) for run in (first, second)]
    if flags[0] != flags[1]:
        return "they have different flags"
    if any(mount.type == "tmpfs" or (mount.type == "bind" and not mount.read_only) for mount in first.mounts):
        return "what the first writes to its mount would still be there for the second"
    return ""


def _hindrance_of_shell(run: Run, file: Dockerfile) -> str:
    """Return why commands cannot be chained with `&&` in the shell that is in force."""
    if file.graph.stage_of(run) is None:
        return "it stands in no stage"
    if "BASH_ENV" in file.graph.environment(run):
        return "BASH_ENV names a script that runs in front of each"
    shell = file.graph.shell(run)
    if shell.kind not in _SHELLS:
        return "its shell is no plain POSIX shell"
    if any(option == "--login" or (option[:1] == "-" and set("li") & set(option)) for option in shell.options):
        return "its shell reads profiles, which the first may have changed"
    return ""


def _hindrance_of_comments(first: Run, second: Run, file: Dockerfile) -> str:
    for comment in _comments_between(first, second, file):
        if is_suppression(comment):
            return "a comment between them silences findings of the second only"
        words = comment.content.lstrip("# \t").split(None, 1)
        if len(words) > 1 and words[0] in _KEYWORDS:
            return "an instruction that is commented out stands between them"
    return ""


def _hindrance_of_command(command: Command) -> str:
    name = command.name
    if "function" in command.context:
        return "the first defines a function"
    if command.follower == "&" or name in _SERVICES or "nohup" in command.wrappers or _is_service_script(command):
        return f"`{name}` may leave a process running, which ends with the first RUN"
    texts = [word.raw for word in command.words] + [redirect.target.raw for redirect in command.redirects]
    if any(place in text for text in texts for place in _VOLATILE_PLACES):
        return "the first touches files that every RUN gets anew"
    if any(text.endswith("/bin/sh") for text in texts[1:]) or (name == "dpkg-reconfigure" and "dash" in texts):
        return "the first may replace the shell"
    if name in ("adduser", "gpasswd", "groupmod", "usermod") and "root" in texts:
        return "the first changes the user that the second runs as"
    return ""


def _hindrance_of_state(runs: Sequence[Run], place: int, file: Dockerfile) -> str:
    first, second = runs[place : place + 2]
    same_options = _behind_same_options(first, second, file) > second.words[0].start
    for command in _own(first, file):
        if {"subshell", "substitution"} & set(command.context) or "|" in (command.connector, command.follower):
            continue
        if "exec" in command.wrappers or command.name in _STATEFUL:
            name = "exec" if "exec" in command.wrappers else command.name
            return f"`{name}` changes the shell that the second would run in"
        if not command.words and command.assignments:
            return f"`{command.assignments[0].name}` would be set for the second, too"
        later = runs[place + 2 :] if same_options else runs[place + 1 :]
        if command.name == "set" and later and not _is_harmless_option(command, later, file):
            return "`set` would hold for the second, too"
    if _stops_early(first, file) and any(command.context for command in _own(first, file)):
        return "`set -e` would not hold in a part of a longer chain"
    if ":=" in first.words[0].value:
        return "a variable would be set for the second, too"
    return ""


def _is_harmless_option(command: Command, later: Sequence[Run], file: Dockerfile) -> bool:
    """Whether a `set` says nothing about commands that `&&` chains: `-x` prints, `-e` stops where `&&` does."""
    options = "".join(word.text for word in command.arguments)
    if set(options) - set("-ex"):
        return False
    return "e" not in options or not any(_heeds_errexit(run, file) for run in later)


def _heeds_errexit(run: Run, file: Dockerfile) -> bool:
    """Whether a script would stop where it goes on without `set -e`."""
    operators = [operator for operator, is_last in chain_operators(run.words[0].value) or () if not is_last]
    return {";", "\n", "&"} & set(operators) != set() or any(one.context for one in _own(run, file))


def _stops_early(run: Run, file: Dockerfile) -> bool:
    """Whether a script, or the shell that runs it, stops at errors by an option."""
    shell = file.graph.shell(run).options
    options = [word.text for command in _own(run, file) if command.name == "set" for word in command.arguments]
    return any(
        option == "errexit" or (option[:1] == "-" and option[:2] != "--" and "e" in option)
        for option in (*shell, *options)
    )


def _hindrance_of_upgrades(first: Run, second: Run, file: Dockerfile) -> str:
    """A shell remembers where it has found a program: one that replaces itself elsewhere would be called as it was."""
    stage = file.graph.stage_of(first)
    base = (stage.bases[-1].image or "" if stage else "").partition("@")[0].partition(":")[0].rpartition("/")[2]
    if base in ("node", "python", "ruby"):
        return ""  # there it stands where the upgrade goes to
    called: list[str] = []
    renewed: set[str] = set()
    for command in _own(first, file):
        words = {word.text.rstrip("/").rpartition("/")[2] for word in command.arguments}
        names = {word.partition("=")[0].partition("@")[0].partition(">")[0].partition("[")[0] for word in words}
        called.append(command.name)
        renewed |= {name for name in called if name in names or name.rstrip("0123456789.") in names}
        if command.name == "n":
            renewed |= {"npm"} & set(called)
    for command in _own(second, file):
        if command.name in renewed:
            return f"the shell would go on with the `{command.name}` that the first replaces"
    return ""


def _own(run: Run, file: Dockerfile) -> list[Command]:
    """Return the commands that stand in the RUN's own script, not in one that another shell is given."""
    line = run.words[0].line if run.words else None
    return [command for command in file.commands(run) if _line(command) is line]


def _line(command: Command) -> object:
    words = [*command.words, *(one.word for one in command.assignments), *(one.target for one in command.redirects)]
    return words[0].line if words else None


def _is_service_script(command: Command) -> bool:
    words = command.words if command.name in _SHELLS else [command.name_word] if command.name_word else []
    return any(word.raw.startswith("/etc/init.d/") for word in words)


# How they are merged


def _has_to_be_wrapped(runs: Sequence[Run], place: int, file: Dockerfile) -> bool:
    """Whether a RUN of a row becomes a subshell, for the sake of those behind it or in front of it."""
    run = runs[place]
    if place + 1 < len(runs) and any(
        command.name in _MOVERS and not {"subshell", "substitution"} & set(command.context)
        for command in _own(run, file)
    ):
        following = _own(runs[place + 1], file)[0]
        to = following.arguments[0].value if following.name == "cd" and following.arguments else None
        if not (to and to.startswith("/")):
            return True
    if not place:
        return False
    operators = [operator for operator, is_last in chain_operators(run.words[0].value) or () if not is_last]
    if not {";", "\n", "||", "&"} & set(operators):
        return False
    first = runs[place - 1]
    same_options = _behind_same_options(first, run, file) > run.words[0].start
    return "||" in operators or "&" in operators or not same_options or not _ends_at_errors(first, file)


def _ends_at_errors(run: Run, file: Dockerfile) -> bool:
    """Whether a `;` behind the script goes on only after success: `set -e`, and a last command that heeds it."""
    operators = [operator for operator, is_last in chain_operators(run.words[0].value) or () if not is_last]
    own = _own(run, file)
    return stops_at_errors(own) and operators[-1:] == [";"] and not own[-1].negated and not own[-1].context


def _behind_same_options(first: Run, second: Run, file: Dockerfile) -> int:
    """Return where the second begins behind the `set …` with which both begin; where it begins at all without."""
    one, other = _own(first, file), _own(second, file)
    begin = second.words[0].start
    if len(other) < 2 or not one or one[0].name != "set" or other[0].name != "set":
        return begin
    if [word.raw for word in one[0].words] != [word.raw for word in other[0].words]:
        return begin
    if other[0].follower not in ("&&", ";") or any(command.name == "set" for command in one[1:]):
        return begin
    following = other[1].start
    text = second.words[0].value
    if any(begin <= comment.start < following for comment in second.inner_comments) or other[1].context:
        return begin
    return following if text.startswith("set ") else begin


def _joint(runs: Sequence[Run], file: Dockerfile) -> str:
    """Return what chains the commands of a RUN over a line end: as in the row, else as elsewhere in the file."""
    source = file.tree.text
    first = runs[0]
    others = [node for node in file.tree.instructions if isinstance(node, Run) and node not in runs]
    candidates = [run for run in (*runs, *others) if shows_style(run)]
    candidates += [run for run in runs if run.spans_lines() and not run.heredocs and not run.is_json]
    if candidates:
        found = separator(source, candidates[0], file.commands(candidates[0]))
        end = line_end(source, first.start)
        return found.replace("\r\n", "\n").replace("\n", end) if "\n" in found else _default_joint(first, source)
    return _default_joint(first, source)


def _default_joint(run: Run, source: str) -> str:
    return f" {run.escape}{line_end(source, run.start)}{_INDENTATION}&& "


def shows_style(run: Run) -> bool:
    """Whether commands are chained over a line end."""
    if run.is_json or run.heredocs or not run.spans_lines():
        return False
    lines = [line.strip() for line in run.text.split("\n") if line.strip() and line.strip()[0] != "#"]
    return len(lines) > 1 and any(
        line.startswith("&&") or line.removesuffix(run.escape).rstrip().endswith("&&") for line in lines
    )


def _broken(joint: str, operator: str) -> tuple[str, str]:
    """Return what an operator takes at the end of a line, and in front of the command on the next one."""
    place = joint.find("\n") + 1
    newline, lead = " " + joint[:place].lstrip(" &;"), joint[place:]
    if operator == ";":
        return ";" + newline, _blanks(lead)
    return (newline, lead) if lead.strip() else (" &&" + newline, lead)


def _blanks(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t"))]


def _end_of_script(run: Run) -> int:
    """Return the offset behind a script, where a `;` at its end is left out."""
    body = run.words[0]
    stripped = body.value.rstrip("; \t\r")
    return body.line.end(body.first + len(stripped)) if stripped else body.end


def _comments_between(first: Run, second: Run, file: Dockerfile) -> Iterator[Comment]:
    for item in _items_between(first, second, file):
        if item.kind == "comment":
            yield item  # type: ignore[misc]


def _items_between(first: Run, second: Run, file: Dockerfile) -> Iterator[Item]:
    for item in file.tree.items:
        if first.end <= item.start < second.start:
            yield item
