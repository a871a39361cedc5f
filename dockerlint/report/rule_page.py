"""A rule's page in Markdown: what its docstring says, with its facts and examples."""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from inspect import cleandoc
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.rule import Example, Rule


def as_written(rule: type[Rule]) -> type[Rule]:
    """Return a rule's class with its docstring and examples: machine code leaves them to the source."""
    if hasattr(rule, "examples"):
        return rule
    package, _, last = rule.__module__.rpartition(".")
    path = f"{sys.modules[package].__path__[0]}/{last}.py"
    module = ModuleType(rule.__module__)
    SourceFileLoader(rule.__module__, path).exec_module(module)
    written: type[Rule] = getattr(module, rule.__name__)
    return written


def documentation_of(rule: type[Rule]) -> tuple[str, str]:
    """Return the sentence that says what a rule is about, and what is written below it."""
    summary, _, body = cleandoc(as_written(rule).__doc__ or "").partition("\n")
    return summary, body.strip()


def rule_page(rule: type[Rule], safety: str = "", family: str = "") -> str:
    """Return the page of a rule; `safety` is that of its fixes at their best, "" where it has none."""
    rule = as_written(rule)
    family = (family or rule.__module__.split(".")[-2]).replace("_", "-")
    summary, body = documentation_of(rule)
    parts = [
        f"# {rule.name}",
        summary,
        "\n".join(
            [
                f"- severity: {rule.severity}, confidence: {rule.confidence}",
                f"- family: {family}",
                f"- groups: {', '.join(_groups(rule)) or 'none'}",
                f"- fix: {safety or 'none'}",
                *([f"- options: {', '.join(_options(rule))}"] if rule.options else []),
                *([f"- also known as: {', '.join(rule.aliases)}"] if rule.aliases else []),
            ]
        ),
        body,
        "## Examples",
        *_examples("Flagged", rule.examples.bad),
        *_examples("Not flagged", rule.examples.good),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _groups(rule: type[Rule]) -> Iterator[str]:
    for group, options in rule.groups.items():
        settings = ", ".join(f"{name}: {_value(value)}" for name, value in options.items())
        yield f"{group} ({settings})" if settings else group


def _options(rule: type[Rule]) -> Iterator[str]:
    for name, value in rule.options.items():
        yield f"{name} (default {_value(value)})"


def _value(value: object) -> str:
    """Return an option's value as a configuration file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value) or '""'


def _examples(title: str, examples: tuple[Example, ...]) -> Iterator[str]:
    for example in examples:
        conditions = [f"{name}: {_value(value)}" for name, value in example.options.items()]
        if example.files is not None:
            conditions.append(f"in the build context: {', '.join(sorted(example.files)) or 'nothing'}")
        yield f"{title} ({'; '.join(conditions)}):" if conditions else f"{title}:"
        yield _fenced(example.text, example.path)
        if example.fixed is not None:
            yield "Fixed:"
            yield _fenced(example.fixed, example.path)
        if example.refused:
            yield f"Not fixed: {example.refused}."


def _fenced(text: str, path: str) -> str:
    # A fence longer than any in the text, so that nothing in it can end the block.
    fence = "```"
    while fence in text:
        fence += "`"
    language = "yaml" if path.endswith((".yaml", ".yml")) else "dockerfile"
    return f"{fence}{language}\n{text.removesuffix(chr(10))}\n{fence}"
