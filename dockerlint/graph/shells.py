"""The shell in force at an instruction: what reads its command line."""

from __future__ import annotations

from dockerlint.shell.shells import Shell, shell_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.stages import Stage
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree

_SH = Shell("sh", "/bin/sh", ("-c",))
_CMD = Shell("cmd", "cmd", ("/S", "/C"))
# What the name of a Windows image has in it. Only such names are looked up where the question is whether the shell is
# a POSIX one: the tables of images take longer to load than most files to check.
_WINDOWS = ("windows", "nanoserver", "servercore", "microsoft", "framework")


class Shells:
    """The shells of a file, found by one pass over its SHELL instructions."""

    __slots__ = ("_images", "_named", "_triggers", "_windows")

    def __init__(self, tree: Tree, stages: list[Stage]) -> None:
        # The directive is for Windows, where paths have backslashes: it tells where the image does not.
        self._windows = tree.escape == "`"
        # By stage: what SHELL names and where it stands; first what the stage inherits.
        self._named: dict[Stage, list[tuple[int, Shell]]] = {}
        self._triggers: dict[Stage, list[tuple[int, Shell]]] = {}  # the same of its ONBUILDs
        self._images: dict[tuple[Stage, bool], Shell] = {}
        if any((one.inner or one).keyword == "SHELL" for one in tree.instructions):
            for stage in stages:
                inherited = self._named[stage.base][-1:] if stage.base is not None else []
                found = [(-1, shell) for _, shell in inherited]
                found += [(-1, shell) for _, shell in _named(stage.triggered)]
                self._named[stage] = found + _named(stage.instructions)
                self._triggers[stage] = _named([one.inner for one in stage.instructions if one.inner is not None])

    def at(self, stage: Stage | None, instruction: Instruction, *, only_posix: bool = False) -> Shell:
        """Return the shell in force at an instruction of a stage; one of an ONBUILD runs in stages built on it.

        With `only_posix` it is right about `is_posix` alone, and cheaper.
        """
        if stage is None:
            return _SH
        if self._named:
            from bisect import bisect_left

            named = self._named[stage]
            if instruction.in_onbuild:
                named = named[-1:] and [(-1, named[-1][1])]
                triggers = self._triggers[stage]
                before = bisect_left(triggers, instruction.index, key=_place)
                named += triggers[before - 1 : before] if before else []
            place = bisect_left(named, instruction.index, key=_place)
            if place:
                return named[place - 1][1]
        key = (stage.bases[-1], only_posix)
        known = self._images.get(key)
        if known is None:
            known = self._images[key] = self._of_image(*key)
        return known

    def _of_image(self, root: Stage, only_posix: bool) -> Shell:  # as in `at`
        name = root.image or ""
        if only_posix and not self._windows and not any(part in name.lower() for part in _WINDOWS):
            return _SH
        image = root.base_image
        if image is None or image.distribution is None:
            return _CMD if self._windows else _SH
        if image.distribution == "windows":
            return _CMD
        return _SH if image.shell in (None, "none") else Shell(image.shell, "/bin/sh", ("-c",))


def _named(instructions: list[Instruction]) -> list[tuple[int, Shell]]:
    """Return what SHELL instructions name, without those that Docker would refuse."""
    return [
        (one.index, shell_of([word.value for word in one.words]))
        for one in instructions
        if one.keyword == "SHELL" and one.is_json and one.words
    ]


def _place(named: tuple[int, Shell]) -> int:
    return named[0]
