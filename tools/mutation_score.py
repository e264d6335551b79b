"""Mutation score of artflow/domain: `python tools/mutation_score.py [DIRECTORY]`.

Counts how many small faults, put into the domain one at a time, the tests in tests/domain notice;
ends with 1 below the score that is asked for. Takes some minutes. With DIRECTORY the
work is left there to look at: `mutmut results`, `mutmut show NAME`. What was broken off is gone on
with when the same DIRECTORY is named again.

mutmut leaves decorated functions alone, and every guard is one. So it works on a copy of the
domain and its tests, without the rest of the house, in which `@guard` above a function has
become a call below it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASKED = 85.0
WORKERS = 2
COPIED = ("artflow/domain", "tests/domain", "tests/definitions", "pyproject.toml")
EMPTY = ("artflow/__init__.py", "tests/__init__.py")
IGNORED = shutil.ignore_patterns("__pycache__")


def main(arguments: list[str]) -> int:
    if arguments:
        return measure(Path(arguments[0]).resolve())
    with tempfile.TemporaryDirectory() as directory:
        return measure(Path(directory) / "copy")


def measure(copy: Path) -> int:
    if not copy.exists():
        prepare(copy)
    log = mutmut(copy, "run", "--max-children", str(WORKERS))
    mutmut(copy, "export-cicd-stats")
    stats = json.loads((copy / "mutants" / "mutmut-cicd-stats.json").read_text())
    noticed = stats["killed"] + stats["timeout"] + stats["segfault"]
    total = stats["total"] - stats["skipped"]
    if not total:
        sys.exit(f"tools/mutation_score.py: mutmut found nothing to change\n{log[-2000:]}")
    score = 100 * noticed / total
    print(*sorted(re.findall(r"\S+: (?:survived|no tests)", mutmut(copy, "results"))), sep="\n")
    print(f"{stats['timeout']} of those noticed by running too long, as all do on a busy machine")
    print(f"mutation score of artflow/domain: {noticed}/{total} = {score:.1f} % (asked: {ASKED} %)")
    return 0 if score >= ASKED else 1


def prepare(copy: Path) -> None:
    """The domain and its tests alone, each guard made known by a call."""
    copy.mkdir(parents=True)
    for name in COPIED:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=IGNORED)
        else:
            shutil.copy(ROOT / name, copy / name)
    for name in EMPTY:
        (copy / name).touch()
    for file in (copy / "artflow/domain/guards").glob("*.py"):
        file.write_text(undecorated(file.read_text()))


def undecorated(text: str) -> str:
    names = re.findall(r"^@guard\ndef (\w+)", text, re.MULTILINE)
    calls = "".join(f"guard({name})\n" for name in names)
    return re.sub(r"^@guard\n", "", text, flags=re.MULTILINE) + calls


def mutmut(copy: Path, *arguments: str) -> str:
    """What mutmut printed; ends the run with its last words if it failed."""
    command = shutil.which("mutmut", path=sysconfig.get_path("scripts")) or "mutmut"
    done = subprocess.run(
        [command, *arguments], cwd=copy, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stdout + done.stderr)[-1000:]
        sys.exit(f"{last}\ntools/mutation_score.py: mutmut ended with {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
