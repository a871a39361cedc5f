"""What `fix` has done, for people: what was fixed, what was not and why, what is left."""

from __future__ import annotations

from dockerlint.report.wording import counted, peer_ids, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fix import Fixed
    from dockerlint.lint.finding import Finding

_COLORS = ("\x1b[1m", "\x1b[32m", "\x1b[33m", "\x1b[2m", "\x1b[0m")


class Total:
    """The numbers of a run."""

    __slots__ = ("applied", "changed", "files", "left", "others", "refused", "unsafe")

    def __init__(self) -> None:
        self.files = self.changed = self.applied = self.refused = self.left = 0
        self.others = 0  # files beside the Dockerfiles that fixes write
        self.unsafe = 0  # findings that are left and have an unsafe fix

    def add(self, fixed: Fixed, *, changed: bool, unsafe: bool, others: int = 0) -> None:
        """Count what became of a file."""
        self.files += 1
        self.changed += changed
        self.others += others
        self.applied += len(fixed.applied)
        self.refused += len(fixed.refused)
        self.left += len(fixed.findings)
        if not unsafe:
            self.unsafe += sum(finding.fix is not None and finding.fix.safety == "unsafe" for finding in fixed.findings)


def render(name: str, fixed: Fixed, *, color: bool = False, diff: bool = False) -> str:
    """Return the lines for one file; with `diff` the fixes were not made, only shown."""
    bold, green, yellow, dim, plain = _COLORS if color else ("",) * 5
    path = visible(name)
    done = "would fix" if diff else "fixed"
    lines = []
    for applied in sorted(fixed.applied, key=lambda applied: applied.line):
        unsafe = f" {dim}(unsafe){plain}" if applied.fix.safety == "unsafe" else ""
        reasons = "".join(f"; {rule}: {reason}" for rule, reason in applied.fix.may_add.items())
        lines.append(
            f"{bold}{path}{plain}:{applied.line}: {green}{done}{plain} {bold}{applied.rule}{plain} "
            f"{visible(applied.fix.title)}{unsafe}{visible(reasons)}"
        )
    reasons_of = {id(refusal.finding): refusal.reason for refusal in fixed.refused}
    for finding in fixed.findings:
        place = f"{bold}{path}{plain}:{finding.row}:{finding.column}:"
        rule = f"{bold}{finding.rule}{plain}{_peers(finding)}"
        why = reasons_of.get(id(finding), "")
        if why:
            lines.append(
                f"{place} {yellow}left{plain} {rule} {visible(finding.message)} {dim}(not fixed: {visible(why)}){plain}"
            )
        else:
            fix = finding.fix
            hint = f" {dim}({fix.safety}: {visible(fix.title)}){plain}" if fix is not None else ""
            lines.append(f"{place} {yellow}left{plain} {rule} {visible(finding.message)}{hint}")
    return "".join(f"{line}\n" for line in lines)


def _peers(finding: Finding) -> str:
    ids = peer_ids(finding.aliases)
    return f" ({ids})" if ids else ""


def summary(total: Total, *, unsafe: bool, diff: bool) -> str:
    """Return the last line of a run."""
    verb = "would be " if diff else ""
    places = [f"{total.changed} of {counted(total.files, 'file')}"] if total.changed or not total.others else []
    places += [counted(total.others, "other file")] if total.others else []
    text = f"{counted(total.applied, 'finding')} {verb}fixed in {' and '.join(places)}"
    if total.left:
        text += f", {total.left} left"
        if total.refused:
            text += f" ({total.refused} with a reason not to fix)"
        if total.unsafe and not unsafe:
            text += f"; {total.unsafe} more with --unsafe"
    return text + ".\n"
