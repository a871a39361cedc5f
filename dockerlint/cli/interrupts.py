"""Signals that end a run in which something has to be cleaned up first."""

from __future__ import annotations

import signal


class Interrupts:
    """Ctrl-C, and the signals that end a CI job: the first ends the work, those behind it do not stop the cleaning."""

    def __init__(self) -> None:
        self._before: dict[int, object] = {}

    def __enter__(self) -> None:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is None:
                continue
            try:
                handler = signal.getsignal(number)
                # Whoever set another handler, or ignores the signal, means it.
                if handler in (signal.SIG_DFL, signal.default_int_handler):
                    signal.signal(number, self._end)
                    self._before[number] = handler
            except ValueError:  # not in the main thread: who called it there ends it there
                return

    def _end(self, number: int, _: object) -> None:
        for each in self._before:
            signal.signal(each, signal.SIG_IGN)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
