"""What one file is checked with."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockerlint.config.globs import PathPatterns
    from dockerlint.config.problems import Problem

    Source = tuple[str, ...]

COMMAND_LINE = "command line"


def split_selectors(texts: Iterable[str]) -> list[str]:
    """The selectors in texts that may hold several with commas between them, each once, in order."""
    return list(dict.fromkeys(name.strip() for text in texts for name in text.split(",") if name.strip()))


class Settings:
    """The configuration of one file, after all merging. Shared between files: not to be changed.

    An attribute is named as its key, with `_` for `-`; None, or empty, means that nothing set it. What has no
    key:

    - `path`: the configuration file, None where there is none; `kind`: `dockerlint` or `hadolint`;
    - `sources`: where each value came from, by its key and, for maps and lists that add up, the name or entry
      in it (`("select",)`, `("severity", "DL3008")`, `("rules", "long-run", "most")`): a file's path or
      `command line`;
    - `exit_zero`, `color` (`never` or None), `suppressions` (whether comments may suppress findings): a
      hadolint file sets these three;
    - `notes`: what in a hadolint file has no counterpart.

    `context` and `baseline` are absolute where a file sets them; a context of `none` stays so.
    """

    __slots__ = (
        "answers",
        "baseline",
        "budgets",
        "build_args",
        "color",
        "context",
        "exclude",
        "exit_zero",
        "extend_select",
        "fail_on",
        "ignore",
        "kind",
        "label_schema",
        "mirrors",
        "notes",
        "output_format",
        "path",
        "plugins",
        "rules",
        "select",
        "severity",
        "smoke",
        "sources",
        "strict_labels",
        "suppressions",
        "target",
        "trusted_registries",
    )

    def __init__(self) -> None:
        self.path: str | None = None
        self.kind: str | None = None
        self.plugins: list[str] = []
        self.select: list[str] | None = None
        self.ignore: list[str] = []
        self.extend_select: list[str] = []
        self.severity: dict[str, str] = {}
        self.fail_on: str | None = None
        self.rules: dict[str, dict[str, object]] = {}
        self.context: str | None = None
        self.target: str | None = None
        self.build_args: dict[str, str] = {}
        self.trusted_registries: list[str] = []
        self.mirrors: dict[str, str] = {}
        self.label_schema: dict[str, str] = {}
        self.strict_labels = False
        self.budgets: dict[str, object] = {}
        self.smoke: dict[str, object] = {}
        self.answers: dict[str, object] = {}
        self.baseline: str | None = None
        self.output_format: str | None = None
        self.exclude: PathPatterns | None = None
        self.exit_zero = False
        self.color: str | None = None
        self.suppressions = True
        self.notes: list[Problem] = []
        self.sources: dict[Source, str] = {}

    def excludes(self, path: str, *, is_folder: bool = False) -> bool:
        """Whether `exclude` covers an absolute path."""
        return self.exclude is not None and self.exclude.matches(path, is_folder=is_folder)

    def with_command_line(
        self,
        *,
        select: Iterable[str] | None = None,
        ignore: Iterable[str] = (),
        extend_select: Iterable[str] = (),
        fail_on: str | None = None,
        context: str | None = None,
        target: str | None = None,
        build_args: Mapping[str, str] | None = None,
        baseline: str | None = None,
        output_format: str | None = None,
        exit_zero: bool = False,
    ) -> Settings:
        """A copy in which the options of the command line win.

        `select` replaces both the configuration's `select` and its `extend-select`, while its `ignore` still
        holds; `ignore`, `extend_select` and `build_args` add. A selector may be several with commas between
        them.
        """
        copy = Settings()
        for name in Settings.__slots__:
            setattr(copy, name, getattr(self, name))
        sources = copy.sources = dict(self.sources)
        if select is not None:
            copy.select = split_selectors(select)
            copy.extend_select = []
            sources.pop(("extend-select",), None)
            sources["select",] = COMMAND_LINE
        added = split_selectors(ignore)
        copy.ignore = list(dict.fromkeys([*copy.ignore, *added]))
        sources |= {("ignore", name): COMMAND_LINE for name in added}
        added = split_selectors(extend_select)
        copy.extend_select = list(dict.fromkeys([*copy.extend_select, *added]))
        sources |= {("extend-select", name): COMMAND_LINE for name in added}
        if build_args:
            copy.build_args = {**copy.build_args, **build_args}
            sources |= {("build-args", name): COMMAND_LINE for name in build_args}
        replaced = {
            "fail-on": fail_on,
            "context": context,
            "target": target,
            "baseline": baseline,
            "output-format": output_format,
            "exit-zero": exit_zero or None,
        }
        for key, value in replaced.items():
            if value is not None:
                setattr(copy, key.replace("-", "_"), value)
                sources[key,] = COMMAND_LINE
        return copy
