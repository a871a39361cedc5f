"""What is going on, for those who look at a terminal meanwhile."""

from __future__ import annotations

import sys

from dockerlint.cli.terminal import width_of
from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    _Advance = Callable[[int], None]


class Progress:
    """What is going on, on standard error while somebody looks at it; nothing else ever goes there."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._live: object = None
        self._task: object = None
        self._title = ""

    def task(self, title: str) -> _Task:
        """Return the context of a piece of work; what it yields takes the bytes done."""
        return _Task(self, title)

    def start(self, title: str) -> None:
        """Show a piece of work."""
        if not self._shown:
            return
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.text import Text

        if self._live is None:
            self._live = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                TextColumn("{task.fields[detail]}", style="bright_black", markup=False, table_column=None),
                TimeElapsedColumn(),
                console=Console(stderr=True, highlight=False),
                transient=True,
            )
            self._live.start()
        live: Progress = self._live  # type: ignore[assignment]
        if self._task is not None:
            live.remove_task(self._task)  # type: ignore[arg-type]
        self._title = title
        self._task = live.add_task(Text(title).plain, detail="", total=None)
        self._bytes = 0

    _bytes = 0

    def advance(self, size: int) -> None:
        """Count bytes."""
        self._bytes += size
        if self._shown:
            from dockerlint.measure.sizes import shown

            self._detail(shown(self._bytes))

    def tell(self, kind: str, text: str) -> None:
        """Take what a build says."""
        if not self._shown:
            return
        if kind == "sent":
            from dockerlint.measure.sizes import shown

            self._detail(f"{shown(int(text))} of context sent")
        else:
            self._detail(visible(text[:200]))

    def _detail(self, text: str) -> None:
        if self._live is not None and self._task is not None:
            width = max(20, width_of(sys.stderr) - len(self._title) - 16)
            self._live.update(self._task, detail=text[:width])  # type: ignore[attr-defined]

    def close(self) -> None:
        """Show nothing any more."""
        if self._live is not None:
            self._live.stop()  # type: ignore[attr-defined]
            self._live = self._task = None


class _Task:
    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._title = title

    def __enter__(self) -> _Advance:
        self._progress.start(self._title)
        return self._progress.advance

    def __exit__(self, *_: object) -> None:
        pass
