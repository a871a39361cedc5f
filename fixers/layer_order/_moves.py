"""One step of re-ordering: a RUN goes in front of what changes more often than what it needs.

    window      from the instruction that changes often to the RUN
    needed      the RUN, and what it depends on in the window, one after the other
    the rest    everything else of the window, which then stands behind the RUN in its old order

No element of the rest may depend on the order to an element of the needed: that is what `independent` is asked for.
Where the RUN reads of a COPY nothing but manifests, these are copied in front, and the COPY itself belongs to the rest.
"""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, indentation_of, line_end
from dockerlint.fixers.layer_order._brought import Brought
from dockerlint.fixers.layer_order._manifests import Manifests, reads_manifests
from dockerlint.fixers.layer_order._text import Piece, is_blank, pieces, rearranged
from dockerlint.graph.order import independent
from dockerlint.graph.paths import covers, parent
from dockerlint.rules.layer_order.volatile_value_too_early import is_volatile_pair
from dockerlint.syntax.instructions import Add, Arg, Copy, Env, Run, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

# Services that run builds set these: programs ask for them to see where they are.
_OF_SERVICES = (
    "CI",
    "GITHUB_",
    "GITLAB_",
    "CIRCLE",
    "TRAVIS",
    "JENKINS_",
    "DRONE_",
    "BUILDKITE_",
    "BUILD_NUMBER",
    "BUILD_ID",
    "RUN_",
)
_MOST_FOLDERS = 12


class Step:
    """A text that came out of a step, with where each of its instructions stands in the original file."""

    __slots__ = ("kind", "line", "lines", "text", "title")

    def __init__(self, text: str, lines: list[int], kind: str, line: int, title: str) -> None:
        self.text = text
        self.lines = lines
        self.kind = kind
        self.line = line
        self.title = title


def unheard(file: Dockerfile) -> frozenset[str]:
    """Return the variables that hold what changes with every build: no program asks for them by these names."""
    graph = file.graph
    names = {
        pair.name
        for node in file.tree.instructions
        if isinstance(node, Arg)
        for pair in node.pairs
        if is_volatile_pair(pair)
    }
    found = set(names)
    for definition in graph.definitions:
        if definition.name in names:
            for use in graph.uses_of(definition):
                if use.instruction.keyword in ("ENV", "ARG"):
                    found |= {pair.name for pair in use.instruction.pairs}  # type: ignore[attr-defined]
    return frozenset(name for name in found if not name.startswith(_OF_SERVICES))


class Memory:
    """What was found out about a file while steps were looked for."""

    __slots__ = ("manifests", "pairs", "unheard")

    def __init__(self, file: Dockerfile) -> None:
        self.unheard = unheard(file)
        self.pairs: dict[tuple[Instruction, Instruction], bool] = {}
        self.manifests: dict[Run, Manifests | Refused] = {}


def hoist(file: Dockerfile, first: Instruction, run: Run, lines: Sequence[int], memory: Memory | None = None) -> Step:
    """Return the text in which a RUN stands in front of `first`, as far as it can. Raises Refused."""
    _refuse_by_comments(file, first, run)
    window = file.tree.instructions[first.index : run.index + 1]
    plan = _Plan(window, file, lines, memory or Memory(file))
    if first in plan.needed:
        raise Refused(plan.reason(first))
    left = [node for node in window if node not in plan.needed]
    belonging = _belonging(left, run, file)
    window += belonging
    behind = window[-1].index + 1
    needed: list[Piece] = []
    rest: list[Piece] = []
    copies: list[Piece] = []
    parts = pieces(file.tree, window, lines[first.index : behind])
    for node, part in zip(window, parts, strict=True):
        if node in plan.manifests:
            # The manifests stand where the whole copy stood.
            copies.append(plan.copy_of_manifests(node, part))
            needed.append(copies[-1])
        (needed if node in plan.needed or node in belonging else rest).append(part)
    before = file.tree.instructions[first.index - 1]
    leads_itself = needed[0].instructions[0] is run
    _set_leads(
        parts[0],
        next(part for part in parts if part.instructions[0] is run),
        needed[0],
        is_split=first in plan.manifests,
        is_glued=isinstance(before, Run) and leads_itself,
    )
    order = needed + rest
    new = [line for part in order for line in part.lines]
    all_lines = [*lines[: first.index], *new, *lines[behind:]]
    text = rearranged(file.tree, window, order)
    return Step(text, all_lines, *_title(first, run, copies, plan, lines))


def _refuse_by_comments(file: Dockerfile, first: Instruction, run: Run) -> None:
    """Refuse where a comment says that its place is meant, or goes on behind the RUN."""
    for node in (first, run):
        if any("bust" in comment.text.lower() for comment in node.comments):
            raise Refused("a comment says that its place is meant to break the cache")
    following = file.tree.instructions[run.index + 1 : run.index + 2]
    comments = following[0].comments if following else ()
    if comments and comments[0].full_start == run.full_end and comments[0].full_start != comments[0].start:
        raise Refused("a comment that goes on behind it belongs to it")


def _title(
    first: Instruction, run: Run, copies: list[Piece], plan: _Plan, lines: Sequence[int]
) -> tuple[str, int, str]:
    """Return the kind of a step, the line of the original that it is about, and what to say of it."""
    shown = f"RUN {' '.join(run.words[0].value.split()[:3])}" if run.words else "RUN"
    if copies:
        copied = [line.split()[1:-1] for piece in copies for line in piece.body.splitlines()]
        names = [word for words in copied for word in words if not word.startswith("--")]
        listed = ", ".join(names[:4]) + (" …" if len(names) > 4 else "")
        source = first if first in plan.manifests else next(iter(plan.manifests))
        return "split", lines[source.index], f"Copy {listed} and install before `{_shown(source)}`"
    if isinstance(first, Arg):
        title = f"Declare `{first.pairs[0].name}` behind `{shown}`, which does not use it"
        return "sunk", lines[first.index], title
    return "moved", lines[run.index], f"Run `{shown.removeprefix('RUN ')}` before `{_shown(first)}`"


def split(file: Dockerfile, run: Run, count: int, lines: Sequence[int]) -> Step:
    """Return the text in which the first `count` commands of a RUN are a RUN of their own. Raises Refused."""
    commands = file.commands(run)
    if run.is_json or run.heredocs or run.in_onbuild or not run.words:
        raise Refused("the RUN is no plain chain of commands")
    line = run.words[0].line
    if any(one.context or one.wrappers or one.name_word is None or one.words[0].line is not line for one in commands):
        raise Refused("the RUN is no plain chain of commands")
    if any(one.connector not in ("", "&&") or one.negated for one in commands) or commands[-1].follower not in (
        "",
        ";",
    ):
        raise Refused("the RUN is no plain chain of commands")
    leading = 0
    while leading < len(commands) and commands[leading].name in ("cd", "set"):
        leading += 1
    first, second = commands[leading:count], commands[count:]
    if not first or not second:
        raise Refused("there is nothing to part")
    if any(one.name in _SHELL_STATE for one in first):
        raise Refused("the commands share the state of one shell")
    if any(_cleans(one) for one in second) and any(file.graph.stage_of(run) is stage for stage in file.graph.shipped):
        raise Refused("what the RUN installs for a while, it removes in the same layer")
    source = file.tree.text
    gap = source[commands[count - 1].end : commands[count].start]
    comments = [one for one in run.inner_comments if commands[count - 1].end <= one.start < commands[count].start]
    for comment in comments:
        gap = gap.replace(source[comment.start : comment.end], "", 1)
    if gap.replace("&&", "", 1).replace(run.escape, "").strip():
        raise Refused("the RUN is no plain chain of commands")
    end = line_end(source, run.start)
    blanks = indentation_of(source, run)
    head = source[run.start : run.words[0].start]
    again = source[run.words[0].start : commands[leading].start] if leading else ""
    kept = "".join(f"{blanks}{source[one.start : one.end]}{end}" for one in comments)
    text = source[: commands[count - 1].end] + end + kept + blanks + head + again + source[commands[count].start :]
    shown = " ".join(word.raw for word in commands[count].words[:3])
    new_lines = [*lines[: run.index + 1], lines[run.index], *lines[run.index + 1 :]]
    return Step(text, new_lines, "parted", lines[run.index], f"Run `{shown}` in a layer of its own")


# What changes the shell for the commands behind it.
_SHELL_STATE = (
    ".",
    "alias",
    "cd",
    "eval",
    "exec",
    "exit",
    "export",
    "popd",
    "pushd",
    "set",
    "shopt",
    "source",
    "trap",
    "umask",
    "unset",
)
_CLEANING = ("clean", "prune", "purge", "remove", "autoremove", "del", "uninstall", "cache")


def _cleans(command: Command) -> bool:
    return command.name in ("rm", "find") or any(word.text in _CLEANING for word in command.arguments[:3])


def _shown(node: Instruction) -> str:
    text = " ".join(node.text.split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def _belonging(left: list[Instruction], run: Run, file: Dockerfile) -> list[Instruction]:
    """Return the variables set right behind a RUN, under the comment that heads it: they stay together.

    `left` is what goes behind the RUN, and behind them.
    """
    found: list[Instruction] = []
    nodes = file.tree.instructions
    while run.comments and run.index + 1 + len(found) < len(nodes):
        node = nodes[run.index + 1 + len(found)]
        glued = not node.comments and node.full_start == nodes[node.index - 1].full_end
        if not isinstance(node, Env) or not glued:
            break
        if not all(independent(file.graph, node, other) for other in left):
            break
        found.append(node)
    return found


class _Plan:
    """What a RUN needs of its window."""

    __slots__ = ("_file", "_known", "_lines", "_pairs", "_reasons", "_unheard", "_window", "manifests", "needed")

    def __init__(self, window: list[Instruction], file: Dockerfile, lines: Sequence[int], memory: Memory) -> None:
        self._file = file
        self._lines = lines
        self._window = window
        self._unheard = memory.unheard
        self._pairs = memory.pairs
        self._reasons: dict[Instruction, str] = {}
        self._known = memory.manifests
        self.needed: list[Instruction] = window[-1:]
        self.manifests: dict[Instruction, tuple[Brought, dict[str, None]]] = {}
        for node in reversed(window[:-1]):
            self._add(node)
        self._keep_order(window[:-1])

    def _keep_order(self, nodes: list[Instruction]) -> None:
        """RUNs in front that depend on nothing of the rest go along, so that they stay in front."""
        rest: list[Instruction] = []
        for node in nodes:
            if node in self.needed:
                continue
            free = isinstance(node, Run) and not self._file.graph.flow(node).context_reads
            if free and all(self._independent(node, other) for other in rest):
                self.needed.append(node)
            else:
                rest.append(node)

    def reason(self, node: Instruction) -> str:
        """Return why an instruction has to stay in front."""
        return self._reasons.get(node, f"{self._name(node)} has to stay in front")

    def _add(self, node: Instruction) -> None:
        """Find out whether an instruction belongs to the needed; those behind it have been asked already."""
        dependent = [other for other in self.needed if not self._independent(node, other) or self._reads(other, node)]
        if not dependent:
            return
        if isinstance(node, (Copy, Add)):
            try:
                self._split(node, dependent)
            except Refused as refusal:
                self._reasons[node] = str(refusal)
            else:
                return
        else:
            self._reasons[node] = f"{self._name(dependent[0])} may need {self._name(node)}"
            # What it needs itself decides then.
        self.needed.append(node)

    def _independent(self, one: Instruction, other: Instruction) -> bool:
        known = self._pairs.get((one, other))
        if known is None:
            known = self._pairs[one, other] = independent(self._file.graph, one, other, self._unheard)
        return known

    def _reads(self, run: Instruction, copy: Instruction) -> bool:
        """Whether an installation may read files of a COPY that only other files name."""
        if not isinstance(copy, (Copy, Add)) or copy.from_ is not None or not isinstance(run, Run):
            return False
        if not reads_manifests(self._file.commands(run)):
            return False
        try:
            brought = Brought(copy, self._file)
            return bool(self._manifests(run).of(brought))
        except Refused:
            return True

    def _manifests(self, run: Run) -> Manifests:
        known = self._known.get(run)
        if known is None:
            try:
                known = Manifests(run, self._file)
            except Refused as refusal:
                known = refusal
            self._known[run] = known
        if isinstance(known, Refused):
            raise known
        return known

    def _split(self, copy: Copy | Add, dependent: list[Instruction]) -> None:
        """Take the manifests of a COPY among the needed, and leave the COPY to the rest. Raises Refused."""
        brought = Brought(copy, self._file)
        for other in dependent:
            if isinstance(other, Run) and reads_manifests(self._file.commands(other)):
                self._manifests(other)
        needs = f"{self._name(dependent[0])} needs what {self._name(copy)} copies"
        if not brought.has_folder and len(brought.paths()) < 2:
            raise Refused(needs)
        paths: dict[str, None] = {}
        for other in dependent:
            if isinstance(other, Run) and not other.in_onbuild:
                manifests = self._manifests(other)
                manifests.allow(brought)
                paths.update(dict.fromkeys(manifests.of(brought)))
        for other in dependent:
            if isinstance(other, Workdir) and self._is_made(other, paths):
                continue
            if not isinstance(other, Run):
                raise Refused(f"{self._name(other)} has to stay behind {self._name(copy)}")
        if not brought.has_folder and not 0 < len(paths) < len(brought.paths()):
            raise Refused(needs)
        if not paths:
            return  # nothing of what is copied is read
        if len({parent(path) for path in paths}) > _MOST_FOLDERS:
            raise Refused("the manifests lie in too many folders")
        self.manifests[copy] = (brought, paths)

    def _is_made(self, directory: Workdir, paths: dict[str, None]) -> bool:
        """Whether the manifests' copy makes a working directory before WORKDIR would do so, as the whole copy does."""
        flow = self._file.graph.flow(directory)
        return bool(flow.writes) and any(covers(flow.writes[0], path) and path != flow.writes[0] for path in paths)

    def _name(self, node: Instruction) -> str:
        return f"line {self._lines[node.index]}"

    def copy_of_manifests(self, node: Instruction, part: Piece) -> Piece:
        """Return the copy of the manifests alone, written as the whole copy is."""
        assert isinstance(node, (Copy, Add))  # noqa: S101  # for the type checker
        brought, paths = self.manifests[node]
        texts = _copies(node, brought, paths)
        source = self._file.tree.text
        blanks, end = indentation_of(source, node), line_end(source, node.start)
        body = "".join(blanks + text + end for text in texts)
        return Piece("", body, [None] * len(texts), part.lines * len(texts))


def _copies(copy: Copy | Add, brought: Brought, paths: dict[str, None]) -> list[str]:
    destination = copy.destination
    assert destination is not None  # noqa: S101  # for the type checker
    head = " ".join([cased("COPY", copy), *(flag.word.raw for flag in copy.flags)])
    folders: dict[str, list[str]] = {}
    alone: list[tuple[str, str]] = []
    for path in paths:
        source = brought.sources(path)[-1]
        if any(character in source for character in " \t\"'\\$*?["):
            raise Refused(f"the name of `{source}` needs quotes")
        inside = path[len(brought.place) :].strip("/")
        if brought.is_directory(path) or source.rpartition("/")[2] != path.rpartition("/")[2]:
            alone.append((source, inside))
        else:
            folders.setdefault(inside.rpartition("/")[0], []).append(source)
    written = destination.value.rstrip("/") or "/"
    texts = []
    for inside in sorted(folders, key=lambda inside: (inside.count("/"), inside)):
        sources = folders[inside]
        place = _below(written, inside)
        if written == "." and not inside:
            place = "." if len(sources) == 1 and destination.value == "." else "./"
        elif not place.endswith("/"):
            place += "/"
        texts.append(_copy(copy, head, sources, place))
    for source, inside in alone:
        place = _below(written, inside)
        texts.append(_copy(copy, head, [source], place if inside == "" else f"{place}/"))
    return texts


def _below(written: str, inside: str) -> str:
    if not inside:
        return written
    if written in (".", "/"):
        return f"./{inside}" if written == "." else f"/{inside}"
    return f"{written}/{inside}"


def _copy(copy: Copy | Add, head: str, sources: list[str], place: str) -> str:
    words = [*sources, place]
    if copy.is_json:
        return f"{head} [{', '.join(f'{chr(34)}{word}{chr(34)}' for word in words)}]"
    return f"{head} {' '.join(words)}"


def _set_leads(first: Piece, run: Piece, leader: Piece, *, is_split: bool, is_glued: bool) -> None:
    """Set the empty lines: what begins a paragraph does so in the new order, which the `leader` begins."""
    if first.lead and not is_blank(first.lead):
        # Comments of their own, which head what follows: they stay where they are.
        leader.lead, first.lead = first.lead + leader.lead.lstrip("\r\n"), ""
    elif is_split:
        leader.lead, first.lead = first.lead, first.lead if is_blank(run.lead) else ""
    elif is_glued and not leader.lead:
        pass  # it followed another RUN without an empty line, and does so again
    elif not leader.lead or is_blank(leader.lead):
        leader.lead, first.lead = first.lead, leader.lead
