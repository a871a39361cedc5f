"""What wakes the rules of a selection: the events that the linter looks for, and the rules behind each."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dockerlint.lint.registry import Entry
    from dockerlint.lint.rule import Option


class Subscriptions:
    """Rules by what wakes them. Those of the default selection are made beforehand (`default_table.py`)."""

    __slots__ = ("conditions", "late", "late_events", "names", "roles", "waiting", "words")

    def __init__(
        self,
        names: Sequence[str],
        waiting: Mapping[str, Sequence[str]],
        conditions: Mapping[str, Collection[str]],
        late: Mapping[str, Sequence[tuple[str, Sequence[Sequence[str]]]]],
        late_events: Collection[str],
        roles: Sequence[str],
        words: Mapping[str, Sequence[str]],
    ) -> None:
        self.names = names
        self.waiting = waiting  # the rules by event
        # What an instruction of a keyword must have to be an event of its own: `$apk`, `%pip`, `--mount`, `<<`.
        self.conditions = {keyword: frozenset(wanted) for keyword, wanted in conditions.items()}
        # Rules for stages and the whole file, with the events that one of must have happened (none: always).
        self.late = late
        self.late_events = frozenset(late_events)
        self.roles = roles  # verbs of package managers: `%apt install`
        self.words = words  # by command or package manager: `$curl ~--tls`

    def as_constants(self) -> dict[str, object]:
        """Return the arguments of which the same is made, in an order that is always the same."""
        return {
            "names": tuple(self.names),
            "waiting": {event: tuple(rules) for event, rules in self.waiting.items()},
            "conditions": {keyword: tuple(sorted(wanted)) for keyword, wanted in sorted(self.conditions.items())},
            "late": {
                place: tuple((rule, tuple(map(tuple, needed))) for rule, needed in rules)
                for place, rules in self.late.items()
            },
            "late_events": tuple(sorted(self.late_events)),
            "roles": tuple(self.roles),
            "words": {name: tuple(words) for name, words in self.words.items()},
        }


def subscriptions(
    chosen: Sequence[tuple[Entry, Mapping[str, Option]]], options: Mapping[str, Mapping[str, Option]]
) -> Subscriptions:
    """Return what wakes the chosen rules, each with what its groups set; `options` are those of the configuration."""
    waiting: dict[str, list[str]] = {}
    conditions: dict[str, set[str]] = {}
    late: dict[str, list[tuple[str, list[list[str]]]]] = {}
    for entry, preset in chosen:
        own: dict[str, list[str]] = {}
        for written in entry.events:
            event, _, option = written.partition(" ?")
            if option and not {**preset, **options.get(entry.name, {})}.get(option):
                continue
            if event.startswith("@") and event != "@error":
                place, _, event = event.partition(" ")
                own.setdefault(place, []).append(event)
            else:
                waiting.setdefault(event, []).append(entry.name)
                keyword, _, condition = event.partition(" ")
                if condition:
                    conditions.setdefault(keyword, set()).add(condition)
        for place, events in own.items():
            needed = [] if "" in events else [event.split(" & ") for event in events]
            late.setdefault(place, []).append((entry.name, needed))
    late_events = {event for rules in late.values() for _, needed in rules for events in needed for event in events}
    for event in late_events:
        keyword, _, condition = event.partition(" ")
        if condition and keyword[0] not in "~=":
            conditions.setdefault(keyword, set()).add(condition)
    roles: list[str] = []
    words: dict[str, list[str]] = {}
    for event in (*waiting, *sorted(conditions.get("RUN", ()))):
        name, _, condition = event.partition(" ")
        if condition[:1] == "~" and name[0] in "$%":
            words.setdefault(name, []).append(condition[1:])
        elif condition and name[0] == "%" and condition not in roles:
            roles.append(condition)
    return Subscriptions([entry.name for entry, _ in chosen], waiting, conditions, late, late_events, roles, words)
