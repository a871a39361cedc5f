"""Findings as annotated source, for people."""

from __future__ import annotations

from dockerlint.report.wording import counted, peer_ids, visible, visible_character

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree

_TAB = "    "
_CUT = "..."
# Of a span of more lines than that, the first two and the last are shown.
_MOST_LINES = 5

_STYLES = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;36m",
    "style": "\x1b[1;35m",
    "frame": "\x1b[1;34m",
    "bold": "\x1b[1m",
    "dim": "\x1b[2m",
    "plain": "\x1b[0m",
}
_NO_STYLES = dict.fromkeys(_STYLES, "")


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of one file; `name` is the file's name as the user gave it, `width` in columns."""
    path = visible(name)
    styles = _STYLES if color else _NO_STYLES
    return "".join([_finding(path, tree, finding, styles, width) for finding in findings])


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are, but for its `summary`."""
    del run
    return "".join(parts)


def summary(severities: Mapping[str, int], files: int, files_with_findings: int) -> str:
    """Return the last line of a run; `severities` counts the findings of each severity."""
    total = sum(severities.values())
    if not total:
        return f"No findings in {counted(files, 'file')}.\n"
    among = "" if files == files_with_findings else f"{files_with_findings} of "
    parts = ", ".join(
        f"{number} {severity}{'s' if number > 1 and severity in ('error', 'warning') else ''}"
        for severity, number in severities.items()
        if number
    )
    return f"{counted(total, 'finding')} in {among}{counted(files, 'file')} ({parts}).\n"


def fixable(safe: int, every: int) -> str:
    """Return what `fix` may do about the findings of a run: `safe` of them safely, `every` of them with `--unsafe`."""
    if not every:
        return ""
    more = f", `dockerlint fix --unsafe` {every}" if every > safe else ""
    return f"`dockerlint fix` may fix {safe} of them{more}.\n"


def statistics(rules: Mapping[str, int]) -> str:
    """Return a line for each rule with the number of its findings, the most frequent first."""
    if not rules:
        return ""
    digits = len(str(max(rules.values())))
    ranked = sorted(rules.items(), key=lambda each: (-each[1], each[0]))
    return "".join(f"{number:>{digits}}  {rule}\n" for rule, number in ranked)


def _finding(path: str, tree: Tree, finding: Finding, styles: Mapping[str, str], width: int) -> str:
    frame, plain, tone = styles["frame"], styles["plain"], styles[finding.severity]
    last = finding.end_row
    if finding.end_column == 1 and last > finding.row:
        last -= 1  # the span ends with a line end
    margin = " " * len(str(last))
    bar = f"{margin} {frame}|{plain}"
    room = max(width - len(margin) - 3, 20)
    is_one_line = last == finding.row
    excerpt = _one_line(tree, finding, room) if is_one_line else _several_lines(tree, finding, last, room - 2)
    peers = peer_ids(finding.aliases)
    lines = [
        f"{tone}{finding.severity}[{finding.rule}]{plain}: {styles['bold']}{visible(finding.message)}{plain}",
        f"{margin}{frame}-->{plain} {path}:{finding.row}:{finding.column}",
        bar,
    ]
    for number, mark, text in excerpt:
        if number:
            shown = f"{tone}{mark}{plain} {text}" if mark else text
            lines.append(f"{frame}{str(number).rjust(len(margin))} |{plain} {shown}".rstrip(" "))
        elif mark == _CUT:
            lines.append(f"{frame}{_CUT}{plain}")
        else:
            lines.append(f"{bar} {tone}{mark}{text}{plain}")
    hint = f" {styles['dim']}({peers}){plain}" if peers else ""
    lines += [bar, f"{margin} {frame}={plain} help: dockerlint explain {finding.rule}{hint}", "", ""]
    return "\n".join(lines)


# A line of an excerpt: its number in the file or 0 for one of ours, what marks it in front, and its text.
Excerpt = list[tuple[int, str, str]]


def _one_line(tree: Tree, finding: Finding, room: int) -> Excerpt:
    line = tree.line(finding.row)
    start = finding.column - 1
    end = finding.end_column - 1 if finding.end_row == finding.row else len(line)
    shown, column, length = _window(line, start, end, room)
    return [(finding.row, "", shown), (0, " " * column, "^" * length)]


def _several_lines(tree: Tree, finding: Finding, last: int, room: int) -> Excerpt:
    """Return a span of several lines with a bar along its left side, and a caret where it begins and ends."""
    first = finding.row
    line = tree.line(first)
    start = finding.column - 1
    shown, column, _ = _window(line, start, start + 1, room)
    excerpt: Excerpt
    if line[:start].strip():
        excerpt = [(first, " ", shown), (0, " ", "_" * (column + 1) + "^")]
    else:
        excerpt = [(first, "/", shown)]
    numbers = list(range(first + 1, last))
    if last - first >= _MOST_LINES:
        numbers = [first + 1, 0]
    for number in numbers:
        excerpt.append((number, "|", _window(tree.line(number), 0, 0, room)[0]) if number else (0, _CUT, ""))
    line = tree.line(last)
    end = finding.end_column - 1 if finding.end_row == last else len(line)
    shown, column, _ = _window(line, max(end - 1, 0), max(end, 1), room)
    return [*excerpt, (last, "|", shown), (0, "|", "_" * (column + 1) + "^")]


def _window(line: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """Return what of a line fits the room around a span of it, and the span's column and length there.

    Indices count characters of the line, columns those of a terminal.
    """
    start = min(start, len(line))
    end = max(min(end, len(line)), start)
    # Only what can possibly be seen is looked at: a line may be a megabyte long and have a thousand findings.
    origin = max(start - room, 0)
    piece = line[origin : min(end, start + room) + room]
    is_plain = piece.isascii() and piece.isprintable()
    if is_plain and len(line) <= room and start < room:
        return line, start, max(end - start, 1)
    cells: Sequence[str] = piece  # what stands for each character
    edges: Sequence[int] = range(len(piece) + 1)  # the column where each one begins, and where the last one ends
    if not is_plain:
        cells, edges = _cells(piece)
    start, end = start - origin, min(end - origin, len(cells))
    left, right = 0, len(cells)
    cut_left = len(_CUT) if origin else 0
    cut_right = len(_CUT) if origin + len(cells) < len(line) else 0
    if cut_left or cut_right or max(edges[-1], edges[start] + 1) > room:  # the caret needs a column too
        if cut_left or edges[end] + len(_CUT) > room:
            lead = max((room - edges[end] + edges[start]) // 2 - len(_CUT), 4)
            while edges[start] - edges[left] > lead:
                left += 1
            cut_left = len(_CUT) if origin or left else 0
        limit = edges[left] + room - cut_left
        if cut_right or edges[-1] > limit:
            cut_right = len(_CUT)
            while edges[right] > limit - cut_right:
                right -= 1
    shown = f"{_CUT[:cut_left]}{''.join(cells[left:right])}{_CUT[:cut_right]}"
    length = max(min(edges[end], edges[right]) - edges[start], 1)
    return shown, cut_left + edges[start] - edges[left], length


def _cells(text: str) -> tuple[list[str], list[int]]:
    """Return what stands for each character on a terminal, and the column where each begins and the last one ends."""
    cells = []
    edges = [0]
    for character in text:
        if " " <= character <= "~":
            cells.append(character)
            edges.append(edges[-1] + 1)
            continue
        shown, columns = _cell(character)
        cells.append(shown)
        edges.append(edges[-1] + columns)
    return cells, edges


def _cell(character: str) -> tuple[str, int]:
    if character == "\t":
        return _TAB, len(_TAB)
    if character.isascii() or not character.isprintable():
        shown = visible_character(character)
        return shown, len(shown)
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me"):
        return character, 0
    return character, 2 if east_asian_width(character) in "WF" else 1
