"""What changes for a repository that uses hadolint when the command's name changes.

    python scripts/hadolint_repositories.py GIT_DIRECTORY... [--markdown FILE] [--show]

For each repository whose root has a configuration of hadolint: all Dockerfiles in its newest commit, checked from its
root by hadolint and by dockerlint, once with no option but the format and once with hadolint's own `-f json`. Compared
are the exit code and the findings as (file, code, instruction). Where hadolint cannot read a file, only whether we say
so too counts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from dockerlint import parse  # noqa: E402
from dockerlint.cli.discovery import is_dockerfile_name  # noqa: E402

Finding = tuple[str, str, int]
CONFIGURATIONS = (".hadolint.yaml", ".hadolint.yml")


def checkout(git: str, folder: str) -> list[str]:
    """Write the newest commit's Dockerfiles and configurations into a folder; returns the Dockerfiles."""
    listed = subprocess.run(["git", f"--git-dir={git}", "ls-tree", "-rz", "HEAD"], capture_output=True, check=False)
    wanted, names = [], []
    for line in listed.stdout.decode("utf-8", "surrogateescape").split("\0"):
        about, _, name = line.partition("\t")
        if about[:6] not in ("100644", "100755"):
            continue
        is_ours = is_dockerfile_name(os.path.basename(name))
        if is_ours or name in CONFIGURATIONS:
            wanted.append(name)
            names += [name] if is_ours else []
    if not names or not any(name in CONFIGURATIONS for name in wanted):
        return []
    archive = subprocess.run(
        ["git", f"--git-dir={git}", "archive", "HEAD", "--", *wanted], capture_output=True, check=True
    ).stdout
    with tempfile.TemporaryFile() as file:
        file.write(archive)
        file.seek(0)
        with tarfile.open(fileobj=file) as tar:
            tar.extractall(folder, filter="data")
    return sorted(names)


def findings(output: bytes, folder: str) -> set[Finding]:
    """Return the findings of a JSON report, each by the line at which its instruction begins."""
    starts: dict[str, list[int]] = {}
    found = set()
    each: dict[str, Any]
    for each in json.loads(output or b"[]"):
        name = each["file"]
        if name not in starts:
            tree = parse(Path(folder, name).read_bytes())
            starts[name] = [instruction.start_line for instruction in tree.instructions]
        line = max((start for start in starts[name] if start <= each["line"]), default=each["line"])
        found.add((name, each["code"], line))
    return found


def run(command: list[str], folder: str) -> subprocess.CompletedProcess[bytes]:
    """Run a linter in a folder, with nothing of the user's around it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HADOLINT_", "XDG_"))}
    environment |= {"PYTHONPATH": str(ROOT), "HOME": folder}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)


def comparable(theirs: set[Finding], ours: set[Finding]) -> tuple[set[Finding], set[Finding]]:
    """Return both without what cannot be compared: the rest of files that hadolint cannot read."""
    unread = {name for name, code, _ in theirs if code == "DL1000"}
    our_unread = {name for name, code, _ in ours if code == "DL1000"}
    both = [{one for one in each if one[0] not in unread} for each in (theirs, ours)]
    both[0] |= {(name, "DL1000", 0) for name in unread}
    both[1] |= {(name, "DL1000", 0) for name in unread & our_unread}
    return both[0], both[1]


def main() -> int:
    """Compare each repository; returns 1 where an exit code differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", metavar="GIT_DIRECTORY")
    parser.add_argument("--hadolint", default="hadolint")
    parser.add_argument("--show", action="store_true", help="list what differs")
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    options = parser.parse_args()
    rows, failed = [], False
    for git in options.repositories:
        with tempfile.TemporaryDirectory() as folder:
            names = checkout(git, folder)
            if not names:
                continue
            ours_command = [sys.executable, "-m", "dockerlint"]
            peer = run([options.hadolint, "-f", "json", *names], folder)
            bare = run([*ours_command, "--output-format", "hadolint-json", *names], folder)
            asked = run([*ours_command, "-f", "json", *names], folder)
            theirs, ours = comparable(findings(peer.stdout, folder), findings(bare.stdout, folder))
            _, with_option = comparable(findings(peer.stdout, folder), findings(asked.stdout, folder))
            title = Path(git).parent.name.replace("+", "/", 1)
            codes = f"{peer.returncode} / {bare.returncode} / {asked.returncode}"
            failed |= len({peer.returncode, bare.returncode, asked.returncode}) > 1
            counts = f"{len(theirs & ours)} / {len(theirs - ours)} / {len(ours - theirs)}"
            same = "yes" if ours == with_option else "no"
            rows.append(f"| {title} | {len(names)} | {counts} | {codes} | {same} |")
            print(rows[-1], flush=True)
            if options.show:
                for mark, rest in (("-", theirs - ours), ("+", ours - theirs)):
                    for name, code, line in sorted(rest):
                        print(f"  {mark} {name}:{line} {code}")
            if bare.returncode == 2:
                print(bare.stderr.decode(errors="replace"))
    if options.markdown:
        head = "| repository | files | both / only hadolint / only ours | exit codes | same with `-f json` |\n"
        options.markdown.write_text(head + "|---|---|---|---|---|\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
