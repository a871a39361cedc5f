"""The pass that runs rules: one walk over the instructions, each waking the rules that subscribe to it."""

from __future__ import annotations

from dockerlint.lint.registry import entry_of
from dockerlint.lint.subscriptions import Subscriptions, subscriptions
from dockerlint.syntax.instructions import BY_KEYWORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.keeping import Run
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.registry import Entry
    from dockerlint.lint.repeats import Repeats
    from dockerlint.lint.rule import Option, Rule
    from dockerlint.lint.shellcheck import Codes
    from dockerlint.lint.suppression import Suppression
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree

    Chosen = list[tuple[Entry, Mapping[str, Option]]]

# In files of so many instructions, those that have the same text are looked at together.
_MANY = 500


class Result:
    """What a check of one file found."""

    __slots__ = ("findings", "suppressed", "suppressions", "troubles")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.suppressed: list[Finding] = []
        self.suppressions: list[Suppression] = []
        self.troubles: list[str] = []  # rules that crashed: a defect of ours, named


class _Wanted:
    """What rules wait for in instructions of a keyword: the events by condition, and the words anywhere in the text."""

    __slots__ = ("events", "words")

    def __init__(self, keyword: str, conditions: frozenset[str]) -> None:
        self.events = {condition: f"{keyword} {condition}" for condition in conditions}
        self.words = [(condition[1:], condition) for condition in conditions if condition[0] == "~"]


class _Late:
    """A rule for stages or the file: it waits for one of some events, or for all events of one of some groups."""

    __slots__ = ("events", "groups", "name")

    def __init__(self, name: str, needed: Sequence[Sequence[str]]) -> None:
        self.name = name
        self.events = frozenset([events[0] for events in needed if len(events) == 1])
        self.groups = [events for events in needed if len(events) > 1]

    def is_woken(self, happened: frozenset[str]) -> bool:
        if not self.events.isdisjoint(happened):
            return True
        for events in self.groups:
            if happened.issuperset(events):
                return True
        return not self.events and not self.groups


class Linter:
    """A selection of rules with their options; checks any number of files.

    `severities` maps rule names to a severity that replaces the rule's own; `ignore` there switches the rule off.
    """

    __slots__ = (
        "_awake",
        "_broken",
        "_chosen",
        "_facts_wanted",
        "_late",
        "_late_awake",
        "_loaded",
        "_options",
        "_presets",
        "_severities",
        "_subscriptions",
        "_wanted",
        "_wants_commands",
        "_wants_managers",
        "_words_wanted",
    )

    def __init__(
        self,
        chosen: Chosen | None = None,
        options: Mapping[str, Mapping[str, Option]] | None = None,
        severities: Mapping[str, str] | None = None,
    ) -> None:
        """`chosen` are rules with what their groups set; None stands for the default selection, nothing changed."""
        self._severities = severities or {}
        self._options = options or {}
        self._chosen: dict[str, tuple[Entry, Mapping[str, Option]]] = {}
        self._presets: Mapping[str, Mapping[str, Option]] = {}  # of the default selection
        if chosen is None:
            from dockerlint.lint.default_table import PRESETS, SUBSCRIPTIONS

            self._presets = PRESETS
            self._subscriptions = Subscriptions(**SUBSCRIPTIONS)
        else:
            chosen = [one for one in chosen if self._severities.get(one[0].name) != "ignore"]
            self._chosen = {entry.name: (entry, preset) for entry, preset in chosen}
            self._subscriptions = subscriptions(chosen, self._options)
        self._awake: dict[tuple[str, ...], list[Rule]] = {}
        self._late = {
            place: [_Late(name, needed) for name, needed in rules] for place, rules in self._subscriptions.late.items()
        }
        self._late_awake: dict[tuple[str, frozenset[str]], list[Rule]] = {}
        self._broken: dict[str, str] = {}  # why a rule could not be loaded
        self._loaded: dict[str, Rule] = {}
        self._wanted: dict[str, _Wanted] = {}  # by keyword
        late = self._subscriptions.late_events
        self._words_wanted = [(event[1:], event) for event in late if event[0] == "~"]
        self._facts_wanted = [(event[1:], event) for event in late if event[0] == "="]
        waiting = self._subscriptions.waiting
        asked = {condition[0] for condition in self._subscriptions.conditions.get("RUN", ())}
        self._wants_commands = not asked.isdisjoint("$%") or any(event[0] in "$%" for event in waiting)
        self._wants_managers = "%" in asked or any(event[0] == "%" for event in waiting)

    @property
    def names(self) -> Sequence[str]:
        """The selected rules."""
        return self._subscriptions.names

    def check(
        self,
        file: Dockerfile,
        others: Callable[[], list[Finding]] | None = None,
        codes: Codes | None = None,
        *,
        keep: bool = False,
    ) -> Result:
        """Run the rules on a file; findings come sorted, suppressed ones apart.

        `others` is asked last for findings that are no rule's of ours: who answers may have worked meanwhile. `codes`
        are those of ShellCheck that were looked for, None where it was not asked. With `keep`, what rules say of an
        instruction alone is kept with it for the next check of a changed text.
        """
        if file.is_manifest:
            return self._check_manifest(file)  # type: ignore[arg-type]
        result = Result()
        found: list[Finding] = []
        happened: set[str] = set()
        repeats: Repeats | None = None
        if len(file.tree.instructions) >= _MANY and not keep:
            from dockerlint.lint.repeats import Repeats

            repeats = Repeats(self, file)
        for outer in file.tree.instructions:
            # ONBUILD RUN wakes the rules of both.
            for node in (outer, outer.inner) if outer.inner is not None else (outer,):
                again = node.keyword in happened
                if repeats is not None:
                    happened.update(repeats.check(found, result, node, again=again))
                    continue
                if keep:
                    happened.update(self._again(found, result, node, file, again=again))
                    continue
                calls = self._calls(node, file)
                events = self._events(node, calls, again=again)
                happened.update(events)
                for rule in self._rules(events):
                    self._run(found, result, rule, rule.instruction, node, file)
                for command, names in calls:
                    for rule in self._rules(names):
                        self._run(found, result, rule, rule.command, command, node, file)
        happened.update(self._facts(file))
        for stage in file.stages if "@stage" in self._subscriptions.late else ():
            for rule in self._late_rules("@stage", happened):
                self._run(found, result, rule, rule.stage, stage, file)
        for error in file.tree.errors:
            for rule in self._rules(("@error",)):
                self._run(found, result, rule, rule.error, error, file)
        for rule in self._late_rules("@file", happened):
            self._run(found, result, rule, rule.file, file)
        if others is not None:
            found += others()
        result.troubles += self._broken.values()
        found.sort(key=_sort_key)
        _locate(found, file.tree)
        text = file.tree.text
        if "ignore" not in text and "skip" not in text and "disable" not in text:
            result.findings = found
            return result
        from dockerlint.lint.suppression import find_suppressions

        result.suppressions = find_suppressions(file.tree)
        for finding in found:
            # Every comment is asked, so that each one that is of use is known.
            silenced = [suppression for suppression in result.suppressions if suppression.silences(finding)]
            (result.suppressed if silenced else result.findings).append(finding)
        if "@suppression" in self._subscriptions.late and not result.troubles:
            self._judge(file, result, codes)
        return result

    def _check_manifest(self, file: Manifest) -> Result:
        """Run the rules about images and containers, and all rules on the Dockerfiles that the file holds."""
        result = Result()
        found: list[Finding] = []
        for rule in self._late_rules("@images", set()):
            self._run(found, result, rule, rule.file, file)
        for service in file.services if "@service" in self._subscriptions.late else ():
            for rule in self._late_rules("@service", set()):
                self._run(found, result, rule, rule.service, service, file)
        for error in file.tree.errors:
            for rule in self._rules(("@error",)):
                self._run(found, result, rule, rule.error, error, file)
        for inline in file.inline:
            inner = self.check(inline.file)
            result.troubles += inner.troubles
            found += [inline.moved(finding) for finding in inner.findings]
            result.suppressed += [inline.moved(finding) for finding in inner.suppressed]
            inline.file.release()
        result.troubles += self._broken.values()
        # Services may share a part of the file.
        distinct = {(finding.rule, finding.start, finding.end, finding.message): finding for finding in found}
        found = sorted(distinct.values(), key=_sort_key)
        _locate([*found, *result.suppressed], file.tree)
        result.suppressions = file.suppressions()
        for finding in found:
            silenced = [suppression for suppression in result.suppressions if suppression.silences(finding)]
            (result.suppressed if silenced else result.findings).append(finding)
        return result

    def _again(
        self, found: list[Finding], result: Result, node: Instruction, file: Dockerfile, *, again: bool
    ) -> tuple[str, ...]:
        """Run the rules on an instruction as far as they may say something new; returns its events."""
        from dockerlint.lint.keeping import Kept

        kept = Kept.of(node, self, file, again=again)
        if kept is not None:
            found += kept.findings
            for rule, check, arguments in kept.runs:
                self._run(found, result, rule, check, *arguments, file)
            return kept.events
        file.at_hand = node
        calls = self._calls(node, file)
        events = self._events(node, calls, again=again)
        runs: list[Run] = [(rule, rule.instruction, (node,)) for rule in self._rules(events)]
        for command, names in calls:
            runs += [(rule, rule.command, (command, node)) for rule in self._rules(names)]
        kept = Kept(node, self, file, events, again=again)
        for run in runs:
            rule, check, arguments = run
            file.asked = False
            before = len(found)
            worked = self._run(found, result, rule, check, *arguments, file)
            if file.asked or not worked:
                kept.runs.append(run)
            else:
                kept.findings += found[before:]
        file.at_hand = None
        return events

    def _judge(self, file: Dockerfile, result: Result, codes: Codes | None) -> None:
        """Run the rules about suppression comments, which only a comment that names them silences."""
        if not result.suppressions:
            return
        found: list[Finding] = []
        # What asks the build context finds nothing without one.
        ran = {
            name: preset
            for name, (entry, preset) in ((name, self._entry(name)) for name in self.names)
            if file.context is not None or entry.family != "context"
        }
        for suppression in result.suppressions:
            for rule in self._late_rules("@suppression", set()):
                self._run(found, result, rule, rule.suppression, suppression, ran, codes, file)
        _locate(found, file.tree)
        for finding in found:
            silenced = [each for each in result.suppressions if "all" not in each.selectors and each.silences(finding)]
            (result.suppressed if silenced else result.findings).append(finding)
        result.findings.sort(key=_sort_key)

    def _calls(self, node: Instruction, file: Dockerfile) -> list[tuple[Command, tuple[str, ...]]]:
        """Return the commands of a RUN with what each is to the rules: its name, the package manager that it calls."""
        if node.keyword != "RUN" or not self._wants_commands:
            return []
        text: list[str] = []
        if not self._wants_managers:
            commands = file.commands(node)
            return [(command, self._with_words(("$" + command.name, "$*"), node, text)) for command in commands]
        # The table of package managers is read only where a rule asks.
        from dockerlint.shell.package_calls import package_call

        calls = []
        for command in file.commands(node):
            names: tuple[str, ...] = ("$" + command.name, "$*")
            call = package_call(command)
            if call is not None:
                names = (*names, "%" + call.name, "%*")
                for role in self._subscriptions.roles:
                    if call.has_role(role):
                        names = (*names, f"%{call.name} {role}", f"%* {role}")
            calls.append((command, self._with_words(names, node, text)))
        return calls

    def _with_words(self, names: tuple[str, ...], run: Instruction, text: list[str]) -> tuple[str, ...]:
        """Return what a command is to the rules, with the words of its RUN that they wait for.

        `text` takes the text of the RUN, in lower case, when it is first needed.
        """
        words = self._subscriptions.words
        asked = [(name, word) for name in names if name in words for word in words[name]]
        if not asked:
            return names
        if not text:
            text.append(run.text.lower())
        return (*names, *[f"{name} ~{word}" for name, word in asked if word in text[0]])

    def _events(
        self, node: Instruction, calls: list[tuple[Command, tuple[str, ...]]], *, again: bool
    ) -> tuple[str, ...]:
        """Return what an instruction is to the rules: its keyword, and what it has of that which they ask for."""
        keyword = node.keyword if node.keyword in BY_KEYWORD else "?"
        wanted = self._wanted.get(keyword)
        if wanted is None:
            conditions = self._subscriptions.conditions.get(keyword, frozenset())
            wanted = self._wanted[keyword] = _Wanted(keyword, conditions)
        if not wanted.events:
            return (keyword, "*")
        has = {"--" + flag.name for flag in node.flags}
        if has:
            has.add("--*")
        text = node.text.lower() if wanted.words else ""
        for word, condition in wanted.words:
            if word in text:
                has.add(condition)
        if again:
            has.add("again")
        if node.heredocs:
            has.add("<<")
        for command, names in calls:
            has.update(names)
            if command.wrappers:
                has.update(["$" + wrapper for wrapper in command.wrappers])
        events = wanted.events
        asked = has & events.keys()
        return (keyword, "*", *[events[condition] for condition in sorted(asked)]) if asked else (keyword, "*")

    def _facts(self, file: Dockerfile) -> list[str]:
        """Return what is true of the file as a whole, of that which rules for stages and the file wait for."""
        facts = [event for fact, event in self._facts_wanted if _holds(fact, file)]
        if self._words_wanted:
            text = file.tree.text.lower()
            facts += [event for word, event in self._words_wanted if word in text]
        return facts

    def _rules(self, events: tuple[str, ...]) -> list[Rule]:
        """Return the rules that one of several events wakes; their modules are imported when it first happens."""
        rules = self._awake.get(events)
        if rules is None:
            waiting = self._subscriptions.waiting
            loaded = dict.fromkeys(self._load(name) for event in events for name in waiting.get(event, ()))
            rules = self._awake[events] = [rule for rule in loaded if rule is not None]
        return rules

    def _late_rules(self, place: str, happened: set[str]) -> list[Rule]:
        """Return the rules for stages or the file, less those that wait for something the file does not have."""
        key = (place, self._subscriptions.late_events & happened)
        rules = self._late_awake.get(key)
        if rules is None:
            loaded = [self._load(late.name) for late in self._late.get(place, ()) if late.is_woken(key[1])]
            rules = self._late_awake[key] = [rule for rule in loaded if rule is not None]
        return rules

    def _entry(self, name: str) -> tuple[Entry, Mapping[str, Option]]:
        """Return a selected rule with what its groups set."""
        found = self._chosen.get(name)
        if found is None:
            found = self._chosen[name] = (entry_of(name), self._presets.get(name, {}))
        return found

    def _load(self, name: str) -> Rule | None:
        rule = self._loaded.get(name)
        if rule is None and name not in self._broken:
            entry, preset = self._entry(name)
            options = self._options.get(name, {})
            try:
                rule = entry.load()({**preset, **options} if preset or options else None)
            except Exception as error:  # noqa: BLE001  # one broken rule must not stop the others
                self._broken[name] = f"the rule {name} cannot be loaded: {type(error).__name__}: {error}"
                return None
            self._loaded[name] = rule
            rule.family = entry.family
            if not rule.url and entry.url:
                rule.url = entry.url
            if name in self._severities:
                rule.severity = self._severities[name]
        return rule

    @staticmethod
    def _run(
        found: list[Finding],
        result: Result,
        rule: Rule,
        check: Callable[..., Iterator[Finding]],
        *arguments: object,
    ) -> bool:
        """Call a rule; returns whether that went well."""
        try:
            found.extend(check(*arguments))
        except Exception as error:  # noqa: BLE001  # one broken rule must not stop the others
            trouble = f"the rule {rule.name} failed: {type(error).__name__}: {error}"
            if trouble not in result.troubles:
                result.troubles.append(trouble)
            return False
        return True


def _holds(fact: str, file: Dockerfile) -> bool:
    """Whether a fact that rules wait for by `=name` is true of a file."""
    instructions = file.tree.instructions
    if fact == "begins-otherwise":
        first = next((node for node in instructions if node.keyword != "ARG"), None)
        return first is None or first.keyword != "FROM"
    if fact == "empty-lines":
        return any([node.empty_lines for node in instructions])  # noqa: C419  # a generator takes longer
    if fact == "given-context":
        return file.context is not None and file.context.is_given
    if fact == "ignore-file":
        return file.context is not None and file.context.has_ignore_file
    if fact == "lower-case":
        nodes = [node for outer in instructions for node in (outer, outer.inner) if node is not None]
        return not all([node.source.startswith(node.keyword, node.start) for node in nodes])  # noqa: C419  # as above
    return bool(file.settings.get(fact))


def _sort_key(finding: Finding) -> tuple[int, int, str, str]:
    return finding.sort_key()


def _locate(findings: list[Finding], tree: Tree) -> None:
    for finding in findings:
        finding.row, finding.column, finding.end_row, finding.end_column = tree.positions(finding.start, finding.end)
