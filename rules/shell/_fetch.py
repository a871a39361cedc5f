"""Downloads of a RUN: which file a curl or wget writes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell import Command, ShellWord

_VALUED = {
    "curl": (
        "-A", "-C", "-E", "-F", "-H", "-K", "-T", "-X", "-b", "-c", "-d", "-e", "-m", "-o", "-u", "-w", "-x", "-y",
        "--cacert", "--connect-timeout", "--data", "--header", "--max-time", "--output", "--output-dir", "--proto",
        "--referer", "--request", "--retry", "--retry-delay", "--retry-max-time", "--user", "--user-agent",
        "--write-out",
    ),
    "wget": (
        "-O", "-P", "-T", "-U", "-a", "-o", "-t", "-i", "--header", "--output-document", "--directory-prefix",
        "--timeout",
        "--tries", "--user-agent", "--output-file", "--waitretry", "--user", "--password",
    ),
}  # fmt: skip


def urls(command: Command) -> list[ShellWord]:
    """Return the addresses that a curl or wget fetches."""
    valued = _VALUED["curl" if command.name == "curl" else "wget"]
    return [word for word in command.positionals(valued) if "://" in word.raw or word.raw.startswith(("$", '"$'))]


def cluster_has(command: Command, letter: str) -> bool:
    """Whether a letter stands in one of curl's clusters of options, in front of one that takes a value."""
    for word in command.arguments:
        text = word.raw
        if text.startswith("-") and not text.startswith("--"):
            for one in text[1:]:
                if one == letter:
                    return True
                if one in "AbcCdDeEFhHKmoPQrtTuUwxXyYz":
                    break
    return False


def written(command: Command) -> str | None:
    """Return the file that a curl or wget writes, as the script names it; None for standard output, or not known."""
    is_curl = command.name == "curl"
    given = _value(command, "o" if is_curl else "O", "--output" if is_curl else "--output-document")
    if given:
        return None if given in ("-", "/dev/null", "/dev/stdout") else given
    if any(redirect.writes for redirect in command.redirects):
        return command.redirects[0].target.text if len(command.redirects) == 1 else None
    remote = cluster_has(command, "O") or command.has("--remote-name", "--remote-name-all") if is_curl else True
    found = urls(command)
    if not remote or len(found) != 1:
        return None
    url = found[0].text.strip("\"'")
    name = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    if not is_curl:
        directory = _value(command, "P", "--directory-prefix")
        return f"{directory.rstrip('/')}/{name}" if directory else name
    return name


def _value(command: Command, letter: str, long: str) -> str | None:
    words = command.arguments
    for index, word in enumerate(words):
        text = word.text
        if text.startswith(long + "="):
            return text.partition("=")[2]
        is_cluster = text.startswith("-") and not text.startswith("--") and "=" not in text
        if text == long or (is_cluster and text[-1:] == letter):
            return words[index + 1].text if index + 1 < len(words) else None
        if text.startswith("-" + letter) and len(text) > len("-O"):
            return text[2:]
    return None
