"""The pass that runs rules: one walk over the instructions, each waking the rules that subscribe to it."""

from __future__ import annotations

from dockerlint.syntax.instructions import BY_KEYWORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.registry import Entry
    from dockerlint.lint.rule import Option, Rule
    from dockerlint.lint.shellcheck import Codes
    from dockerlint.lint.suppression import Suppression
    from dockerlint.syntax.tree import Tree

    Chosen = list[tuple[Entry, Mapping[str, Option]]]


class Result:
    """What a check of one file found."""

    __slots__ = ("findings", "suppressed", "suppressions", "troubles")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.suppressed: list[Finding] = []
        self.suppressions: list[Suppression] = []
        self.troubles: list[str] = []  # rules that crashed: a defect of ours, named


class Linter:
    """A selection of rules with their options; checks any number of files.

    `severities` maps rule names to a severity that replaces the rule's own; `ignore` there switches the rule off.
    """

    __slots__ = (
        "_awake",
        "_broken",
        "_loaded",
        "_of_context",
        "_options",
        "_severities",
        "_waiting",
        "commands_wanted",
        "names",
    )

    def __init__(
        self,
        chosen: Chosen,
        options: Mapping[str, Mapping[str, Option]] | None = None,
        severities: Mapping[str, str] | None = None,
    ) -> None:
        self._severities = severities or {}
        self._options = options or {}
        self._waiting: dict[str, list[tuple[Entry, Mapping[str, Option]]]] = {}
        self._awake: dict[str, list[Rule]] = {}
        self._broken: dict[str, str] = {}  # why a rule could not be loaded
        self._loaded: dict[str, Rule] = {}
        self.names: list[str] = []  # of the rules
        self._of_context = {entry.name for entry, _ in chosen if entry.family == "context"}
        for entry, preset in chosen:
            if self._severities.get(entry.name) == "ignore":
                continue
            self.names.append(entry.name)
            for event in entry.events:
                self._waiting.setdefault(event, []).append((entry, preset))
        self.commands_wanted = any(event.startswith("$") for event in self._waiting)

    def check(
        self,
        file: Dockerfile,
        others: Callable[[], list[Finding]] | None = None,
        codes: Codes | None = None,
    ) -> Result:
        """Run the rules on a file; findings come sorted, suppressed ones apart.

        `others` is asked last for findings that are no rule's of ours: who answers may have worked meanwhile. `codes`
        are those of ShellCheck that were looked for, None where it was not asked.
        """
        result = Result()
        found: list[Finding] = []
        every = self._rules("*")
        every_command = self._rules("$*")
        for outer in file.tree.instructions:
            # ONBUILD RUN wakes the rules of both.
            for node in (outer, outer.inner) if outer.inner is not None else (outer,):
                for rule in (*self._rules(node.keyword if node.keyword in BY_KEYWORD else "?"), *every):
                    self._run(found, result, rule, rule.instruction, node, file)
                if node.keyword == "RUN" and self.commands_wanted:
                    for command in file.commands(node):
                        for rule in (*self._rules("$" + command.name), *every_command):
                            self._run(found, result, rule, rule.command, command, node, file)
        for stage in file.stages if "@stage" in self._waiting else ():
            for rule in self._rules("@stage"):
                self._run(found, result, rule, rule.stage, stage, file)
        for error in file.tree.errors:
            for rule in self._rules("@error"):
                self._run(found, result, rule, rule.error, error, file)
        for rule in self._rules("@file"):
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
        if "@suppression" in self._waiting and not result.troubles:
            self._judge(file, result, codes)
        return result

    def _judge(self, file: Dockerfile, result: Result, codes: Codes | None) -> None:
        """Run the rules about suppression comments, which only a comment that names them silences."""
        found: list[Finding] = []
        # What asks the build context finds nothing without one.
        ran = {name for name in self.names if file.context is not None or name not in self._of_context}
        for suppression in result.suppressions:
            for rule in self._rules("@suppression"):
                self._run(found, result, rule, rule.suppression, suppression, ran, codes, file)
        _locate(found, file.tree)
        for finding in found:
            silenced = [each for each in result.suppressions if "all" not in each.selectors and each.silences(finding)]
            (result.suppressed if silenced else result.findings).append(finding)
        result.findings.sort(key=_sort_key)

    def _rules(self, event: str) -> list[Rule]:
        """Return the rules that an event wakes; their modules are imported when it first happens."""
        rules = self._awake.get(event)
        if rules is None:
            loaded = [self._load(*chosen) for chosen in self._waiting.get(event, ())]
            rules = self._awake[event] = [rule for rule in loaded if rule is not None]
        return rules

    def _load(self, entry: Entry, preset: Mapping[str, Option]) -> Rule | None:
        rule = self._loaded.get(entry.name)
        if rule is None and entry.name not in self._broken:
            options = self._options.get(entry.name, {})
            try:
                rule = entry.load()({**preset, **options} if preset or options else None)
            except Exception as error:  # noqa: BLE001  # one broken rule must not stop the others
                self._broken[entry.name] = f"the rule {entry.name} cannot be loaded: {type(error).__name__}: {error}"
                return None
            self._loaded[entry.name] = rule
            rule.family = entry.family
            if entry.name in self._severities:
                rule.severity = self._severities[entry.name]
        return rule

    @staticmethod
    def _run(
        found: list[Finding],
        result: Result,
        rule: Rule,
        check: Callable[..., Iterator[Finding]],
        *arguments: object,
    ) -> None:
        try:
            found.extend(check(*arguments))
        except Exception as error:  # noqa: BLE001  # one broken rule must not stop the others
            trouble = f"the rule {rule.name} failed: {type(error).__name__}: {error}"
            if trouble not in result.troubles:
                result.troubles.append(trouble)


def _sort_key(finding: Finding) -> tuple[int, int, str, str]:
    return finding.sort_key()


def _locate(findings: list[Finding], tree: Tree) -> None:
    for finding in findings:
        finding.row, finding.column = tree.position(finding.start)
        finding.end_row, finding.end_column = tree.position(finding.end)
