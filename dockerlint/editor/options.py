"""What an editor may set: the section `dockerlint` of its settings, or the options it starts the server with."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SHELLCHECK = ("auto", "on", "off")
_LISTS = {"select": "select", "extendSelect": "extend_select", "ignore": "ignore"}
_TEXTS = {"configuration": "config", "context": "context", "target": "target"}
# Settings of the extension for VS Code itself, which it hands on with the others.
_FOREIGN = ("path", "interpreter", "trace", "enable", "server")


class Options:
    """The settings of an editor; `problems` says what in them cannot be meant."""

    __slots__ = (
        *("build_args", "code_lens", "config", "context", "extend_select", "hover", "ignore", "isolated", "problems"),
        *("select", "shellcheck", "target"),
    )

    def __init__(self, *, config: str | None = None, isolated: bool = False) -> None:
        self.config = config  # a configuration file, and no other
        self.isolated = isolated
        self.select: list[str] = []
        self.extend_select: list[str] = []
        self.ignore: list[str] = []
        self.context: str | None = None
        self.target: str | None = None
        self.build_args: dict[str, str] = {}
        self.shellcheck = "auto"
        self.code_lens = True
        self.hover = True  # on instructions; that of findings is always there
        self.problems: list[str] = []

    def with_settings(self, settings: object) -> Options:
        """Return these options with what an editor says on top; `None` and what is missing leaves them."""
        new = Options(config=self.config, isolated=self.isolated)
        new.shellcheck = self.shellcheck
        if settings is None:
            return new
        if not isinstance(settings, dict):
            new.problems.append("the settings of dockerlint are not an object")
            return new
        for key, value in _section(settings).items():
            if value is not None and key not in _FOREIGN:
                new._set(key, value)
        return new

    def _set(self, key: str, value: object) -> None:
        if key in _LISTS:
            texts = [value] if isinstance(value, str) else value
            if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
                setattr(self, _LISTS[key], [text for text in texts if text.strip()])
                return
        elif key in _TEXTS:
            if isinstance(value, str):
                if value:
                    setattr(self, _TEXTS[key], value)
                return
        elif key == "shellcheck":
            if value in _SHELLCHECK:
                self.shellcheck = str(value)
                return
        elif key == "buildArguments":
            if isinstance(value, dict):
                self.build_args = {str(name): str(text) for name, text in value.items()}
                return
        elif key in ("codeLens", "hover"):
            if isinstance(value, bool):
                setattr(self, "code_lens" if key == "codeLens" else "hover", value)
                return
        else:
            self.problems.append(f"there is no setting `dockerlint.{key}`")
            return
        self.problems.append(f"the setting `dockerlint.{key}` cannot be {value!r}")

    def changes(self) -> dict[str, object]:
        """Return what they change in every configuration, for `Settings.with_command_line`."""
        found: dict[str, object] = {
            "select": self.select,
            "extend_select": self.extend_select,
            "ignore": self.ignore,
            "context": self.context,
            "target": self.target,
            "build_args": self.build_args,
        }
        return {name: value for name, value in found.items() if value}


def _section(settings: Mapping[str, object]) -> Mapping[str, object]:
    """Return the settings themselves: clients send them bare, or below `dockerlint`, or below `settings`."""
    for name in ("settings", "dockerlint"):
        inner = settings.get(name)
        if isinstance(inner, dict):
            settings = inner
    return settings
